// `holdfast simulate`: how many backups of a span of time start, fail, wait or are missed; or what an event starts.
import { recoveries } from '../report/recovery.ts'
import type { Announced } from '../report/result-events.ts'
import type { Instant } from '../start.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { progress, writeResult } from './output.ts'
import { planOf, planOfPolicy } from './policies.ts'
import { brokenPromises, promiseNote } from './promise-note.ts'
import { simulatedJson } from './simulate-json.ts'
import { clocksForward, lostToClocks, notRun, targetGaps } from './simulate-outcome.ts'
import { type Simulated, type SpanOptions, simulateSpan } from './simulate-span.ts'
import { headText, outcomeText, type Told } from './simulate-text.ts'
import { summaryTable } from './summary.ts'
import { rpoVerdicts, tallyBySource } from './tally.ts'

export type SimulateOptions = SpanOptions & {
  readonly runs?: boolean
  /** A file with one event: what that starts, in place of a span. */
  readonly event?: string
  readonly at?: Instant
  readonly format: 'text' | 'json' | 'html'
  readonly out?: string
}

export async function simulate(options: SimulateOptions): Promise<ExitCode> {
  const { event: file, format } = options
  if (file !== undefined) {
    if (options.scenario !== undefined) throw new UsageError(EVENT_ALONE)
    if (format === 'html') throw new UsageError('--event has no page: --format text or json.')
    const { simulateEvent } = await import('./simulate-event.ts')
    const plan = planOfPolicy(planOf(options), options.policy)
    return simulateEvent(plan, { ...options, file, format })
  }
  if (options.at !== undefined) throw new UsageError('--at is the time of an event: add --event.')
  const began = Date.now()
  const events: Announced[] = []
  const onEvent = format === 'html' ? (event: Announced) => void events.push(event) : undefined
  const simulated = await simulateSpan(options, onEvent)
  const seconds = (Date.now() - began) / 1000
  if (seconds > 1) progress(`simulated in ${seconds.toFixed(1)} s`)
  const text = format === 'html' ? page(simulated, events, options) : figures(simulated, options)
  writeResult(await text, options.out)
  return 0
}

const EVENT_ALONE =
  '--event is what one event would start, at once; events of a scenario are in its "events".'

async function page(
  { plan, span, scenario, partly }: Simulated,
  events: readonly Announced[],
  options: SimulateOptions,
): Promise<string> {
  const { pageOfSpan } = await import('./page.ts')
  const of = scenario && { of: scenario, file: options.scenario ?? '' }
  return pageOfSpan({
    selection: options,
    plan,
    span,
    kind: 'simulated',
    events,
    scenario: of,
    partly,
  })
}

function figures(simulated: Simulated, options: SimulateOptions): string {
  const { plan, sources, span, gathered } = simulated
  const scenario = simulated.scenario?.name
  const tallies = tallyBySource(sources, gathered)
  const runs = gathered.runs.filter(({ target }) => !simulated.partly.has(target))
  const known = recoveries({ runs, to: span.to })
  const verdicts = rpoVerdicts(sources, known, brokenPromises(simulated.promises))
  const told: Told = {
    notRun: notRun(gathered.runs),
    promises: simulated.promises.flatMap(event => promiseNote(event) ?? []),
    clockChanges: lostToClocks(sources, span),
    clocksForward: clocksForward(sources, span),
    gaps: targetGaps(sources, known),
    ...(options.runs && { runs: gathered.runs }),
  }
  if (options.format === 'json') {
    return simulatedJson({ span, scenario, gathered, tallies, verdicts }, told)
  }
  const head = headText({ environment: plan.environment, span, scenario })
  return `${head}\n${summaryTable(sources, tallies, verdicts)}${outcomeText(told)}`
}
