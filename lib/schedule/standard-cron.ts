// `cron`: the five fields of standard cron, to EventBridge's dialect, which numbers weekdays from 1, has a year and
// honours one day field only.
import { daysInMonth } from './calendar.ts'
import { DAY_OF_MONTH, DAY_OF_WEEK, type Days, EVERY_DAY } from './days.ts'
import {
  type CronExpression,
  EVERY_YEAR,
  HOUR_FIELD,
  MINUTE_FIELD,
  MONTH_FIELD,
  parseExpression,
} from './expression.ts'
import { type Field, parseField } from './field.ts'
import { phraseOf } from './phrase.ts'
import { isProblem, type Problem, problemAt, quote, type Token, words } from './problem.ts'

/** Reads `minute hour day-of-month month day-of-week`; 0 and 7 are Sunday. */
export function parseStandardCron(text: string): CronExpression | Problem {
  const fields = words(text)
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek || fields.length > 5) {
    return fields.length === 6 ? sixFields(text) : notFiveFields(text, fields.length)
  }
  const minutes = parseField(minute, standard(MINUTE_FIELD))
  if (isProblem(minutes)) return minutes
  const hours = parseField(hour, standard(HOUR_FIELD))
  if (isProblem(hours)) return hours
  const months = parseField(month, standard(MONTH_FIELD))
  if (isProblem(months)) return months
  const days = parseStandardDays({ text, dayOfMonth, dayOfWeek })
  if (isProblem(days)) return days

  const cron = { kind: 'cron', minutes, hours, days, months, years: EVERY_YEAR } as const
  if (everyMinute(cron)) return tooOften(text)
  return isPossible(cron) ? cron : impossible({ dayOfMonth, month })
}

/** Sunday is 0 and, at the end of a range, 7. */
const STANDARD_DAY_OF_WEEK: Field = { ...standard(DAY_OF_WEEK), min: 0 }

function standard(field: Field): Field {
  return { ...field, openSteps: false }
}

/** The two fields that say on which days, and the whole text for proposing another. */
type DayFields = { readonly text: string; readonly dayOfMonth: Token; readonly dayOfWeek: Token }

function parseStandardDays({ text, dayOfMonth, dayOfWeek }: DayFields): Days | Problem {
  const days = parseField(dayOfMonth, standard(DAY_OF_MONTH))
  if (isProblem(days)) return days
  const sundayFirst = parseField(dayOfWeek, STANDARD_DAY_OF_WEEK)
  if (isProblem(sundayFirst)) return sundayFirst
  const anyDay = isAny(dayOfMonth)
  if (!anyDay && !isAny(dayOfWeek)) return bothDays({ text, dayOfMonth, dayOfWeek })
  if (!anyDay) return { kind: 'days-of-month', days }

  const weekdays = [...new Set(sundayFirst.map(day => (day % 7) + 1))].sort((a, b) => a - b)
  return weekdays.length === 7 ? EVERY_DAY : { kind: 'days-of-week', weekdays }
}

/** Cron's "or" between the day fields hangs on the star, not on the values: `1-31` restricts, though it leaves nothing out. */
function isAny(field: Token): boolean {
  return field.text === '*' || field.text === '*/1'
}

function everyMinute({ minutes, hours, days, months }: CronExpression): boolean {
  const everyDay = days.kind === 'days-of-month' && days.days.length === EVERY_DAY.days.length
  return minutes.length === 60 && hours.length === 24 && months.length === 12 && everyDay
}

/** A leap year has every day that any year has. */
function isPossible({ days, months }: CronExpression): boolean {
  if (days.kind !== 'days-of-month') return true
  const [first = 1] = days.days
  return months.some(month => first <= daysInMonth(2028, month))
}

/**
 * Six fields are two dialects: seconds come first in one, years last in the other. Only a question mark, which stands
 * in a day field, tells which one it is.
 */
function sixFields(text: string): Problem {
  const [, ...withoutSeconds] = text.trim().split(/\s+/)
  const readings = [`cron(${text.trim()})`, `cron(${withoutSeconds.join(' ')} *)`]
  const phrases = text.includes('?')
    ? readings
        .map(reading => parseExpression(reading))
        .map(read => (isProblem(read) ? undefined : phraseOf(read)))
    : []
  const phrase = phrases.find(found => found !== undefined)
  return problemAt(
    { text, at: 0 },
    {
      code: 'cron-six-fields',
      message:
        '"cron" has six fields; standard cron has five. Dialects with six disagree: seconds first, or the year last.',
      fix: `write ${phrase === undefined ? FIVE_FIELDS : `at: ${phrase}`}`,
    },
  )
}

const FIVE_FIELDS = 'minute hour day-of-month month day-of-week, like "0 1 * * 0"'

const INSTEAD_OF: ReadonlyMap<string, string> = new Map([
  ['@hourly', 'every: 1h'],
  ['@daily', 'at: daily 00:00'],
  ['@midnight', 'at: daily 00:00'],
  ['@weekly', 'at: Sun 00:00'],
  ['@monthly', 'at: day 1 00:00'],
])

function notFiveFields(text: string, count: number): Problem {
  const instead = INSTEAD_OF.get(text.trim().toLowerCase())
  return problemAt(
    { text, at: 0 },
    {
      code: 'cron-invalid',
      message: text.trim().startsWith('@')
        ? `${quote(text.trim())} is a shortcut of some cron programs; standard cron has five fields.`
        : `"cron" has ${count} ${count === 1 ? 'field' : 'fields'}; standard cron has five.`,
      fix: `write ${instead ?? FIVE_FIELDS}`,
    },
  )
}

function bothDays({ text, dayOfMonth, dayOfWeek }: DayFields): Problem {
  const [minute, hour, , month] = words(text).map(word => word.text)
  const byDay = `"${minute} ${hour} ${dayOfMonth.text} ${month} *"`
  const byWeekday = `"${minute} ${hour} * ${month} ${dayOfWeek.text}"`
  return {
    code: 'cron-both-days',
    message:
      'Day-of-month and day-of-week are both restricted: standard cron then starts on either, EventBridge refuses it.',
    fix: `write two schedules, cron: ${byDay} and cron: ${byWeekday}`,
    span: [dayOfMonth.at, dayOfWeek.at + dayOfWeek.text.length],
  }
}

function impossible({ dayOfMonth, month }: { dayOfMonth: Token; month: Token }): Problem {
  return {
    code: 'cron-impossible',
    message: `Day ${dayOfMonth.text} never comes in month ${month.text}: this schedule would never start.`,
    fix: 'write at: last day 23:00 for the end of each month, or a day that the month has',
    span: [dayOfMonth.at, month.at + month.text.length],
  }
}

function tooOften(text: string): Problem {
  return problemAt(
    { text, at: 0 },
    {
      code: 'cron-invalid',
      message: `${quote(text.trim())} starts every minute, which is rarely meant.`,
      fix: 'write every: 1m if it is',
    },
  )
}
