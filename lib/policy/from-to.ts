// What is written as "from" one time "to" another: both as instants, and in this order.
import type { Instant, Span } from '../schedule/calendar.ts'
import type { Flaw } from './codes.ts'

/** Takes a flaw and the key of a map that it lies under. */
export type ReportAt = (flaw: Flaw, key: string) => void

/**
 * Undefined unless both are there and right. `read` gives the instant of a key, why it is none, or undefined where it is not
 * written, or wrong in a way that is told elsewhere.
 */
export function fromTo(
  read: (key: 'from' | 'to') => Instant | Flaw | undefined,
  reportAt: ReportAt,
  backwards: Flaw = BACKWARDS,
): Span | undefined {
  const from = read('from')
  const to = read('to')
  if (typeof from === 'object') reportAt(from, 'from')
  if (typeof to === 'object') reportAt(to, 'to')
  if (typeof from !== 'number' || typeof to !== 'number') return undefined
  return to > from ? { from, to } : void reportAt(backwards, 'to')
}

const BACKWARDS: Flaw = {
  code: 'date-invalid',
  message: '"to" is not after "from"',
  fix: 'correct one of them',
}
