// The worst gap between the recovery points of several streams in one span.
import { type Instant, SECOND, type Span } from './calendar.ts'
import { type RecoveryPoint, type RecoveryStream, recoveryPoints } from './recovery-points.ts'

/** `earlier` and `later` say which streams make the two ends. */
export type GapBy<Name> =
  | {
      readonly kind: 'between'
      /** From the one to the latest moment at which the other may come: its jitter counts. */
      readonly seconds: number
      /** When the two are due, or deferred to. */
      readonly from: Instant
      readonly to: Instant
      readonly earlier: Name
      readonly later: Name
    }
  | { readonly kind: 'endless'; readonly from: Instant; readonly earlier: Name }

/** The streams by their index. */
type Between = Extract<GapBy<number>, { kind: 'between' }>

/** Both ends of the span may be points, and are then ends of gaps. The earliest of equals. */
export function worstIn(streams: readonly RecoveryStream[], span: Span): Between | undefined {
  let worst: readonly [RecoveryPoint, RecoveryPoint] | undefined
  let next: RecoveryPoint | undefined
  /** Of the points that follow, the one that is sure to have come first: jitter may let others overtake. */
  let sure: RecoveryPoint | undefined
  for (const point of pointsIn(streams, span).reverse()) {
    if (next !== undefined && sure !== undefined && next.at <= span.to) {
      if (worst === undefined || sure.latest - point.at >= worst[1].latest - worst[0].at) {
        worst = [point, sure]
      }
    }
    next = point
    if (sure === undefined || point.latest <= sure.latest) sure = point
  }
  return worst === undefined ? undefined : between(streams, worst)
}

function between(
  streams: readonly RecoveryStream[],
  [from, to]: readonly [RecoveryPoint, RecoveryPoint],
): Between {
  return {
    kind: 'between',
    seconds: (to.latest - from.at) / SECOND,
    from: from.at,
    to: to.at,
    earlier: streams.indexOf(from.stream),
    later: streams.indexOf(to.stream),
  }
}

/** Ascending, and of several at one instant the one that is sure to come first. */
export function pointsIn(streams: readonly RecoveryStream[], span: Span): RecoveryPoint[] {
  const inside = pointsOf(streams, span)
  // those after the span that may overtake the last ones in it
  const to = inside.reduce((last, { latest }) => Math.max(last, latest), span.to)
  const points = to > span.to ? pointsOf(streams, { ...span, to }) : inside
  return points.filter((point, index) => point.at !== points[index - 1]?.at)
}

function pointsOf(streams: readonly RecoveryStream[], { from, to }: Span): RecoveryPoint[] {
  return streams
    .flatMap(stream => recoveryPoints(stream, { from, to: to + 1 }))
    .sort((a, b) => a.at - b.at || a.latest - b.latest)
}
