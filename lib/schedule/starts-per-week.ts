// How often a schedule starts, for plans and for finding the busiest of several.
import type { Expression } from './expression.ts'
import { dueDays, timesOfDay } from './local-starts.ts'
import { PERIOD, periodOf, REFERENCE } from './period.ts'

/**
 * By its own clock: 672 for every 15 minutes, 1 for a weekly start, about 0.23 for a monthly one (an average of 28
 * years). Clock changes, which take or add an hour, do not count; nor does what happens once.
 */
export function startsPerWeek(expression: Expression): number {
  const before = known.get(expression)
  if (before !== undefined) return before
  const starts = counted(expression)
  known.set(expression, starts)
  return starts
}

/** Where many policies cover one target, each of them asks it of all the others' schedules. */
const known = new WeakMap<Expression, number>()

function counted(expression: Expression): number {
  if (expression.kind === 'at') return 0
  const period = PERIOD[periodOf([{ expression, zones: [], hasWeekdays: false }])]
  const days = [...dueDays(expression, { from: REFERENCE, to: REFERENCE + period })].length
  return (days * timesOfDay(expression).length * PERIOD.week) / period
}
