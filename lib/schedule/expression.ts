// EventBridge Scheduler's own expressions as values: `cron(…)` with six fields, and `at(…)`.
// Rules: "Schedule types in EventBridge Scheduler" (cron-based and one-time schedules).
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { clockText, dateText, range } from './calendar.ts'
import { type Days, parseDays, renderDays } from './days.ts'
import { type Field, parseField, renderField } from './field.ts'
import { isDate } from './local.ts'
import { isProblem, type Problem, problemAt, quote, type Token, words } from './problem.ts'

/** Each list ascending and without repeats, so that equal meanings are equal values. */
export type CronExpression = {
  readonly kind: 'cron'
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: Days
  readonly months: readonly number[]
  readonly years: readonly number[]
}

/** One local time, once. */
export type AtExpression = {
  readonly kind: 'at'
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

export type Expression = CronExpression | AtExpression

export const MINUTE_FIELD: Field = {
  name: 'minute',
  min: 0,
  max: 59,
  openSteps: true,
  incrementFrom: 2,
}
export const HOUR_FIELD: Field = {
  name: 'hour',
  min: 0,
  max: 23,
  openSteps: true,
  incrementFrom: 3,
}
export const MONTH_FIELD: Field = {
  name: 'month',
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  openSteps: true,
  incrementFrom: 3,
}
const YEAR_FIELD: Field = {
  name: 'year',
  min: 1970,
  max: 2199,
  openSteps: true,
  incrementFrom: 3,
}

export const EVERY_MONTH = range(MONTH_FIELD.min, MONTH_FIELD.max)
export const EVERY_YEAR = range(YEAR_FIELD.min, YEAR_FIELD.max)

/** Reads `cron(…)` or `at(…)`. `rate(…)` is refused: its phase would move with each deploy. */
export function parseExpression(text: string): Expression | Problem {
  const [whole, kind, inner = ''] = /^(cron|at|rate)\((.*)\)$/.exec(text) ?? []
  const token = { text, at: 0 }
  if (whole === undefined) {
    return problemAt(token, {
      code: 'cron-invalid',
      message: `${quote(text)} is not an expression of EventBridge Scheduler, which begins with cron( or at(.`,
    })
  }
  if (kind === 'rate') {
    return problemAt(token, {
      code: 'cron-invalid',
      message: 'rate(…) counts from the moment of its deploy, so its starts move with each deploy.',
      fix: 'write every: 15m',
    })
  }
  return kind === 'at' ? parseAt({ text: inner, at: 3 }) : parseCron(text, inner)
}

/** The canonical text: equal meanings give equal bytes. */
export function renderExpression(expression: Expression): string {
  const known = texts.get(expression)
  if (known !== undefined) return known
  const text = render(expression)
  texts.set(expression, text)
  return text
}

/** Plans, proofs and rules each ask for the text of the same values. */
const texts = new WeakMap<Expression, string>()

function render(expression: Expression): string {
  if (expression.kind === 'at') {
    const second = String(expression.second).padStart(2, '0')
    return `at(${dateText(expression)}T${clockText(expression)}:${second})`
  }
  const [ofMonth, ofWeek] = renderDays(expression.days)
  const fields = [
    renderField(expression.minutes, MINUTE_FIELD),
    renderField(expression.hours, HOUR_FIELD),
    ofMonth,
    renderField(expression.months, MONTH_FIELD),
    ofWeek,
    renderField(expression.years, YEAR_FIELD),
  ]
  return `cron(${fields.join(' ')})`
}

function parseCron(text: string, inner: string): CronExpression | Problem {
  const fields = words(inner).map(word => ({ ...word, at: word.at + 'cron('.length }))
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, more] = fields
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || !year || more) {
    return problemAt(
      { text, at: 0 },
      {
        code: 'cron-invalid',
        message: `${quote(text)} has ${fields.length} fields; EventBridge wants minute, hour, day-of-month, month, day-of-week, year.`,
      },
    )
  }
  const minutes = parseField(minute, MINUTE_FIELD)
  if (isProblem(minutes)) return minutes
  const hours = parseField(hour, HOUR_FIELD)
  if (isProblem(hours)) return hours
  const days = parseDays(dayOfMonth, dayOfWeek)
  if (isProblem(days)) return days
  const months = parseField(month, MONTH_FIELD)
  if (isProblem(months)) return months
  // nearly every expression says *, and 230 numbers need not be written down each time
  const years = year.text === '*' ? EVERY_YEAR : parseField(year, YEAR_FIELD)
  if (isProblem(years)) return years
  return { kind: 'cron', minutes, hours, days, months, years }
}

const AT = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/

function parseAt(token: Token): AtExpression | Problem {
  const [whole, ...digits] = AT.exec(token.text) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = digits.map(Number)
  if (whole === undefined || !isDate({ year, month, day })) {
    return problemAt(token, {
      code: 'cron-invalid',
      message: `${quote(token.text)} is not a date and time that exists, written yyyy-mm-ddThh:mm:ss.`,
    })
  }
  return { kind: 'at', year, month, day, hour, minute, second }
}
