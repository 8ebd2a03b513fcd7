// What is wrong with the length of a scenario's span.
import { LONGEST_SPAN, spanSeconds } from '../schedule/span-length.ts'
import type { Flaw } from './codes.ts'
import { quote } from './wording.ts'

export function spanFlaw(value: string): Flaw | undefined {
  const seconds = spanSeconds(value)
  if (seconds === 0) {
    const message = `${quote(value)} is not the length of a span, which is a whole number with s, m, h, d, w or y`
    return { code: 'duration-invalid', message, fix: 'write it like 36h, 7d, 4w or 1y' }
  }
  if (seconds <= LONGEST_SPAN) return undefined
  return { code: 'duration-invalid', message: `${value} is too long`, fix: 'write 10y at most' }
}
