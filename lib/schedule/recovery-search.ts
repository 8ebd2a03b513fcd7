// The recovery point of several streams that is next to an instant, looked for in steps that grow.
import { DAY, type Instant, type Span } from './calendar.ts'
import { lifeOf, type RecoveryStream, recoveryPoints } from './recovery-points.ts'

/** The first in a span. */
export function firstPoint(streams: readonly RecoveryStream[], span: Span): Instant | undefined {
  const found = streams.flatMap(stream => firstOf(stream, span) ?? [])
  return found.length === 0 ? undefined : Math.min(...found)
}

/** The last in a span. */
export function lastPoint(streams: readonly RecoveryStream[], span: Span): Instant | undefined {
  const found = streams.flatMap(stream => lastOf(stream, span) ?? [])
  return found.length === 0 ? undefined : Math.max(...found)
}

function firstOf(stream: RecoveryStream, span: Span): Instant | undefined {
  let from = Math.max(span.from, lifeOf(stream).from)
  for (let length = DAY; from < span.to; length *= 2) {
    const to = Math.min(from + length, span.to)
    const point = recoveryPoints(stream, { from, to })[0]
    if (point !== undefined) return point.at
    from = to
  }
  return undefined
}

function lastOf(stream: RecoveryStream, span: Span): Instant | undefined {
  let to = span.to
  for (let length = DAY; to > span.from; length *= 2) {
    const from = Math.max(to - length, span.from)
    const point = recoveryPoints(stream, { from, to }).at(-1)
    if (point !== undefined) return point.at
    to = from
  }
  return undefined
}
