// After how long schedules repeat themselves, and where to begin to look: what is compiled and proved must not depend
// on today.
import { DAY, type Instant, type Span } from './calendar.ts'
import { EVERY_DAY } from './days.ts'
import { EVERY_MONTH, type Expression } from './expression.ts'
import { changesBetween } from './zone-offsets.ts'

/** Friday, 2027-01-01. */
export const REFERENCE: Instant = Date.UTC(2027, 0)

/** Milliseconds. */
export const PERIOD = {
  /** Every day alike, by clocks that nobody sets. */
  day: DAY,
  /** Days of the week, by clocks that nobody sets. */
  week: 7 * DAY,
  /** Days of the week, by clocks that are set twice a year, always on the same one. (Morocco's follow the moon.) */
  year: 366 * DAY,
  /** Dates: 28 years later they fall on the same weekdays again, with the same leap days and clock changes. */
  cycle: 28 * 365.25 * DAY,
} as const

export type Period = keyof typeof PERIOD

export type Recurring = {
  readonly expression: Expression
  /** Of all clocks that decide on its starts. */
  readonly zones: readonly string[]
  /** Whether blackouts make days of the week differ that the expression does not. */
  readonly hasWeekdays: boolean
}

/** The longest of the periods in which the schedules repeat themselves. */
export function periodOf(schedules: readonly Recurring[]): Period {
  if (!schedules.every(({ expression }) => isWeekly(expression))) return 'cycle'
  const zones = new Set(schedules.flatMap(schedule => schedule.zones))
  const year: Span = { from: REFERENCE, to: REFERENCE + PERIOD.year }
  if ([...zones].some(zone => changesBetween(zone, year).length > 0)) return 'year'
  return schedules.every(each => isDaily(each.expression) && !each.hasWeekdays) ? 'day' : 'week'
}

/** Whether it asks for no more than the day of the week; what happens once does not even ask for that. */
export function isWeekly(expression: Expression): boolean {
  if (expression.kind === 'at' || isDaily(expression)) return true
  const { days, months } = expression
  return days.kind === 'days-of-week' && months.length === EVERY_MONTH.length
}

function isDaily(expression: Expression): boolean {
  if (expression.kind === 'at') return true
  const { days, months } = expression
  return (
    days.kind === 'days-of-month' &&
    days.days.length === EVERY_DAY.days.length &&
    months.length === EVERY_MONTH.length
  )
}
