// A schedule as it was compiled: an expression in the words of EventBridge, its zone, and the dates within which it holds.
import type { Instant, Span } from './calendar.ts'
import { type Expression, parseExpression } from './expression.ts'
import { occurrences } from './occurrences.ts'
import { isProblem } from './problem.ts'

export type Timetable = {
  /** `cron(…)` or `at(…)`. */
  readonly expression: string
  /** IANA name. */
  readonly timezone: string
  /** ISO, UTC. */
  readonly startDate?: string
  readonly endDate?: string
}

/** When it is due in a span, from inclusive, to exclusive, ascending. */
export function dueBetween(timetable: Timetable, span: Span): readonly Instant[] {
  const bounds = boundsOf(timetable)
  const from = Math.max(span.from, bounds.from)
  const to = Math.min(span.to, bounds.to)
  return from < to ? occurrences(expressionOf(timetable), timetable.timezone, { from, to }) : []
}

/** From inclusive, to exclusive: Scheduler promises no start at its end date ("on, or before", API reference, EndDate). */
export function boundsOf({ startDate, endDate }: Timetable): Span {
  return {
    from: startDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startDate),
    to: endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate),
  }
}

/** A compiled schedule carries only expressions that our compiler wrote; any other is a bug. */
export function expressionOf({ expression }: Timetable): Expression {
  const known = parsed.get(expression)
  if (known !== undefined) return known
  const read = parseExpression(expression)
  if (isProblem(read)) throw new Error(`A schedule was compiled to ${expression}: ${read.message}`)
  parsed.set(expression, read)
  return read
}

/** The sweep asks for the same few hundred every minute. */
const parsed = new Map<string, Expression>()
