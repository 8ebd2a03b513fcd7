// What would keep a promise that is not kept: one thing to write, proved before it is proposed.
import { renderDuration } from '../schedule/duration.ts'
import { parseEvery } from '../schedule/every.ts'
import { renderExpression } from '../schedule/expression.ts'
import type { RecoveryGap } from '../schedule/recovery.ts'
import { allIntervals } from './intervals.ts'
import type { Policy } from './policy.ts'
import { isWithin, type RecoverySource } from './recovery-streams.ts'
import { type Cause, ordinaryGap } from './rpo-cause.ts'
import { withoutLimits } from './rpo-limits.ts'

export type Promised = { readonly policy: Policy; readonly rpoSeconds: number }

export type Broken = {
  readonly gap: Extract<RecoveryGap, { kind: 'between' }>
  readonly cause: Cause | undefined
  readonly sources: readonly RecoverySource[]
}

/** Seconds. */
const MINUTE = 60
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * Logs that go on in a blackout, a schedule without what limits it, a shorter interval, logs where there are none; an
 * honest rpo only where nothing else is known.
 */
export function fixOf(promise: Promised, broken: Broken): string {
  const { policy, rpoSeconds } = promise
  const { gap, cause, sources } = broken
  const better =
    exceptLogs(promise, broken) ??
    withoutLimits(promise, sources) ??
    shorterInterval(promise, broken) ??
    logsByInterval(promise, sources)
  if (better !== undefined) return better
  if (cause?.kind === 'skipped' && isKeptInOtherWeeks(promise, sources)) {
    return `start ${cause.source} at an hour that the clocks do not skip, or write rpo: ${roundRpo(gap.seconds)}`
  }
  const hasLogs = sources.some(isLog)
  if (policy.app === 'sqlserver' && !hasLogs && rpoSeconds <= 12 * HOUR) return addInterval(promise)
  return gap.seconds <= 366 * DAY ? `write rpo: ${roundRpo(gap.seconds)}` : addInterval(promise)
}

/** A schedule with the longest interval of the language that would do. */
export function addInterval({ policy, rpoSeconds }: Promised): string {
  const level = policy.app === 'sqlserver' ? 'TRANSACTION_LOG' : 'INCREMENTAL, cumulative: true'
  return `add a schedule with level: ${level} and every: ${intervalWithin(rpoSeconds) ?? '1m'}`
}

/** An rpo as people write them: whole minutes up to two hours, whole hours up to two days, then whole days. */
export function roundRpo(seconds: number): string {
  const unit = seconds <= 2 * HOUR ? MINUTE : seconds <= 2 * DAY ? HOUR : DAY
  return renderDuration(Math.ceil(seconds / unit) * unit)
}

/** Where logs would keep the promise if the blackout let them go on. */
function exceptLogs({ rpoSeconds }: Promised, { cause, sources }: Broken): string | undefined {
  if (cause?.blackout === undefined) return undefined
  if (!isWithin(rpoSeconds, sources.map(withLogsGoingOn))) return undefined
  return `write levels: [FULL, DIFFERENTIAL] for the window ${cause.blackout}, so that logs go on`
}

function withLogsGoingOn(source: RecoverySource): RecoverySource {
  if (!isLog(source)) return source
  const { schedule } = source.scheduled
  const terms = { ...schedule.terms, blackouts: [] }
  return { ...source, scheduled: { ...source.scheduled, schedule: { ...schedule, terms } } }
}

/** Where an interval of the policy's own makes the gap, and a shorter one would close it. */
function shorterInterval(
  { policy, rpoSeconds }: Promised,
  { gap, sources }: Broken,
): string | undefined {
  const ends = [gap.earlier, gap.later]
  const interval = sources.find(
    ({ name, policy: whose, scheduled }) =>
      ends.includes(name) && whose === policy && /^every \S+$/.test(scheduled.schedule.phrase),
  )
  if (interval === undefined) return undefined
  const every = intervalWithin(rpoSeconds - interval.scheduled.schedule.jitterSeconds)
  if (every === undefined) return undefined
  const changed = sources.map(source =>
    source === interval ? startedEvery(source, every) : source,
  )
  return isWithin(rpoSeconds, changed) ? `write every: ${every} for ${interval.name}` : undefined
}

/** Logs by the clock, where an interval in place of it would do. */
function logsByInterval(
  { policy, rpoSeconds }: Promised,
  sources: readonly RecoverySource[],
): string | undefined {
  const logs = sources.find(
    source => isLog(source) && source.policy === policy && !source.scheduled.isInterval,
  )
  if (logs === undefined || logs.scheduled.isOnce) return undefined
  const every = intervalWithin(rpoSeconds - logs.scheduled.schedule.jitterSeconds)
  if (every === undefined) return undefined
  const changed = sources.map(source => (source === logs ? startedEvery(source, every) : source))
  return isWithin(rpoSeconds, changed) ? `write every: ${every} for ${logs.name}` : undefined
}

/** The clocks that go back lengthen a night by an hour. */
function isKeptInOtherWeeks({ rpoSeconds }: Promised, sources: readonly RecoverySource[]): boolean {
  const gap = ordinaryGap(sources)
  return gap !== undefined && gap.seconds + HOUR <= rpoSeconds
}

function startedEvery(source: RecoverySource, every: string): RecoverySource {
  const parsed = parseEvery({ every })
  if ('code' in parsed) return source
  const { expression } = parsed
  const { scheduled } = source
  const schedule = {
    ...scheduled.schedule,
    expression: renderExpression(expression),
    timezone: 'UTC',
  }
  return { ...source, scheduled: { ...scheduled, expression, schedule } }
}

/** The longest interval of the language that is not longer. */
function intervalWithin(seconds: number): string | undefined {
  const longest = allIntervals().findLast(interval => interval <= seconds)
  return longest === undefined ? undefined : renderDuration(longest)
}

function isLog({ scheduled }: RecoverySource): boolean {
  return scheduled.schedule.backup.level === 'TRANSACTION_LOG'
}
