// Whether two schedules are ever due in the same minute, as two backups of one target should not be.
import { DAY, type Instant, MINUTE, type Span } from './calendar.ts'
import type { Days } from './days.ts'
import { type CronExpression, type Expression, renderExpression } from './expression.ts'
import { timesOfDay } from './local-starts.ts'
import { occurrences } from './occurrences.ts'
import { PERIOD, periodOf, REFERENCE } from './period.ts'
import { periodsBetween } from './zone-offsets.ts'

type Recurrence = { readonly expression: Expression; readonly timezone: string }

/** Asks every start of the period in which both repeat themselves; what arithmetic rules out is not looked at. */
export function coincide(a: Recurrence, b: Recurrence): boolean {
  const key = [a, b].map(each => `${renderExpression(each.expression)} ${each.timezone}`).join()
  const known = coincidences.get(key)
  if (known !== undefined) return known
  const found = mayMeet(a, b) && meet(a, b)
  coincidences.set(key, found)
  return found
}

const coincidences = new Map<string, boolean>()

function meet(a: Recurrence, b: Recurrence): boolean {
  const { from, to } = spanOf(a, b)
  let start = from
  // in growing pieces, because schedules that meet mostly do so soon
  for (let length = 15 * DAY; start < to; length *= 4) {
    const piece = { from: start, to: Math.min(start + length, to) }
    start = piece.to
    const minutes = new Set(minutesIn(a, piece))
    if (minutes.size > 0 && minutesIn(b, piece).some(minute => minutes.has(minute))) return true
  }
  return false
}

function spanOf(a: Recurrence, b: Recurrence): Span {
  const only = [a, b].find(({ expression }) => expression.kind === 'at')
  if (only !== undefined) {
    const [minute = 0] = minutesIn(only, ETERNITY)
    return { from: minute, to: minute + MINUTE }
  }
  const recurring = [a, b].map(({ expression, timezone }) => {
    return { expression, zones: [timezone], hasWeekdays: false }
  })
  return { from: REFERENCE, to: REFERENCE + PERIOD[periodOf(recurring)] }
}

const ETERNITY: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function minutesIn({ expression, timezone }: Recurrence, span: Span): Instant[] {
  return occurrences(expression, timezone, span).map(start => start - (start % MINUTE))
}

/** False where their times of the day, or in one zone their days, exclude each other. */
function mayMeet(a: Recurrence, b: Recurrence): boolean {
  if (a.expression.kind === 'at' || b.expression.kind === 'at') return true
  if (a.timezone === b.timezone) return mayMeetByOneClock(a.expression, b.expression)
  return share(timesInUtc(a.expression, a.timezone), timesInUtc(b.expression, b.timezone))
}

function mayMeetByOneClock(a: CronExpression, b: CronExpression): boolean {
  return (
    share(a.minutes, b.minutes) &&
    share(a.hours, b.hours) &&
    share(a.months, b.months) &&
    mayShareDay(a.days, b.days)
  )
}

function mayShareDay(a: Days, b: Days): boolean {
  return a.kind !== 'days-of-week' || b.kind !== a.kind || share(a.weekdays, b.weekdays)
}

/** Milliseconds after midnight, at each of the offsets that the zone has. */
function timesInUtc(cron: CronExpression, zone: string): readonly number[] {
  const cycle = { from: REFERENCE, to: REFERENCE + PERIOD.year }
  const offsets = new Set(periodsBetween(zone, cycle).map(({ offset }) => offset))
  return timesOfDay(cron).flatMap(time => {
    return [...offsets].map(offset => (time - offset + DAY) % DAY)
  })
}

function share<T>(a: readonly T[], b: readonly T[]): boolean {
  const values = new Set(b)
  return a.some(value => values.has(value))
}
