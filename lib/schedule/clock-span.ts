// A span of the clock as a policy writes it, `22:00-05:00`: what `between`, `window` and weekly blackouts have in common.
import { clockText } from './calendar.ts'
import { type Problem, type ProblemCode, problemAt, quote, type Token } from './problem.ts'

/** Minutes after midnight, from inclusive, to exclusive. A `to` that is not after `from` is of the next day. */
export type ClockSpan = { readonly from: number; readonly to: number }

export const MINUTES_OF_DAY = 24 * 60

const CLOCK_SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** Undefined for anything but two different times, of which the second may be 24:00. */
export function parseClockSpan(text: string): ClockSpan | undefined {
  const [whole, fromHour, fromMinute, toHour = 24, toMinute = 0] = CLOCK_SPAN.exec(text) ?? []
  const from = Number(fromHour) * 60 + Number(fromMinute)
  const to = Number(toHour) * 60 + Number(toMinute)
  return whole === undefined || from === to ? undefined : { from, to }
}

/** `22:00-05:00`. */
export function renderClockSpan({ from, to }: ClockSpan): string {
  return `${timeText(from)}-${timeText(to)}`
}

/** Whether a time of the day, in minutes after midnight, lies inside. */
export function isInClockSpan({ from, to }: ClockSpan, minute: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/** What to say of a text that is none, with what the key it stands under asks for as an example. */
export function clockSpanProblem(
  token: Token,
  { code, example }: { readonly code: ProblemCode; readonly example: string },
): Problem {
  const [time, again] = token.text.split('-')
  const isWholeDay = time === again && parseClockSpan(`${time}-24:00`) !== undefined
  return problemAt(token, {
    code,
    message: `${quote(token.text)} is not two different times of day, which are HH:MM from 00:00 to 23:59, or 24:00 as the end.`,
    fix: isWholeDay ? 'write 00:00-24:00 for the whole day' : `write it like ${example}`,
  })
}

function timeText(minutes: number): string {
  return clockText({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
}
