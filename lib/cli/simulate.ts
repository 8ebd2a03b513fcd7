// `holdfast simulate`: a span of virtual time through the same core as the functions, with everything in memory: the
// decisions, the codecs and the emulated Command Center are real, sockets and AWS are left out.
import type { JobFault } from '../emulator/faults.ts'
import type { Plan, PlannedSource } from '../plan/plan.ts'
import type { Scenario } from '../policy/scenario.ts'
import type { Announced, EndedRun } from '../report/result-events.ts'
import { DAY, type Span } from '../schedule/calendar.ts'
import { type Instant, isoText } from '../start.ts'
import { drive, WATCH_AFTER } from './drive.ts'
import { readFaults } from './emulator.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { json, progress, writeResult } from './output.ts'
import { planIn, planOf, planOfPolicy, type Selection, sourcesOfPolicy } from './policies.ts'
import { promiseNote } from './promise-note.ts'
import { readScenario } from './scenario-file.ts'
import { simulatedHost } from './simulate-host.ts'
import { clocksForward, lostToClocks, notRun, targetGaps } from './simulate-outcome.ts'
import { eventsOf, faultsOf, missing, outsideOf, planUnder } from './simulate-scenario.ts'
import { headText, outcomeText } from './simulate-text.ts'
import { summaryTable } from './summary.ts'
import { type Gathered, gathering, rpoVerdicts, tallyBySource } from './tally.ts'

export type SimulateOptions = Selection & {
  /** Without it the scenario's, or the first day that the samples are about. */
  readonly from?: Instant
  /** Seconds. Without it as long as the scenario, or a week. */
  readonly for?: number
  readonly policy?: string
  readonly seed: number
  readonly faults?: string
  /** A file with a Scenario: what goes wrong. */
  readonly scenario?: string
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
  const simulated = await simulateSpan(options)
  const seconds = (Date.now() - began) / 1000
  if (seconds > 1) progress(`simulated in ${seconds.toFixed(1)} s`)
  writeResult(await rendered(simulated, options), options.out)
  return 0
}

const EVENT_ALONE =
  '--event is what one event would start, at once; events of a scenario are in its "events".'

type Simulated = {
  readonly plan: Plan
  readonly sources: readonly PlannedSource[]
  readonly span: Span
  readonly scenario: Scenario | undefined
  readonly gathered: Gathered
  readonly promises: readonly Announced[]
  /** All result events of the span. */
  readonly events: readonly Announced[]
}

async function simulateSpan(options: SimulateOptions): Promise<Simulated> {
  const faults = options.faults === undefined ? [] : jobFaults(options.faults)
  const { plan, scenario } = planned(options)
  const sources = sourcesOfPolicy(plan, options.policy)
  const span = spanOf(options, scenario)
  for (const what of scenario ? outsideOf(scenario, span) : []) {
    progress(`${options.scenario}: ${what} lies outside of the simulated span and changes nothing`)
  }
  const { hear, gathered } = gathering()
  const events: Announced[] = []
  const promises: Announced[] = []
  const isPage = options.format === 'html'
  // Instants of one form are in the order of their texts.
  const end = isoText(span.to)
  const onEvent = (event: Announced) => {
    // Nothing is delivered after the end: what the watch then finds missing was never due here.
    const { scheduledTime } = event.detail
    if (typeof scheduledTime === 'string' && scheduledTime >= end) return
    hear(event)
    // A year has hundreds of thousands: kept only for who reads them.
    if (isPage) events.push(event)
    // No schedule goes on after the end: what that breaks was never promised.
    if (PROMISES.has(event.detailType) && Date.parse(event.time) < span.to) promises.push(event)
  }
  const world = {
    policies: plan.policies,
    faults,
    from: span.from,
    seed: options.seed,
    onEvent,
  }
  const drives = { sources, span, onTick: ticker(span.to) }
  if (scenario === undefined) await drive(simulatedHost(world), drives)
  else await driveScenario({ world, drives, scenario, plan, file: options.scenario ?? '' })
  return { plan, sources, span, scenario, gathered: gathered(), promises, events }
}

const PROMISES: ReadonlySet<string> = new Set(['Backup RPO Breached', 'Backup RPO Restored'])

type Driven = {
  readonly world: Parameters<typeof simulatedHost>[0]
  readonly drives: Parameters<typeof drive>[1]
  readonly scenario: Scenario
  readonly plan: Plan
  readonly file: string
}

