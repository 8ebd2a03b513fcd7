// When a schedule starts next: only what will be made.
import { DAY, type Instant } from '../schedule/calendar.ts'
import { localText } from '../schedule/zone.ts'
import { isoText } from '../start.ts'
import type { NextStart } from './graded.ts'
import { instantsOf } from './starts.ts'
import type { TimedSchedule } from './timed.ts'

const MOST = 5

/** After that nobody waits for a start any more. */
const FURTHEST = 2 * 366 * DAY

/** Up to five, as the clocks of a zone show them. What is deferred starts when the blackout is over. */
export function nextStarts(
  schedule: TimedSchedule,
  { now, zone }: { readonly now: Instant; readonly zone: string },
): readonly NextStart[] {
  const starts: Instant[] = []
  const end = now + FURTHEST
  let from = now
  // A dense schedule is asked for a day, a sparse one for more and more.
  for (let length = DAY; starts.length < MOST && from < end; length *= 2) {
    const to = Math.min(from + length, end)
    starts.push(...instantsOf(schedule, { from, to }))
    from = to
  }
  return starts.slice(0, MOST).map(at => ({
    at: isoText(at),
    local: localText(at, zone),
  }))
}
