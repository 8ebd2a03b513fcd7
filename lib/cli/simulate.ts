// `holdfast simulate`: a span of virtual time through the same core as the functions, with everything in memory: the
// decisions, the codecs and the emulated Command Center are real, sockets and AWS are left out.
import { commandCenter } from '../commvault/command-center.ts'
import type { Exchange } from '../commvault/exchange.ts'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import type { JobFault } from '../emulator/faults.ts'
import type { Plan } from '../plan/plan.ts'
import type { Span } from '../schedule/calendar.ts'
import { type Instant, isoText } from '../start.ts'
import { coreHost } from './core-host.ts'
import { drive, type Host } from './drive.ts'
import { readFaults } from './emulator.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { jobChanges } from './job-changes.ts'
import { json, progress, writeResult } from './output.ts'
import { planOf, planOfPolicy, type Selection, sourcesOfPolicy } from './policies.ts'
import type { Announced, EndedRun } from './result-events.ts'
import { summaryTable } from './summary.ts'
import { type Gathered, gathering, rpoVerdicts, tallyBySource } from './tally.ts'

export type SimulateOptions = Selection & {
  readonly from: Instant
  /** Seconds. */
  readonly for: number
  readonly policy?: string
  readonly seed: number
  readonly faults?: string
  readonly runs?: boolean
  /** A file with one event: what that starts, in place of a span. */
  readonly event?: string
  readonly at?: Instant
  readonly format: 'text' | 'json'
  readonly out?: string
}

export async function simulate(options: SimulateOptions): Promise<ExitCode> {
  const plan = planOf(options)
  const { event: file } = options
  if (file !== undefined) {
    const { simulateEvent } = await import('./simulate-event.ts')
    return simulateEvent(planOfPolicy(plan, options.policy), { ...options, file })
  }
  if (options.at !== undefined) throw new UsageError('--at is the time of an event: add --event.')
  return simulateSpan(plan, options)
}

async function simulateSpan(plan: Plan, options: SimulateOptions): Promise<ExitCode> {
  const faults = options.faults === undefined ? [] : jobFaults(options.faults)
  const sources = sourcesOfPolicy(plan, options.policy)
  const span = { from: options.from, to: options.from + options.for * 1000 }
  const { hear, gathered } = gathering()
  const host = simulatedHost({ plan, faults, from: span.from, seed: options.seed }, hear)
  await drive(host, { sources, span, onTick: ticker(span.to) })

  const tallies = tallyBySource(sources, gathered())
  const verdicts = rpoVerdicts(sources, gathered())
  const text =
    options.format === 'text'
      ? summaryTable(sources, tallies, verdicts)
      : json({
          ...datesText(span),
          decisions: decisions(gathered()),
          sources: tallies,
          policies: verdicts.map(verdict => ({ ...verdict, ...datesText(verdict) })),
          ...(options.runs && { runs: gathered().runs.map(asObject) }),
        })
  writeResult(text, options.out)
  return 0
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

type Simulated = {
  readonly plan: Plan
  readonly faults: readonly JobFault[]
  readonly from: Instant
  readonly seed: number
}

function simulatedHost(
  { plan, faults, from, seed }: Simulated,
  onEvent: (event: Announced) => void,
): Host {
  const token = 'simulated'
  let ledger: ReturnType<typeof emulateCommandCenter>['ledger'] = () => []
  const host = coreHost({
    policies: plan.policies,
    from,
    onEvent,
    commandCenter: now => {
      const emulator = emulateCommandCenter({ now, tokens: [token], seed, faults })
      ledger = emulator.ledger
      return commandCenter({
        exchange: inProcess(emulator.app),
        authtoken: async () => token,
        endpoint: 'http://localhost/commandcenter/api',
        now,
      })
    },
  })
  return { ...host, nextChange: jobChanges(() => ledger()) }
}

/** The wire, left out: the request reaches the emulator as it would over HTTP. */
function inProcess(app: ReturnType<typeof emulateCommandCenter>['app']): Exchange {
  return async ({ url, method, headers, body }) => {
    const response = await app.request(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  }
}

/** A word on stderr every second, for spans that take longer. */
function ticker(to: Instant): (at: Instant) => void {
  let last = Date.now()
  return at => {
    if (Date.now() - last < 1000) return
    last = Date.now()
    progress(`simulated until ${isoText(Math.min(at, to)).slice(0, 10)} …`)
  }
}
