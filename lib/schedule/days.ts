// On which days: EventBridge's two day fields as one value, of which one is always `?`.
// Rules: "Schedule types in EventBridge Scheduler", cron-based schedules.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { daysInMonth, range, SATURDAY, SUNDAY, WEEKDAY_NAMES, weekdayOf } from './calendar.ts'
import { type Field, parseField, rangesOf, renderField } from './field.ts'
import { isProblem, type Problem, problemAt, quote, type Token } from './problem.ts'

/** Weekdays count from 1, Sunday, to 7, Saturday: the page's example `3#2` is the second Tuesday. */
export type Days =
  | { readonly kind: 'days-of-month'; readonly days: readonly number[] }
  /** `L`, and `L-3` for three days before it. */
  | { readonly kind: 'last-day'; readonly before: number }
  /** `15W`: the weekday, Monday to Friday, closest to the 15th and in the same month. */
  | { readonly kind: 'closest-weekday'; readonly day: number }
  /** `LW`: the last Monday to Friday. */
  | { readonly kind: 'last-weekday' }
  | { readonly kind: 'days-of-week'; readonly weekdays: readonly number[] }
  /** `6L`: the last Friday of the month. */
  | { readonly kind: 'last-of-weekday'; readonly weekday: number }
  /** `6#2`: the second Friday of the month; a month without a fifth has no start. */
  | { readonly kind: 'nth-of-weekday'; readonly weekday: number; readonly nth: number }

export const DAY_OF_MONTH: Field = {
  name: 'day-of-month',
  min: 1,
  max: 31,
  openSteps: true,
  incrementFrom: 3,
}

export const DAY_OF_WEEK: Field = {
  name: 'day-of-week',
  min: 1,
  max: 7,
  names: WEEKDAY_NAMES.map(name => name.toUpperCase()),
  openSteps: true,
  incrementFrom: 3,
}

export const EVERY_DAY = { kind: 'days-of-month', days: range(1, 31) } as const satisfies Days

export function parseDays(ofMonth: Token, ofWeek: Token): Days | Problem {
  if ((ofMonth.text === '?') === (ofWeek.text === '?')) {
    return problemAt(ofWeek, {
      code: 'cron-invalid',
      message: 'EventBridge wants "?" in exactly one of day-of-month and day-of-week.',
    })
  }
  return ofWeek.text === '?' ? parseDaysOfMonth(ofMonth) : parseDaysOfWeek(ofWeek)
}

/** Day-of-month and day-of-week as EventBridge reads them. */
export function renderDays(days: Days): readonly [ofMonth: string, ofWeek: string] {
  switch (days.kind) {
    case 'days-of-month':
      return [renderField(days.days, DAY_OF_MONTH), '?']
    case 'last-day':
      return [days.before === 0 ? 'L' : `L-${days.before}`, '?']
    case 'closest-weekday':
      return [`${days.day}W`, '?']
    case 'last-weekday':
      return ['LW', '?']
    case 'days-of-week':
      return ['?', renderWeekdays(days.weekdays)]
    case 'last-of-weekday':
      return ['?', `${days.weekday}L`]
    case 'nth-of-weekday':
      return ['?', `${days.weekday}#${days.nth}`]
  }
}

/** The days of one month, ascending; none where the month does not have such a day. */
export function daysOf(days: Days, year: number, month: number): readonly number[] {
  const last = daysInMonth(year, month)
  switch (days.kind) {
    case 'days-of-month':
      return days.days.filter(day => day <= last)
    case 'last-day':
      return last > days.before ? [last - days.before] : []
    case 'closest-weekday':
      return days.day <= last
        ? [closestWeekday(days.day, last, weekdayOf(year, month, days.day))]
        : []
    case 'last-weekday':
      return [closestWeekday(last, last, weekdayOf(year, month, last))]
    case 'days-of-week':
      return daysOnWeekdays(days.weekdays, last, weekdayOf(year, month, 1))
    case 'last-of-weekday':
      return daysOnWeekdays([days.weekday], last, weekdayOf(year, month, 1)).slice(-1)
    case 'nth-of-weekday':
      return daysOnWeekdays([days.weekday], last, weekdayOf(year, month, 1)).slice(
        days.nth - 1,
        days.nth,
      )
  }
}

// The page shows `L`, `3W`, `6L` and `3#2`. It is silent on `LW` and `L-3`, which EventBridge is reported to take in
// Quartz's meaning; we read them, and no phrase of ours compiles to them.
function parseDaysOfMonth(token: Token): Days | Problem {
  const text = token.text.toUpperCase()
  if (text === 'L') return { kind: 'last-day', before: 0 }
  if (text === 'LW') return { kind: 'last-weekday' }
  const before = /^L-([1-9]|[12]\d|30)$/.exec(text)
  if (before !== null) return { kind: 'last-day', before: Number(before[1]) }
  const closest = /^([1-9]|[12]\d|3[01])W$/.exec(text)
  if (closest !== null) return { kind: 'closest-weekday', day: Number(closest[1]) }
  if (/[LW#]/.test(text)) return standsAlone(token, '"L" and "W"')

  const days = parseField(token, DAY_OF_MONTH)
  return isProblem(days) ? days : { kind: 'days-of-month', days }
}

function parseDaysOfWeek(token: Token): Days | Problem {
  const text = token.text.toUpperCase()
  // "The last day of the week", says the page: Saturday.
  if (text === 'L') return { kind: 'days-of-week', weekdays: [SATURDAY] }
  const special = /^([1-7]|[A-Z]{3})(?:(L)|#([1-5]))$/.exec(text)
  if (special !== null) {
    const weekday = parseField({ text: special[1] ?? '', at: token.at }, DAY_OF_WEEK)
    if (isProblem(weekday)) return weekday
    const [day = SUNDAY] = weekday
    if (special[2] !== undefined) return { kind: 'last-of-weekday', weekday: day }
    return { kind: 'nth-of-weekday', weekday: day, nth: Number(special[3]) }
  }
  if (/#|^L|\dL/.test(text)) return standsAlone(token, '"L" and "#"')

  const weekdays = parseField(token, DAY_OF_WEEK)
  if (isProblem(weekdays)) return weekdays
  return weekdays.length === 7 ? EVERY_DAY : { kind: 'days-of-week', weekdays }
}

function standsAlone(token: Token, signs: string): Problem {
  return problemAt(token, {
    code: 'cron-invalid',
    message: `${quote(token.text)} is none of EventBridge's days: ${signs} stand alone, with one number.`,
  })
}

/** By name, because Sunday is 1 here and 0 in standard cron; one unbroken range as a range. */
function renderWeekdays(weekdays: readonly number[]): string {
  const names = weekdays.map(weekday => DAY_OF_WEEK.names?.[weekday - 1] ?? '')
  return rangesOf(weekdays).length === 1 && names.length > 2
    ? `${names[0]}-${names.at(-1)}`
    : names.join(',')
}

/** Never leaves the month: from a Saturday the 1st it is Monday the 3rd. */
function closestWeekday(day: number, last: number, weekday: number): number {
  if (weekday === SATURDAY) return day > 1 ? day - 1 : day + 2
  if (weekday === SUNDAY) return day < last ? day + 1 : day - 2
  return day
}

function daysOnWeekdays(weekdays: readonly number[], last: number, first: number): number[] {
  const days: number[] = []
  for (let day = 1, weekday = first; day <= last; day++) {
    if (weekdays.includes(weekday)) days.push(day)
    weekday = weekday === SATURDAY ? SUNDAY : weekday + 1
  }
  return days
}
