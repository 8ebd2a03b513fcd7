// A span of virtual time through the same core as the functions, with everything in memory: the decisions, the codecs
// and the emulated Command Center are real, sockets and AWS are left out.
import type { JobFault } from '../emulator/faults.ts'
import type { Plan, PlannedSource } from '../plan/plan.ts'
import type { Scenario } from '../policy/scenario.ts'
import type { Announced } from '../report/result-events.ts'
import { DAY, type Span } from '../schedule/calendar.ts'
import { type Instant, isoText } from '../start.ts'
import { drive, WATCH_AFTER } from './drive.ts'
import { readFaults } from './emulator.ts'
import { UsageError } from './failure.ts'
import { progress } from './output.ts'
import {
  planIn,
  planOf,
  planOfPolicy,
  type Selection,
  sharedTargets,
  sourcesOfPolicy,
} from './policies.ts'
import { readScenario } from './scenario-file.ts'
import { simulatedHost } from './simulate-host.ts'
import { eventsOf, faultsOf, missing, outsideOf, planUnder } from './simulate-scenario.ts'
import { type Gathered, gathering } from './tally.ts'
import { ticker } from './ticker.ts'

export type SpanOptions = Selection & {
  /** Without it the scenario's, or the first day that the samples are about. */
  readonly from?: Instant
  /** Seconds. Without it as long as the scenario, or a week. */
  readonly for?: number
  readonly policy?: string
  readonly seed: number
  readonly faults?: string
  /** A file with a Scenario: what goes wrong. */
  readonly scenario?: string
}

export type Simulated = {
  readonly plan: Plan
  readonly sources: readonly PlannedSource[]
  readonly span: Span
  readonly scenario: Scenario | undefined
  readonly gathered: Gathered
  readonly promises: readonly Announced[]
  /** Targets that policies protect which are left out. */
  readonly partly: ReadonlySet<string>
}

/** `onEvent` hears every result event of the span: a year has hundreds of thousands. */
export async function simulateSpan(
  options: SpanOptions,
  onEvent?: (event: Announced) => void,
): Promise<Simulated> {
  const faults = options.faults === undefined ? [] : jobFaults(options.faults)
  const { plan, scenario, partly } = planned(options)
  const sources = sourcesOfPolicy(plan, options.policy)
  const span = spanOf(options, scenario)
  for (const what of scenario ? outsideOf(scenario, span) : []) {
    progress(`${options.scenario}: ${what} lies outside of the simulated span and changes nothing`)
  }
  const { hear, gathered } = gathering()
  const promises: Announced[] = []
  // Instants of one form are in the order of their texts.
  const end = isoText(span.to)
  const listen = (event: Announced) => {
    // Nothing is delivered after the end: what the watch then finds missing was never due here.
    const { scheduledTime } = event.detail
    if (typeof scheduledTime === 'string' && scheduledTime >= end) return
    hear(event)
    onEvent?.(event)
    // No schedule goes on after the end: what that breaks was never promised.
    if (PROMISES.has(event.detailType) && Date.parse(event.time) < span.to) promises.push(event)
  }
  const { from } = span
  const world = { policies: plan.policies, faults, from, seed: options.seed, onEvent: listen }
  const drives = { sources, span, onTick: ticker(span.to) }
  if (scenario === undefined) await drive(simulatedHost(world), drives)
  else await driveScenario({ world, drives, scenario, plan, file: options.scenario ?? '' })
  return { plan, sources, span, scenario, gathered: gathered(), promises, partly }
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
function planned(options: SpanOptions) {
  const { policy } = options
  if (options.scenario === undefined) {
    const plan = planOf(options)
    return { plan, scenario: undefined, partly: sharedTargets(plan, policy) }
  }
  const { here, scenario } = readScenario(options.scenario, options)
  const whole = planIn(here)
  const plan = planUnder(planOfPolicy(whole, policy), scenario)
  return { plan, scenario, partly: sharedTargets(whole, policy) }
}

const FROM = Date.parse('2026-11-22T00:00:00Z')

function spanOf({ from, for: seconds }: SpanOptions, scenario: Scenario | undefined): Span {
  const own = scenario?.span
  const begin = from ?? own?.from ?? FROM
  const length = own && from === undefined ? own.to - own.from : 7 * DAY
  return { from: begin, to: begin + (seconds === undefined ? length : seconds * 1000) }
}

/** Nothing goes over a wire here. */
function jobFaults(file: string): readonly JobFault[] {
  const { jobs, wire } = readFaults(file)
  if (wire.length === 0) return jobs
  throw new UsageError(
    `--faults ${file}: a simulation has no wire. Leave the faults with "wire" out, or try them with holdfast local.`,
  )
}
