// Whether a schedule has made its last start: before its endDate none is left to come.
import { next } from '../schedule/occurrences.ts'
import { expressionOf, type Timetable } from '../schedule/timetable.ts'
import type { Instant } from '../start.ts'

/** Pauses and blackouts do not count: what they take is told of them. */
export function isOver(schedule: Timetable, now: Instant): boolean {
  const { startDate, endDate, timezone } = schedule
  if (endDate === undefined) return false
  const from = startDate === undefined ? now : Math.max(now, Date.parse(startDate))
  const [first] = next(expressionOf(schedule), timezone, { after: from - 1, count: 1 })
  return first === undefined || first >= Date.parse(endDate)
}
