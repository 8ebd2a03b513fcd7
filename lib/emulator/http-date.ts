// An instant as HTTP writes it (RFC 9110, 5.6.7).
import { rememberLast } from './remember.ts'

/** `Sun, 22 Nov 2026 00:30:00 GMT`. */
export function httpDate(instant: number): string {
  const day = Math.floor(instant / DAY)
  const seconds = Math.floor((instant - day * DAY) / 1000)
  const minutes = Math.floor(seconds / 60)
  const time = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]} GMT`
  return `${dateOf(day)}${time}`
}

const DAY = 24 * 60 * 60_000

/** `Sun, 22 Nov 2026 `. In virtual time a day has hundreds of calls, and `Date` takes its time. */
const dateOf = rememberLast((day: number) =>
  new Date(day * DAY).toUTCString().slice(0, -'00:00:00 GMT'.length),
)

/** `00` to `59`. */
const TWO = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(2, '0'))
