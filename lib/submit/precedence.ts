// Two levels of one policy that fall on the same minute: the stronger one starts, the weaker one is skipped.
import { isDueAt } from '../schedule/due.ts'
import { fateOf } from '../schedule/fate.ts'
import { dueBetween } from '../schedule/timetable.ts'
import {
  type Instant,
  isScheduleSource,
  type PolicySources,
  type ScheduleSource,
  type SourceStart,
  type StartSource,
} from '../start.ts'
import { type BackupRequest, familyOf, isBase } from '../target.ts'

/** The schedule that a start has to yield to; undefined when none is due in this minute, or none of those will start. */
export function strongerStart(
  policy: PolicySources,
  source: StartSource,
  { target, at }: { readonly target: string; readonly at: Instant },
): string | undefined {
  if (!isScheduleSource(source)) return undefined
  return policy.sources
    .filter(isScheduleSource)
    .filter(({ name, targets }) => source.yieldsTo.includes(name) && targets.includes(target))
    .find(other => isDue(other, at) && starts(other, at))?.name
}

/** The same for a run that a blackout has deferred: at its end it may meet a schedule that is never due in a minute of its own. */
export function strongerAtEnd(
  policy: PolicySources,
  request: BackupRequest,
  end: Instant,
): string | undefined {
  return basesOf(policy, request).find(other => isDue(other, end) && starts(other, end))?.name
}

/**
 * Starts that were deferred to the same end. Those that have arrived are on record; jitter may still keep the others from
 * us.
 */
export function strongerOnTheirWay(
  policy: PolicySources,
  request: BackupRequest,
  end: Instant,
): readonly SourceStart[] {
  return basesOf(policy, request).flatMap(source =>
    lateFor(source, end).map(
      at => ({ version: 1, source: source.name, scheduledTime: at }) as const,
    ),
  )
}

function basesOf({ sources }: PolicySources, request: BackupRequest): readonly ScheduleSource[] {
  if (!buildsOnBase(request)) return []
  return sources
    .filter(isScheduleSource)
    .filter(({ backup, targets }) => isBase(backup) && targets.includes(request.target.name))
}

/** Backups of a log give way to nothing. */
export function buildsOnBase(request: BackupRequest): boolean {
  const { level } = request
  return (level === 'DIFFERENTIAL' || level === 'INCREMENTAL') && familyOf(request) === 'data'
}

function lateFor(source: ScheduleSource, end: Instant): readonly Instant[] {
  const { jitterSeconds = 0 } = source
  return dueBetween(source, { from: end - jitterSeconds * 1000, to: end }).filter(at => {
    const fate = fateAt(source, at)
    return fate.kind === 'deferred' && fate.to === end
  })
}

function isDue({ expression, timezone, startDate, endDate }: ScheduleSource, at: Instant): boolean {
  const isBounded =
    (startDate !== undefined && at < Date.parse(startDate)) ||
    (endDate !== undefined && at >= Date.parse(endDate))
  return !isBounded && isDueAt(expression, timezone, at)
}

/** One that is paused, outside of its window or in a blackout leaves the minute to the weaker. */
function starts(source: ScheduleSource, at: Instant): boolean {
  return fateAt(source, at).kind === 'starts'
}

function fateAt({ terms, pause }: ScheduleSource, at: Instant) {
  return fateOf(at, { ...terms, ...(pause && { pause }) })
}