async function driveScenario({ world, drives, scenario, plan, file }: Driven): Promise<void> {
  const { outages, background } = scenario
  const faultOf = faultsOf(scenario)
  const { from, to } = drives.span
  const watchUntil = to + WATCH_AFTER
  const host = simulatedHost({ ...world, faultOf, outages, background, watchUntil })
  const happenings = eventsOf(scenario, file, { plan, host })
  await drive(missing(host, scenario), {
    ...drives,
    happenings: happenings.filter(({ at }) => at >= from && at < to),
    watch: true,
  })
}

/** With a scenario the plan is of the one policy alone: what is not started must not be watched for. */
function planned(options: SimulateOptions) {
  if (options.scenario === undefined) return { plan: planOf(options), scenario: undefined }
  const { here, scenario } = readScenario(options.scenario, options)
  const plan = planOfPolicy(planIn(here), options.policy)
  return { plan: planUnder(plan, scenario), scenario }
}

const FROM = Date.parse('2026-11-22T00:00:00Z')

function spanOf({ from, for: seconds }: SimulateOptions, scenario: Scenario | undefined): Span {
  const own = scenario?.span
  const begin = from ?? own?.from ?? FROM
  const length = own && from === undefined ? own.to - own.from : 7 * DAY
  return { from: begin, to: begin + (seconds === undefined ? length : seconds * 1000) }
}

async function rendered(simulated: Simulated, options: SimulateOptions): Promise<string> {
  const { plan, sources, span, scenario, gathered, events } = simulated
  if (options.format === 'html') {
    const { pageOfSpan } = await import('./page.ts')
    const of = scenario && { of: scenario, file: options.scenario ?? '' }
    return pageOfSpan({ selection: options, plan, span, kind: 'simulated', events, scenario: of })
  }
  const { runs } = gathered
  const tallies = tallyBySource(sources, gathered)
  const verdicts = rpoVerdicts(sources, gathered)
  const promises = simulated.promises.flatMap(event => promiseNote(event) ?? [])
  const outcome = {
    notRun: notRun(runs),
    clockChanges: lostToClocks(sources, span),
    clocksForward: clocksForward(sources, span),
    gaps: targetGaps(sources, runs),
  }
  if (options.format === 'text') {
    const told = { ...outcome, promises, ...(options.runs && { runs }) }
    const head = headText({ environment: plan.environment, span, scenario: scenario?.name })
    return `${head}\n${summaryTable(sources, tallies, verdicts)}${outcomeText(told)}`
  }
  return json({
    ...datesText(span),
    ...(scenario && { scenario: scenario.name }),
    decisions: decisions(gathered),
    sources: tallies,
    policies: verdicts.map(verdict => ({ ...verdict, ...datesText(verdict) })),
    notRun: outcome.notRun.map(each => ({ ...each, ...datesText(each) })),
    clockChanges: outcome.clockChanges.map(each => ({ ...each, at: isoText(each.at) })),
    gaps: outcome.gaps.map(gap => ({ ...gap, ...datesText(gap) })),
    ...(scenario && { promises: promises.map(each => ({ ...each, at: isoText(each.at) })) }),
    ...(options.runs && { runs: runs.map(asObject) }),
  })
}

/** Nothing goes over a wire here. */
function jobFaults(file: string): readonly JobFault[] {
  const { jobs, wire } = readFaults(file)
  if (wire.length === 0) return jobs
  throw new UsageError(
    `--faults ${file}: a simulation has no wire. Leave the faults with "wire" out, or try them with holdfast local.`,
  )
}

function datesText({ from, to }: Span) {
  return { from: isoText(from), to: isoText(to) }
}

function asObject(run: EndedRun) {
  return { ...run, scheduledTime: isoText(run.scheduledTime), at: isoText(run.at) }
}

/** A deferred start also counts as what became of it in the end. */
function decisions({ runs, deferred }: Gathered) {
  const count = (is: (run: EndedRun) => boolean) => runs.filter(is).length
  const skip = count(run => run.ending === 'skipped')
  const miss = count(run => run.ending === 'missed')
  return { start: runs.length - skip - miss, skip, miss, defer: deferred.length }
}

/** A word on stderr every second, for spans that take longer; in a log, where all of them stay, every ten. */
function ticker(to: Instant): (at: Instant) => void {
  const pause = process.stderr.isTTY ? 1_000 : 10_000
  let last = Date.now()
  return at => {
    const now = Date.now()
    if (now - last < pause) return
    last = now
    progress(`simulated until ${isoText(Math.min(at, to)).slice(0, 10)} …`)
  }
}
