// What time alone makes of a due moment of a planned schedule.
import { blackoutAt, LONGEST_CHAIN } from '../schedule/blackout.ts'
import { DAY } from '../schedule/calendar.ts'
import { type Fate, fateOf } from '../schedule/fate.ts'
import type { Blackout, Instant } from '../start.ts'
import type { PlannedSchedule } from './plan.ts'

export function timeFate({ terms, pause }: PlannedSchedule, at: Instant): Fate<Blackout> {
  return fateOf(at, { ...terms, ...(pause === undefined ? {} : { pause }) })
}

/**
 * Some instant before the unbroken blackout that an instant lies in, or the instant itself: from there on it can be told
 * which start is the one that is deferred.
 */
export function beforeBlackout({ terms }: PlannedSchedule, at: Instant): Instant {
  const until = terms.onBlackout === 'defer' ? blackoutAt(terms.blackouts, at)?.until : undefined
  if (until === undefined) return at
  let span = DAY
  while (span < LONGEST_CHAIN && blackoutAt(terms.blackouts, at - span)?.until === until) span *= 2
  return at - span
}
