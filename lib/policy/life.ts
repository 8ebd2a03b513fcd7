// Between which instants a schedule starts at all: by its dates, or, where it starts a single time, then.
import type { Span } from '../schedule/calendar.ts'
import { occurrences } from '../schedule/occurrences.ts'
import type { Scheduled } from './effective-schedule.ts'

/** `to` is exclusive. */
export function lifeOf({ expression, isOnce, schedule }: Scheduled): Span {
  const { startDate, endDate, timezone } = schedule
  const [once] = isOnce ? occurrences(expression, timezone, ALWAYS) : []
  if (once !== undefined) return { from: once, to: once + 1 }
  return {
    from: startDate === undefined ? ALWAYS.from : Date.parse(startDate),
    to: endDate === undefined ? ALWAYS.to : Date.parse(endDate),
  }
}

/** When both may start; undefined where one hands over to the other. */
export function sharedLife(a: Span, b: Span): Span | undefined {
  const shared = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
  return shared.from < shared.to ? shared : undefined
}

/** Of what no date bounds. */
export const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
