// `at`: calendar phrases such as `weekdays 12:30`, `Mon-Wed,Fri-Sun 02:00`, `first Sun 03:30`, `last day 23:00`, to
// expressions and back.
import { clockText, weekdayName } from './calendar.ts'
import { type Days, EVERY_DAY } from './days.ts'
import { type CronExpression, EVERY_MONTH, EVERY_YEAR, type Expression } from './expression.ts'
import { isProblem, type Problem, problemAt, quote, splitList, type Token } from './problem.ts'
import { parseWeekday, parseWeekdays, weekdayWords } from './weekday-words.ts'

/** Reads `<days> <HH:MM>[, <HH:MM>]`; several times share the minute, because one schedule is one expression. */
export function parsePhrase(text: string): CronExpression | Problem {
  const timesAt = text.search(/\d{1,2}:/)
  if (timesAt < 0) return timeMissing(text)
  const times = parseTimes({ text: text.slice(timesAt).trimEnd(), at: timesAt })
  if (isProblem(times)) return times
  const days = parseDayWords(text, timesAt)
  if (isProblem(days)) return days
  return { kind: 'cron', ...times, days, months: EVERY_MONTH, years: EVERY_YEAR }
}

/** The phrase that means an expression, where there is one. */
export function phraseOf(expression: Expression): string | undefined {
  if (expression.kind === 'at') return undefined
  const { minutes, hours, days, months, years } = expression
  const [minute] = minutes
  if (minute === undefined || minutes.length > 1) return undefined
  if (months.length < EVERY_MONTH.length || years.length < EVERY_YEAR.length) return undefined
  const words = dayWords(days)
  if (words === undefined) return undefined
  return `${words} ${hours.map(hour => clockText({ hour, minute })).join(', ')}`
}

const NTH = ['first', 'second', 'third', 'fourth']

function parseDayWords(text: string, timesAt: number): Days | Problem {
  const at = text.length - text.trimStart().length
  const token = { text: text.slice(at, timesAt).trimEnd(), at }
  if (at >= timesAt) return daysMissing(text)
  const days = parseDaysOf(token)
  return isProblem(days) ? { fix: ANY_DAYS, ...days } : days
}

const ANY_DAYS =
  'write daily, weekdays, weekends, Mon-Fri, Mon,Thu, first Sun, last Fri, day 1 or last day'

function parseDaysOf(token: Token): Days | Problem {
  if (/^last\s+day$/i.test(token.text)) return { kind: 'last-day', before: 0 }
  const [, ordinal = '', space = '', rest = ''] = /^(\S+)(\s+)(\S+)$/.exec(token.text) ?? []
  const last = { text: rest, at: token.at + ordinal.length + space.length }
  if (ordinal.toLowerCase() === 'day') return parseDayOfMonth(last)
  const nth = NTH.indexOf(ordinal.toLowerCase()) + 1
  if (nth > 0 || ordinal.toLowerCase() === 'last') {
    const weekday = parseWeekday(last)
    if (isProblem(weekday)) return weekday
    return nth > 0 ? { kind: 'nth-of-weekday', weekday, nth } : { kind: 'last-of-weekday', weekday }
  }
  const weekdays = parseWeekdays(token)
  if (isProblem(weekdays)) return weekdays
  return weekdays.length === 7 ? EVERY_DAY : { kind: 'days-of-week', weekdays }
}

function parseDayOfMonth(token: Token): Days | Problem {
  if (/^([1-9]|[12]\d|3[01])$/.test(token.text)) {
    return { kind: 'days-of-month', days: [Number(token.text)] }
  }
  return problemAt(token, {
    code: 'phrase-invalid',
    message: `${quote(token.text)} is not a day of the month, which is one number from 1 to 31.`,
    fix: 'write day 1 or last day',
  })
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

function parseTimes(
  token: Token,
): { readonly minutes: readonly number[]; readonly hours: readonly number[] } | Problem {
  const hours = new Set<number>()
  const minutes = new Set<number>()
  for (const item of splitList(token)) {
    const [whole, hour, minute] = TIME.exec(item.text) ?? []
    if (whole === undefined) return timeUnknown(item)
    hours.add(Number(hour))
    minutes.add(Number(minute))
  }
  if (minutes.size > 1) return minutesDiffer(token)
  return { minutes: [...minutes], hours: [...hours].sort((a, b) => a - b) }
}

function dayWords(days: Days): string | undefined {
  switch (days.kind) {
    case 'days-of-month':
      if (days.days.length === EVERY_DAY.days.length) return 'daily'
      return days.days.length === 1 ? `day ${days.days[0]}` : undefined
    case 'last-day':
      return days.before === 0 ? 'last day' : undefined
    case 'days-of-week':
      return weekdayWords(days.weekdays)
    case 'last-of-weekday':
      return `last ${weekdayName(days.weekday)}`
    case 'nth-of-weekday': {
      const nth = NTH[days.nth - 1]
      return nth === undefined ? undefined : `${nth} ${weekdayName(days.weekday)}`
    }
    default:
      return undefined
  }
}

function timeMissing(text: string): Problem {
  return problemAt(
    { text, at: 0 },
    {
      code: 'phrase-invalid',
      message: `${quote(text)} has no time of day.`,
      fix: 'write days and a time, for example daily 02:30 or Sun 01:00',
    },
  )
}

function daysMissing(text: string): Problem {
  return problemAt(
    { text, at: 0 },
    {
      code: 'phrase-invalid',
      message: `${quote(text)} does not say on which days.`,
      fix: `write daily ${text.trim()}`,
    },
  )
}

function timeUnknown(token: Token): Problem {
  const [, hour = '', minute = ''] = /^(\d):([0-5]\d)$/.exec(token.text) ?? []
  return problemAt(token, {
    code: 'phrase-invalid',
    message: `${quote(token.text)} is not a time of day, which is HH:MM from 00:00 to 23:59.`,
    fix: hour === '' ? 'write it like 02:30' : `write 0${hour}:${minute}`,
  })
}

function minutesDiffer(token: Token): Problem {
  return problemAt(token, {
    code: 'phrase-invalid',
    message: `${quote(token.text)} differ in the minute, and one schedule is one expression of EventBridge.`,
    fix: `write one schedule for each of ${token.text}`,
  })
}
