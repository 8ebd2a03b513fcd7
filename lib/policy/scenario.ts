// What a Scenario means: its local times as instants, its words as values. The document has been checked.
import { parseDuration } from '../schedule/duration.ts'
import { isProblem } from '../schedule/problem.ts'
import { spanSeconds } from '../schedule/span-length.ts'
import type { CallLimits, CommCell, Instant } from '../start.ts'
import type { Level } from '../target.ts'
import { instantIn } from './bounds.ts'
import type { Flaw } from './codes.ts'
import { SAAS } from './commcells.ts'
import { isZoned, type ScenarioDocument } from './scenario-schema.ts'

export type Scenario = {
  readonly name: string
  readonly description?: string
  readonly environment: string
  readonly span?: Time
  readonly outages: readonly Outage[]
  readonly slow: readonly Slow[]
  readonly fails: readonly Fail[]
  /** By CommCell. */
  readonly caps: { readonly [commcell: string]: Cap }
  /** `file` is from the scenario's own folder. */
  readonly events: readonly { readonly at: Instant; readonly file: string }[]
  readonly missed: readonly (Time & { readonly source?: string })[]
  /** Jobs an hour that other people start. */
  readonly background: number
}

/** `to` is exclusive, and infinite where the scenario names no end. */
type Time = { readonly from: Instant; readonly to: Instant }

/** Whose jobs: a policy or policy.schedule, a target, a level; all that is given must agree. */
export type Whose = {
  readonly source?: string
  readonly target?: string
  readonly level?: Level
}

export type Outage = Time & {
  /** Without it, all of them. */
  readonly commcell?: string
  readonly answer: 'unreachable' | 'silent' | 'maintenance'
}

export type Slow = Time & Whose & { readonly factor?: number; readonly takesSeconds?: number }

/** `every`: of those jobs the nth, the 2nth, and so on; 1 is each of them. */
export type Fail = Time & Whose & { readonly every: number; readonly reason: string }

/** As the keys of a CommCell; `limits: null` takes them away. */
export type Cap = Partial<Pick<CommCell, 'maxInFlight' | 'maxInFlightPerClient'>> & {
  readonly limits?: CallLimits | null
}

export function scenarioOf(document: ScenarioDocument): Scenario {
  const { name, description, environment, span, background = 0 } = document
  const timezone = document.timezone ?? 'UTC'
  const timed = (written: WrittenTime) => timeOf(written, timezone, secondsOf)
  return {
    name,
    ...(description !== undefined && { description }),
    environment,
    ...(span && { span: timeOf(span, timezone, spanSeconds) }),
    outages: (document.outages ?? []).map(({ commcell, answer = 'unreachable', ...time }) => ({
      ...timed(time),
      ...(commcell !== undefined && commcell !== 'all' && { commcell }),
      answer,
    })),
    slow: (document.slow ?? []).map(({ factor, takes, ...where }) => ({
      ...timed(where),
      ...whoseOf(where),
      ...(factor !== undefined && { factor }),
      ...(takes !== undefined && { takesSeconds: secondsOf(takes) }),
    })),
    fails: (document.fails ?? []).map(({ every = 1, reason = REASON, ...where }) => ({
      ...timed(where),
      ...whoseOf(where),
      every,
      reason,
    })),
    caps: Object.fromEntries(
      Object.entries(document.caps ?? {}).map(([commcell, cap]) => [commcell, capOf(cap)]),
    ),
    events: (document.events ?? []).map(({ at, file }) => ({ at: known(at, timezone), file })),
    missed: (document.missed ?? []).map(({ source, ...time }) => ({
      ...timed(time),
      ...(source !== undefined && { source }),
    })),
    background,
  }
}

const REASON = 'The scenario lets this job fail.'

/** Undefined of a text against its own law, which is told where it is written; a flaw of a time that the clocks skip. */
export function instantOf(moment: string, timezone: string): Instant | Flaw | undefined {
  if (!isZoned(moment)) return instantIn(moment, timezone)
  const at = Date.parse(moment)
  return Number.isNaN(at) ? undefined : at
}

export type WrittenTime = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly for?: string | undefined
}

function timeOf(
  { from, to, for: length }: WrittenTime,
  timezone: string,
  seconds: (length: string) => number,
): Time {
  const begin = from === undefined ? Number.NEGATIVE_INFINITY : known(from, timezone)
  if (to !== undefined) return { from: begin, to: known(to, timezone) }
  if (length === undefined) return { from: begin, to: Number.POSITIVE_INFINITY }
  return { from: begin, to: begin + seconds(length) * 1000 }
}

function known(moment: string, timezone: string): Instant {
  const at = instantOf(moment, timezone)
  if (typeof at === 'number') return at
  throw new Error(`${moment} has passed the checks and is no time.`)
}

function secondsOf(text: string): number {
  const seconds = parseDuration(text)
  if (isProblem(seconds)) throw new Error(`${text} has passed the checks and is no duration.`)
  return seconds
}

type WrittenWhose = {
  readonly source?: string | undefined
  readonly target?: string | undefined
  readonly level?: Level | undefined
}

function whoseOf({ source, target, level }: WrittenWhose): Whose {
  return {
    ...(source !== undefined && { source }),
    ...(target !== undefined && { target }),
    ...(level !== undefined && { level }),
  }
}

function capOf({
  maxInFlight,
  maxInFlightPerClient,
  limits,
}: NonNullable<ScenarioDocument['caps']>[string]): Cap {
  return {
    ...(maxInFlight !== undefined && { maxInFlight }),
    ...(maxInFlightPerClient !== undefined && { maxInFlightPerClient }),
    ...(limits !== undefined && { limits: limitsOf(limits) }),
  }
}

function limitsOf(limits: 'saas' | 'none' | CallLimits): CallLimits | null {
  if (limits === 'none') return null
  return limits === 'saas' ? SAAS : limits
}
