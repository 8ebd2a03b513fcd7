// Random schedules that carry their own meaning, worked out the slow and obvious way, so that a test can tell what an
// expression says without asking the parser under test.
import { fc } from './fast-check.ts'

/** The values of one field and a text for them. */
type FieldCase = { readonly text: string; readonly values: ReadonlySet<number> }

/** On which days, in three tongues. Undefined where a witness cannot say it. */
type DaysCase = {
  readonly ofMonth: string
  readonly ofWeek: string
  readonly croner: { readonly ofMonth: string; readonly ofWeek: string } | undefined
  readonly awsCronParser: boolean
  readonly isDue: (year: number, month: number, day: number) => boolean
}

export type ScheduleCase = {
  readonly expression: string
  /** Seven fields, for croner with alternativeWeekdays; undefined where croner has no word for it. */
  readonly croner: string | undefined
  /** Six fields, for aws-cron-parser; undefined where it throws or is known to be wrong. */
  readonly awsCronParser: string | undefined
  readonly hasTime: (hour: number, minute: number) => boolean
  readonly hasDay: (year: number, month: number, day: number) => boolean
}

const ANY = '*'

/** Zones with something to trip over. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/Dublin', // winter time is the "saving" one
  'America/New_York',
  'America/St_Johns', // half hours; changed at 00:01 until 2011
  'America/Sao_Paulo', // midnight gap, until 2019
  'Asia/Beirut', // midnight gap
  'Asia/Gaza', // rules of its own, and short periods
  'Asia/Kolkata',
  'Asia/Tehran', // midnight gap and half hours, until 2022
  'Australia/Lord_Howe', // changes by half an hour
  'Africa/Casablanca', // pauses summer time in Ramadan
  'Antarctica/Troll', // changes by two hours
  'Pacific/Apia', // skipped 2011-12-30
  'Pacific/Chatham', // quarter hours
]

export const zone = fc.constantFrom(...ZONES)

const minutes = field(0, 59)
const hours = field(0, 23)
const months = field(1, 12)
const years = fc.oneof(
  { weight: 5, arbitrary: fc.constant(fieldOf('*', range(1970, 2199))) },
  { weight: 1, arbitrary: fieldOfRange(2008, 2034) },
)

/** Anything that `cron(…)` can say. */
export const anySchedule: fc.Arbitrary<ScheduleCase> = fc
  .record({ minutes, hours, days: days(), months: mostly('*', range(1, 12), months), years })
  .map(scheduleOf)

/** A few starts a day, on most days: for spans of a few days. */
export const frequentSchedule: fc.Arbitrary<ScheduleCase> = fc
  .record({
    minutes,
    hours,
    days: days(),
    months: fc.constant(fieldOf('*', range(1, 12))),
    years: fc.constant(fieldOf('*', range(1970, 2199))),
  })
  .map(scheduleOf)

function range(from: number, to: number, step = 1): number[] {
  const values: number[] = []
  for (let value = from; value <= to; value += step) values.push(value)
  return values
}

function scheduleOf(parts: {
  minutes: FieldCase
  hours: FieldCase
  days: DaysCase
  months: FieldCase
  years: FieldCase
}): ScheduleCase {
  const { days } = parts
  const [minute, hour, month, year] = [parts.minutes, parts.hours, parts.months, parts.years]
  const fields = `${minute.text} ${hour.text} ${days.ofMonth} ${month.text} ${days.ofWeek} ${year.text}`
  return {
    expression: `cron(${fields})`,
    croner: days.croner && cronerPattern({ minute, hour, month, year }, days.croner),
    awsCronParser: days.awsCronParser ? fields.split(' ').map(sorted).join(' ') : undefined,
    hasTime: (atHour, atMinute) => hour.values.has(atHour) && minute.values.has(atMinute),
    hasDay: (inYear, inMonth, day) =>
      year.values.has(inYear) && month.values.has(inMonth) && days.isDue(inYear, inMonth, day),
  }
}

/** aws-cron-parser loses starts when a list is not in order. */
function sorted(text: string): string {
  if (!/^\d+(,\d+)+$/.test(text)) return text
  return text
    .split(',')
    .toSorted((a, b) => Number(a) - Number(b))
    .join()
}

/** Plain lists, because croner refuses `5/15`. */
function cronerPattern(
  fields: { minute: FieldCase; hour: FieldCase; month: FieldCase; year: FieldCase },
  days: { readonly ofMonth: string; readonly ofWeek: string },
): string {
  const list = ({ text, values }: FieldCase) => (text === '*' ? text : [...values].join())
  const { minute, hour, month, year } = fields
  return `0 ${list(minute)} ${list(hour)} ${days.ofMonth} ${list(month)} ${days.ofWeek} ${list(year)}`
}

function fieldOf(text: string, values: readonly number[]): FieldCase {
  return { text, values: new Set(values) }
}

function mostly(
  text: string,
  values: readonly number[],
  other: fc.Arbitrary<FieldCase>,
): fc.Arbitrary<FieldCase> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(fieldOf(text, values)) },
    { weight: 2, arbitrary: other },
  )
}

