// Whether a schedule is due in one minute. The functions ask this with a text that our compiler wrote, and need not
// carry a parser with its messages for it; a test holds it against `occurrences`.
import {
  DAY,
  daysInMonth,
  type Instant,
  type LocalTime,
  localTime,
  MINUTE,
  WEEKDAY_NAMES,
} from './calendar.ts'
import { firstInstant, periodsBetween } from './zone-offsets.ts'

/**
 * Whether an expression starts in the minute of an instant. It reads `at(…)`, and `cron(…)` in the canonical form of
 * renderExpression but for `W`, to which no schedule of a policy compiles.
 */
export function isDueAt(expression: string, zone: string, at: Instant): boolean {
  const minute = Math.floor(at / MINUTE) * MINUTE
  const around = periodsBetween(zone, { from: minute - 2 * DAY, to: minute + 2 * DAY })
  const offset = around.findLast(({ from }) => from <= minute)?.offset ?? 0
  // of an hour that comes twice, the second pass starts nothing
  if (firstInstant(minute + offset, around) !== minute) return false
  const [kind, text = ''] = expression.split(/[()]/)
  const wall = minute + offset
  if (kind === 'at') return new Date(wall).toISOString().startsWith(text.slice(0, 16))
  return isDueIn(text.split(' '), localTime(wall))
}

function isDueIn(fields: readonly string[], local: LocalTime): boolean {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields
  return (
    holds(minute, local.minute) &&
    holds(hour, local.hour) &&
    holds(month, local.month) &&
    holds(year, local.year) &&
    (weekday === '?' ? isDayOfMonth(day, local) : isDayOfWeek(weekday, local))
  )
}

/** `*`, `5/15` alone, or a list of values and ranges. */
function holds(field: string, value: number): boolean {
  if (field === '*') return true
  const [first = 0, step] = field.split('/').map(Number)
  if (step !== undefined) return value >= first && (value - first) % step === 0
  return field.split(',').some(item => {
    const [from = 0, to = from] = item.split('-').map(Number)
    return value >= from && value <= to
  })
}

/** `L` is the last day, and `L-3` three days before it. */
function isDayOfMonth(field: string, { year, month, day }: LocalTime): boolean {
  if (!field.startsWith('L')) return holds(field, day)
  return day === daysInMonth(year, month) - Number(field.slice(2))
}

/** `6L` is the last Friday, `6#2` the second one; a list is of names. */
function isDayOfWeek(field: string, { year, month, day, weekday }: LocalTime): boolean {
  const [wanted, nth] = field.split(/[L#]/)
  if (nth === undefined) return holds(field.replace(/[A-Z]+/g, numberOfName), weekday)
  if (Number(wanted) !== weekday) return false
  if (nth !== '') return Math.ceil(day / 7) === Number(nth)
  return day + 7 > daysInMonth(year, month)
}

function numberOfName(name: string): string {
  return String(WEEKDAY_NAMES.findIndex(known => known.toUpperCase() === name) + 1)
}
