// The hinge between compile time and run time: the start sources that `plan` writes and `submit` reads, and the start
// events that name them. Nothing else crosses.
import { BackupError, shown } from './errors.ts'
import type { BlackoutSpan } from './schedule/blackout.ts'
import type { Instant } from './schedule/calendar.ts'
import type { DailyWindow } from './schedule/daily-window.ts'
import type { Backup, Target } from './target.ts'

export type { Instant } from './schedule/calendar.ts'

/** `2026-11-22T00:00:00Z`: as events, logs and messages write an instant. */
export function isoText(instant: Instant): string {
  const begins = Math.floor(instant / DAY) * DAY
  if (begins !== day.begins) day = { begins, text: new Date(begins).toISOString().slice(0, 11) }
  const seconds = Math.floor((instant - begins) / 1000)
  const minutes = Math.floor(seconds / 60)
  const time = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}Z`
  return `${day.text}${time}`
}

const DAY = 86_400_000

/** Of the last text: most instants that are written one after the other are of one day, and `Date` takes its time. */
let day = { begins: Number.NaN, text: '' }

/** `00` to `59`. */
const TWO = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(2, '0'))

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
  /** The same for the jobs of one client, where it may have fewer. */
  readonly maxInFlightPerClient?: number
  /** Calls that the Command Center takes in an hour; without it they are not counted. */
  readonly limits?: CallLimits
  /** How the Authtoken travels; without it as `Authtoken: <token>`. */
  readonly authHeader?: { readonly name: string; readonly prefix?: string }
  /** The Commvault user that the Authtoken belongs to, and nobody else: another user's jobs are not ours. */
  readonly user?: string
  /** PEM certificates of a private CA, where the Command Center has one. */
  readonly ca?: string
  /** Name or ARN of a secret that holds them instead. */
  readonly caSecret?: string
}

/** A hosted Command Center counts by the hour and tenant: "REST API", documentation.commvault.com/saas. */
export type CallLimits = { readonly readsPerHour: number; readonly writesPerHour: number }

/** A schedule or a trigger as compiled: what to ask of which targets, and on what terms. */
export type StartSource = ScheduleSource | TriggerSource

type SourcePart = {
  /** `policy.schedule` or `policy.trigger`. */
  readonly name: string
  readonly backup: Backup
  /** Names of targets, in the policy's order. */
  readonly targets: readonly string[]
  readonly terms: Terms
  /** Presence means that nothing starts: why, who decided, and until when (ISO, UTC). */
  readonly pause?: Pause
}

/** Starts by the clock. */
export type ScheduleSource = SourcePart & {
  readonly kind: 'schedule'
  /** EventBridge's expression, `cron(…)` or `at(…)`, and the IANA zone that it is read in. */
  readonly expression: string
  readonly timezone: string
  /** ISO, UTC. */
  readonly startDate?: string
  readonly endDate?: string
  /** EventBridge delivers a start up to this much later than it is due (its flexible time window). */
  readonly jitterSeconds?: number
  /** Schedules of the same policy with a stronger data level that are due at the same minute once in a while. */
  readonly yieldsTo: readonly string[]
}

/** Starts when an event matches. */
export type TriggerSource = SourcePart & {
  readonly kind: 'trigger'
  /** The preset: `codedeploy`, `request`, `custom` and so on. */
  readonly event: string
  /** The EventBridge rule that delivers its events; policies with the same pattern share it. */
  readonly rule: string
  readonly delaySeconds: number
  /** Where the event says which deployment, execution or request it is about; an event without it is known by its own id. */
  readonly identity: readonly string[]
  /** Where the event names the one target that is meant. */
  readonly targetFrom?: readonly string[]
}

export const isScheduleSource = <S extends StartSource>(source: S): source is S & ScheduleSource =>
  source.kind === 'schedule'

export const isTriggerSource = <S extends StartSource>(source: S): source is S & TriggerSource =>
  source.kind === 'trigger'

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
  /**
   * A run of the same target and family still in flight: `skip` this start, `buffer` it (one waits, within startWithin),
   * `replace` the job (kill it, then start), or `allow` both.
   */
  readonly overlap: 'skip' | 'buffer' | 'replace' | 'allow'
  readonly maxRunSeconds: number
  /** After `maxRun` the run has EXPIRED for us and the job is left alone (`flag`), or the job is killed (`cancel`). */
  readonly onMaxRun: 'flag' | 'cancel'
  /** Starts are allowed only inside. */
  readonly window?: DailyWindow
  /** Those that are meant for this source's level. */
  readonly blackouts: readonly Blackout[]
  /** A start in a blackout: `skip` it, or `defer` it, once, to its end. */
  readonly onBlackout: 'skip' | 'defer'
  /** Of a trigger: at most one start a target in this span. */
  readonly cooldownSeconds?: number
  readonly retry: { readonly attempts: number; readonly backoffSeconds: number }
}

/** One window of a BlackoutCalendar. */
export type Blackout = {
  readonly calendar: string
  readonly name: string
  readonly reason?: string
  readonly span: BlackoutSpan
}

/** A request by hand: who asked, why, and which checks they override on purpose. */
export type Manual = {
  readonly by: string
  readonly reason: string
  readonly overrides: readonly Override[]
}

export type Override = 'paused' | 'window' | 'blackout' | 'cooldown' | 'overlap'

export const OVERRIDES = [
  'paused',
  'window',
  'blackout',
  'cooldown',
  'overlap',
] as const satisfies Override[]

/** What reaches `submit`: one due moment of a schedule or one request by hand, or one event that a rule matched. */
export type StartEvent = SourceStart | RuleStart

/** An event that a rule matched, for every trigger that subscribes to the rule. */
export type RuleStart = {
  readonly version: 1
  readonly rule: string
  readonly event: TriggerEvent
}

/** An event of EventBridge: the fields of its envelope that a start needs, and all of it as it came. */
export type TriggerEvent = {
  readonly id: string
  readonly source: string
  readonly detailType: string
  readonly time: Instant
  readonly all: { readonly [field: string]: unknown }
}

/** One due moment of a schedule, or one request by hand (of a trigger, too). */
export type SourceStart = {
  readonly version: 1
  readonly source: string
  /** The instant the start was due, stable across attempts. */
  readonly scheduledTime: Instant
  /** Only these of the source's targets, when given. */
  readonly targets?: readonly string[]
  readonly manual?: Manual
}

export const isRuleStart = (start: StartEvent): start is RuleStart => 'rule' in start

/** The `source` of our own result events. */
export const EVENT_SOURCE = 'holdfast'

/**
 * Reads what EventBridge or a person handed to `submit`.
 * @throws BackupError `start-event-invalid` that names the field and what was expected of it.
 */
export function parseStartEvent(input: unknown): StartEvent {
  if (!isRecord(input)) throw invalid('a start event is a JSON object', input)
  if (input.version !== 1) throw invalid('"version" must be 1', input.version)
  return 'rule' in input ? parseRuleStart(input) : parseSourceStart(input)
}

function parseSourceStart(input: Fields): SourceStart {
  if (!isText(input.source) || !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(input.source)) {
    const expected = '"source" must be a source, written policy.schedule or policy.trigger'
    throw invalid(expected, input.source)
  }
  return {
    version: 1,
    source: input.source,
    scheduledTime: parseInstant('scheduledTime', input.scheduledTime),
    ...(input.targets === undefined ? {} : { targets: parseTargets(input.targets) }),
    ...(input.manual === undefined ? {} : { manual: parseManual(input.manual) }),
  }
}

function parseRuleStart({ rule, event, source }: Fields): RuleStart {
  if (!isText(rule) || !/^[\w-]{1,64}$/.test(rule)) throw invalid('"rule" must be a rule id', rule)
  if (source !== undefined) throw invalid('"rule" and "source" exclude each other', source)
  return { version: 1, rule, event: parseTriggerEvent(event) }
}

function parseTriggerEvent(event: unknown): TriggerEvent {
  if (!isRecord(event)) throw invalid('"event" must be the event that the rule matched', event)
  const { id, source, 'detail-type': detailType } = event
  if (!isShortText(id)) throw invalid('"event.id" must be a text', id)
  if (!isShortText(source)) throw invalid('"event.source" must be a text', source)
  if (!isShortText(detailType)) throw invalid('"event.detail-type" must be a text', detailType)
  // A backup that starts backups never ends.
  if (source === EVENT_SOURCE) throw invalid('a result event of Holdfast starts nothing', source)
  return { id, source, detailType, time: parseInstant('event.time', event.time), all: event }
}

function parseInstant(field: string, value: unknown): Instant {
  const isIso = isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value)
  const at = isIso ? Date.parse(value) : Number.NaN
  // 30 February parses as 2 March; a date that does not exist must not start anything on another.
  const exists = isIso && !Number.isNaN(at) && isoText(at).startsWith(value.slice(0, 16))
  if (exists) return Math.floor(at / 1000) * 1000
  throw invalid(`"${field}" must be an instant in UTC such as 2026-11-22T00:00:00Z`, value)
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
  const message = `Not a start event: ${expected}; found ${shown(found)}.`
  return new BackupError('start-event-invalid', message)
}

type Fields = { readonly [field: string]: unknown }

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What goes into events and keys must have an end. */
const isShortText = (value: unknown): value is string => isText(value) && value.length <= 256

const isOverride = (value: unknown): value is Override => OVERRIDES.some(name => name === value)