function field(min: number, max: number): fc.Arbitrary<FieldCase> {
  const value = fc.integer({ min, max })
  const step = fc.integer({ min: 1, max: max - min })
  return fc.oneof(
    fc.constant(fieldOf('*', range(min, max))),
    value.map(one => fieldOf(String(one), [one])),
    fc.uniqueArray(value, { minLength: 2, maxLength: 4 }).map(list => fieldOf(list.join(), list)),
    fieldOfRange(min, max),
    fc.tuple(value, step).map(([from, by]) => fieldOf(`${from}/${by}`, range(from, max, by))),
    step.map(by => fieldOf(`*/${by}`, range(min, max, by))),
    fc.tuple(value, value, step).map(([one, other, by]) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      return fieldOf(`${from}-${to}/${by}`, range(from, to, by))
    }),
  )
}

function fieldOfRange(min: number, max: number): fc.Arbitrary<FieldCase> {
  return fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([one, other]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)]
    return fieldOf(`${from}-${to}`, range(from, to))
  })
}

function days(): fc.Arbitrary<DaysCase> {
  const weekday = fc.integer({ min: 1, max: 7 })
  const day = fc.integer({ min: 1, max: 31 })
  return fc.oneof(
    field(1, 31).map(daysOfMonth),
    field(1, 7).map(daysOfWeek),
    fc.constant(lastDay(0)),
    fc.integer({ min: 1, max: 27 }).map(lastDay),
    day.map(closestWeekday),
    fc.constant(lastWeekday()),
    weekday.map(lastOfWeekday),
    fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(nthOfWeekday),
  )
}

/** aws-cron-parser makes the 3rd of March of a 31st of February. */
function daysOfMonth({ text, values }: FieldCase): DaysCase {
  return {
    ofMonth: text,
    ofWeek: '?',
    croner: { ofMonth: text === ANY ? ANY : [...values].join(), ofWeek: ANY },
    awsCronParser: text === ANY || [...values].every(day => day <= 28),
    isDue: (_year, _month, day) => values.has(day),
  }
}

function daysOfWeek({ text, values }: FieldCase): DaysCase {
  return {
    ofMonth: '?',
    ofWeek: text,
    croner: { ofMonth: ANY, ofWeek: text === ANY ? ANY : [...values].join() },
    awsCronParser: true,
    isDue: (year, month, day) => values.has(weekdayOf(year, month, day)),
  }
}

/** croner has no `L-3`. */
function lastDay(before: number): DaysCase {
  return {
    ofMonth: before === 0 ? 'L' : `L-${before}`,
    ofWeek: '?',
    croner: before === 0 ? { ofMonth: 'L', ofWeek: ANY } : undefined,
    awsCronParser: true,
    isDue: (year, month, day) => day === lengthOf(year, month) - before,
  }
}

/** aws-cron-parser starts `31W` in months without a 31st, on their last weekday. */
function closestWeekday(wanted: number): DaysCase {
  return {
    ofMonth: `${wanted}W`,
    ofWeek: '?',
    croner: { ofMonth: `${wanted}W`, ofWeek: ANY },
    awsCronParser: wanted <= 28,
    isDue: (year, month, day) => {
      if (wanted > lengthOf(year, month)) return false
      const workdays = range(1, lengthOf(year, month)).filter(d => isWorkday(year, month, d))
      return workdays.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] === day
    },
  }
}

/** aws-cron-parser dies on `LW`. */
function lastWeekday(): DaysCase {
  return {
    ofMonth: 'LW',
    ofWeek: '?',
    croner: { ofMonth: 'LW', ofWeek: ANY },
    awsCronParser: false,
    isDue: (year, month, day) =>
      range(1, lengthOf(year, month)).findLast(d => isWorkday(year, month, d)) === day,
  }
}

/** croner writes `6#L` for the last Friday. */
function lastOfWeekday(weekday: number): DaysCase {
  return {
    ofMonth: '?',
    ofWeek: `${weekday}L`,
    croner: { ofMonth: ANY, ofWeek: `${weekday}#L` },
    awsCronParser: true,
    isDue: (year, month, day) =>
      weekdayOf(year, month, day) === weekday && day + 7 > lengthOf(year, month),
  }
}

function nthOfWeekday([weekday, nth]: [number, number]): DaysCase {
  return {
    ofMonth: '?',
    ofWeek: `${weekday}#${nth}`,
    croner: { ofMonth: ANY, ofWeek: `${weekday}#${nth}` },
    awsCronParser: true,
    isDue: (year, month, day) =>
      weekdayOf(year, month, day) === weekday && Math.ceil(day / 7) === nth,
  }
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1
}

function isWorkday(year: number, month: number, day: number): boolean {
  const weekday = weekdayOf(year, month, day)
  return weekday > 1 && weekday < 7
}

/** What the clocks of a zone show, `2026-11-22 01:00:00`, straight from Intl. */
export function intlLocal(zoneName: string, instant: number): string {
  let format = formats.get(zoneName)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zoneName,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    formats.set(zoneName, format)
  }
  return format.format(instant)
}

const formats = new Map<string, Intl.DateTimeFormat>()
