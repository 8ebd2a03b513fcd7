// A start at a local time that the clocks skip is not moved by EventBridge, it is lost.
import { clockText, DAY, dateText } from '../schedule/calendar.ts'
import type { Expression } from '../schedule/expression.ts'
import { timesOfDay } from '../schedule/local-starts.ts'
import { type SkippedStart, skippedBetween } from '../schedule/skipped.ts'
import { changesBetween } from '../schedule/zone-offsets.ts'
import type { Scheduled } from './effective-schedule.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'

export const dstSkippedStart: Rule = function* ({ policies }) {
  for (const effective of policies) {
    for (const one of effective.scheduled) {
      const { schedule, isInterval, isOnce } = one
      // An interval goes on an hour later; a time of day that somebody chose comes again the next day, or week.
      if (isInterval || isOnce || schedule.timezone === 'UTC') continue
      const lost = lostStarts(one)
      const [start] = lost
      if (start === undefined) continue
      const dates = [...new Set(lost.map(({ local }) => dateText(local)))].slice(0, 2).join(' and ')
      const { from, to } = start.gap
      const message = `${clockText(start.local)} does not exist in ${schedule.timezone} on ${dates}, when the clocks go forward: no backup starts then`
      const fix = `start before ${clockText(from)}, or from ${clockText(to)} on`
      const key = schedule.phrase.startsWith('cron ') ? 'cron' : 'at'
      yield diagnoseAt({ code: 'dst-skipped-start', message, fix }, keyOf(effective, schedule, key))
    }
  }
}

function lostStarts({ expression, schedule: { timezone } }: Scheduled): readonly SkippedStart[] {
  const isAtRisk = isInChangingHour(expression, timezone)
  return isAtRisk ? skippedBetween(expression, timezone, CLOCK_CHANGES) : []
}

/** Most times of day are never skipped in their zone: no calendar need be asked. */
function isInChangingHour(expression: Expression, zone: string): boolean {
  if (expression.kind === 'at') return false
  return timesOfDay(expression).some(time =>
    changingHours(zone).some(({ from, length }) => (time - from + DAY) % DAY < length),
  )
}

/** Times of day that clocks going forward skip, in milliseconds after midnight. */
function changingHours(zone: string): readonly ChangingHour[] {
  const known = hours.get(zone)
  if (known !== undefined) return known
  const found = changesBetween(zone, CLOCK_CHANGES)
    .filter(({ before, after }) => after > before)
    .map(({ at, before, after }) => ({ from: (at + before) % DAY, length: after - before }))
  hours.set(zone, found)
  return found
}

type ChangingHour = { readonly from: number; readonly length: number }

const hours = new Map<string, readonly ChangingHour[]>()

/** Always the same years, and enough of them for a monthly start: what is said of a policy must not depend on today. */
const CLOCK_CHANGES = { from: Date.UTC(2027, 0), to: Date.UTC(2027, 0) + 5 * 366 * DAY }
