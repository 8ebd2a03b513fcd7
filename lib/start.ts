// The hinge between compile time and run time: the start sources that `plan` writes and `submit` reads, and the start
// events that name them. Nothing else crosses.
import { BackupError } from './errors.ts'
import type { Backup, Target } from './target.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** `2026-11-22T00:00:00Z`: as events, logs and messages write an instant. */
export function isoText(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** What a policy became for one environment: one JSON file, shipped beside the functions. Plain data, no defaults left to merge. */
export type PolicySources = {
  readonly version: 1
  readonly environment: string
  readonly policy: PolicyIdentity
  /** Every CommCell of the environment by name, so that open runs are followed even where a policy has let go of one. */
  readonly commcells: { readonly [name: string]: CommCell }
  /** The policy's targets by name. */
  readonly targets: { readonly [name: string]: Target }
  readonly sources: readonly StartSource[]
}

export type PolicyIdentity = {
  readonly name: string
  readonly owner: string
  /** SHA-256 of the effective policy in canonical JSON, hexadecimal: which text decided. */
  readonly hash: string
  readonly rpoSeconds?: number
}

/** How a Command Center is reached. Holds the name of the secret, never the secret. */
export type CommCell = {
  readonly name: string
  /** Base URL of the API, for example https://commandcenter.example.com/commandcenter/api. */
  readonly endpoint: string
  /** Name or ARN of the secret that holds the Authtoken. */
  readonly authSecret: string
  /** How many of our jobs may be open on this CommCell at once. */
  readonly maxInFlight: number
  /** PEM certificates of a private CA, where the Command Center has one. */
  readonly ca?: string
}

/** A schedule as compiled: `policy.schedule`, what to ask of which targets, and on what terms. */
export type StartSource = {
  readonly kind: 'schedule'
  /** `policy.schedule`. */
  readonly name: string
  readonly backup: Backup
  /** Names of targets, in the policy's order. */
  readonly targets: readonly string[]
  readonly terms: Terms
  /** EventBridge's expression, `cron(…)` or `at(…)`, and the IANA zone that it is read in. */
  readonly expression: string
  readonly timezone: string
  readonly startDate?: string
  readonly endDate?: string
  /** Presence means that nothing starts: why, who decided, and until when (ISO, UTC). */
  readonly pause?: Pause
}

export type Pause = { readonly reason: string; readonly by: string; readonly until?: string }

/** Whether a start that is due at an instant falls into a pause. */
export function isPausedAt(pause: Pause | undefined, scheduledTime: Instant): pause is Pause {
  if (pause === undefined) return false
  return pause.until === undefined || scheduledTime < Date.parse(pause.until)
}

/** What holds for every run of a source. */
export type Terms = {
  /** How late a start may be; after that it is missed. */
  readonly startWithinSeconds: number
  /** A run of the same target and family still in flight: `skip` this start, or `allow` both. */
  readonly overlap: 'skip' | 'allow'
  /** After that the run has EXPIRED for us; the job is left alone. */
  readonly maxRunSeconds: number
  readonly retry: { readonly attempts: number; readonly backoffSeconds: number }
}

/** A request by hand: who asked, why, and which checks they override on purpose. */
export type Manual = {
  readonly by: string
  readonly reason: string
  readonly overrides: readonly Override[]
}

export type Override = 'paused' | 'overlap'

const OVERRIDES: readonly string[] = ['paused', 'overlap'] satisfies Override[]

/** One due moment of a schedule, or one request by hand. */
export type StartEvent = {
  readonly version: 1
  readonly source: string
  /** The instant the start was due, stable across attempts. */
  readonly scheduledTime: Instant
  /** Only these of the source's targets, when given. */
  readonly targets?: readonly string[]
  readonly manual?: Manual
}

/**
 * Reads what EventBridge or a person handed to `submit`.
 * @throws BackupError `start-event-invalid` that names the field and what was expected of it.
 */
export function parseStartEvent(input: unknown): StartEvent {
  if (!isRecord(input)) throw invalid('a start event is a JSON object', input)
  if (input.version !== 1) throw invalid('"version" must be 1', input.version)
  if (typeof input.source !== 'string' || !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(input.source)) {
    throw invalid('"source" must be a source, written policy.schedule', input.source)
  }
  return {
    version: 1,
    source: input.source,
    scheduledTime: parseScheduledTime(input.scheduledTime),
    ...(input.targets === undefined ? {} : { targets: parseTargets(input.targets) }),
    ...(input.manual === undefined ? {} : { manual: parseManual(input.manual) }),
  }
}

function parseScheduledTime(value: unknown): Instant {
  const isIso = isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value)
  const at = isIso ? Date.parse(value) : Number.NaN
  // 30 February parses as 2 March; a date that does not exist must not start anything on another.
  const exists =
    isIso && !Number.isNaN(at) && new Date(at).toISOString().startsWith(value.slice(0, 16))
  if (exists) return Math.floor(at / 1000) * 1000
  throw invalid('"scheduledTime" must be an instant in UTC such as 2026-11-22T00:00:00Z', value)
}

function parseTargets(value: unknown): string[] {
  const isNames = Array.isArray(value) && value.length > 0 && value.every(isText)
  if (!isNames) throw invalid('"targets" must be a list of target names', value)
  return value
}

function parseManual(value: unknown): Manual {
  if (!isRecord(value) || !isText(value.by) || !isText(value.reason)) {
    throw invalid('"manual" must say "by" and "reason"', value)
  }
  // They go into every event of the run.
  if (value.by.length > 200 || value.reason.length > 1000) {
    throw invalid('"by" has at most 200 characters and "reason" 1,000', value.by)
  }
  const overrides = value.overrides ?? []
  if (!Array.isArray(overrides) || !overrides.every(isOverride)) {
    throw invalid(`"manual.overrides" must be a list of ${OVERRIDES.join(', ')}`, overrides)
  }
  return { by: value.by, reason: value.reason, overrides }
}

function invalid(expected: string, found: unknown): BackupError {
  const shown = JSON.stringify(found)?.slice(0, 200) ?? String(found)
  return new BackupError('start-event-invalid', `Not a start event: ${expected}; found ${shown}.`)
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isOverride = (value: unknown): value is Override => OVERRIDES.includes(value as string)
