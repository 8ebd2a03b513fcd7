// A local date and time as a policy writes it, `2026-12-30T18:00`, to be read in the policy's zone.
import { clockText, dateText, daysInMonth, type LocalTime } from './calendar.ts'
import { type Problem, problemAt, quote } from './problem.ts'

type LocalDateTime = Omit<LocalTime, 'weekday'>

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::00)?$/

export function parseLocalDateTime(text: string): LocalDateTime | Problem {
  const [whole, ...digits] = LOCAL.exec(text) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = digits.map(Number)
  if (whole === undefined) return notLocal(text)
  if (isDate({ year, month, day })) return { year, month, day, hour, minute }
  return problemAt(
    { text: text.slice(0, 10), at: 0 },
    {
      code: 'date-invalid',
      message: `There is no day ${text.slice(0, 10)} between 1970 and 2199.`,
    },
  )
}

/** `2026-12-30T18:00`. */
export function localDateTimeText(local: LocalDateTime): string {
  return `${dateText(local)}T${clockText(local)}`
}

/** A day of the calendar, in the years that EventBridge Scheduler knows: 1970 to 2199. */
export function isDate(date: Pick<LocalTime, 'year' | 'month' | 'day'>): boolean {
  if (date.year < 1970 || date.year > 2199) return false
  if (date.month < 1 || date.month > 12) return false
  return date.day >= 1 && date.day <= daysInMonth(date.year, date.month)
}

function notLocal(text: string): Problem {
  const [offset] = text.includes(':') ? (/(?:Z|[+-]\d\d:?\d\d)$/i.exec(text) ?? []) : []
  if (offset !== undefined) {
    return problemAt(
      { text, at: 0 },
      {
        code: 'date-invalid',
        message: `${quote(text)} carries an offset; dates in a policy are local to its timezone.`,
        fix: `write it without ${offset}, as the clocks there show it`,
      },
    )
  }
  return problemAt(
    { text, at: 0 },
    {
      code: 'date-invalid',
      message: `${quote(text)} is not a local date and time to the minute.`,
      fix: 'write it like 2026-12-30T18:00',
    },
  )
}
