// When a schedule yields to another of its policy: the stronger data level makes the base that the weaker one builds on.
import { isDueAt } from '../schedule/due.ts'
import { boundsOf } from '../schedule/timetable.ts'
import type { Instant } from '../start.ts'
import { isBaseOf } from '../target.ts'
import { momentsFrom } from './moments.ts'
import type { PlannedSchedule } from './plan.ts'
import { beforeBlackout, timeFate } from './time-fate.ts'

/** One that is due in the same minute and starts: paused, outside of its window or in a blackout it takes nobody's place. */
export function strongerAt(
  at: Instant,
  { yieldsTo }: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
): PlannedSchedule | undefined {
  return siblings.find(schedule => yieldsTo.includes(schedule.name) && startsAt(at, schedule))
}

/** One that starts when the blackout ends that a schedule is deferred by: because it is due then, or was deferred as well. */
export function strongerAtEnd(
  end: Instant,
  { backup }: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
): PlannedSchedule | undefined {
  return siblings.find(
    schedule =>
      isBaseOf(schedule.backup, backup) && (startsAt(end, schedule) || isDeferredTo(end, schedule)),
  )
}

function startsAt(at: Instant, schedule: PlannedSchedule): boolean {
  const { from, to } = boundsOf(schedule)
  if (at < from || at >= to || !isDueAt(schedule.expression, schedule.timezone, at)) return false
  return timeFate(schedule, at).kind === 'starts'
}

function isDeferredTo(end: Instant, schedule: PlannedSchedule): boolean {
  for (const { at, exists } of momentsFrom(schedule, beforeBlackout(schedule, end))) {
    if (at >= end) return false
    const fate = timeFate(schedule, at)
    if (exists && fate.kind === 'deferred' && fate.to === end) return true
  }
  return false
}
