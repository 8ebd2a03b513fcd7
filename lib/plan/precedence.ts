// When a schedule yields to another of its policy: the stronger data level makes the base that the weaker one builds on.
import { isDueAt } from '../schedule/due.ts'
import { boundsOf } from '../schedule/timetable.ts'
import type { Instant } from '../start.ts'
import { type Backup, isBase } from '../target.ts'
import { momentsFrom } from './moments.ts'
import type { PlannedSchedule } from './plan.ts'
import { beforeBlackout, timeFate } from './time-fate.ts'

/** One that is due in the same minute and starts: paused, outside of its window or in a blackout it takes nobody's place. */
export function strongerAt(
  at: Instant,
  { yieldsTo }: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
): PlannedSchedule | undefined {
  return siblings.find(schedule => {
    if (!yieldsTo.includes(schedule.name)) return false
    const { from, to } = boundsOf(schedule)
    if (at < from || at >= to || !isDueAt(schedule.expression, schedule.timezone, at)) return false
    return timeFate(schedule, at).kind === 'starts'
  })
}

/** One that the same end of a blackout starts, whatever minute it was due at. */
export function strongerDeferredTo(
  end: Instant,
  source: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
): PlannedSchedule | undefined {
  return siblings.find(
    schedule => isBaseOf(schedule.backup, source.backup) && isDeferredTo(end, schedule),
  )
}

function isDeferredTo(end: Instant, schedule: PlannedSchedule): boolean {
  for (const { at, exists } of momentsFrom(schedule, beforeBlackout(schedule, end - 1))) {
    if (at >= end) return false
    const fate = timeFate(schedule, at)
    if (exists && fate.kind === 'deferred' && fate.to === end) return true
  }
  return false
}

/** A copy-only FULL is no base, and a log needs none. */
export function isBaseOf(stronger: Backup, weaker: Backup): boolean {
  return isBase(stronger) && (weaker.level === 'DIFFERENTIAL' || weaker.level === 'INCREMENTAL')
}
