// How far a proof has to look: at an undisturbed stretch in which the schedules repeat themselves, and at what happens
// around each date that is written. Nothing new happens anywhere else.
import { DAY, type Instant, joined, SECOND, type Span } from './calendar.ts'
import { occurrences } from './occurrences.ts'
import { PERIOD, type Period, periodOf, REFERENCE, type Recurring } from './period.ts'
import { lifeOf, type RecoveryStream } from './recovery-points.ts'
import { firstPoint, lastPoint } from './recovery-search.ts'

type Horizon = {
  /** Ascending and disjoint. `to` is included: a point that lies there ends the last gap. */
  readonly spans: readonly Span[]
  /** The last of several recovery points, where there is a last one. */
  readonly end?: Instant
}

export function horizonOf(streams: readonly RecoveryStream[], period: Period): Horizon {
  const edges = streams.flatMap(edgesOf).sort((a, b) => a - b)
  const disturbed = [...edges.map(edge => ({ from: edge, to: edge })), ...streams.flatMap(datedOf)]
  const length = PERIOD[period] + MARGIN[period]
  const reach = reachOf(disturbed, length)
  const regimes = regimesBetween(edges)
  const stretches = regimes.map(regime => undisturbedIn(regime, { disturbed, length }))
  const jitter = Math.max(...streams.map(({ jitterSeconds }) => jitterSeconds)) * SECOND
  const spans = joined([
    ...stretches.map(({ from, to }) => ({
      from,
      to: firstPoint(streams, { from: to, to: reach.to }) ?? to,
    })),
    ...disturbed.map(({ from, to }) => ({
      from: lastPoint(streams, { from: reach.from, to: from - jitter }) ?? from,
      to: firstPoint(streams, { from: to + 1, to: reach.to }) ?? to,
    })),
  ])
  const end = goesOn(streams, stretches.at(-1)) ? undefined : endOf(streams, reach)
  return end === undefined ? { spans } : { spans, end }
}

/** After how long the streams repeat themselves, where no date that is written disturbs them. */
export function periodOfStreams(streams: readonly RecoveryStream[]): Period {
  return periodOf(streams.map(recurringOf))
}

/** Whether no date that is written begins or ends it. */
export function isEternal(stream: RecoveryStream): boolean {
  const { from, to } = lifeOf(stream)
  return stream.expression.kind === 'cron' && from === BEGIN && to === END
}

const BEGIN = Number.NEGATIVE_INFINITY
const END = Number.POSITIVE_INFINITY

/** Where a stream begins, or ends, to start at all. */
function edgesOf(stream: RecoveryStream): readonly Instant[] {
  const { from, to } = lifeOf(stream)
  return [from, to].filter(Number.isFinite)
}

/** The other dates that are written: dated blackouts, and `once`. */
function datedOf({ expression, timezone, terms: { blackouts } }: RecoveryStream): Span[] {
  const dated = blackouts.flatMap(({ span }) =>
    span.kind === 'dated' ? [{ from: Date.parse(span.from), to: Date.parse(span.to) }] : [],
  )
  if (expression.kind === 'cron') return dated
  const once = occurrences(expression, timezone, { from: BEGIN, to: END })
  return [...dated, ...once.map(at => ({ from: at, to: at }))]
}

/** As much as a gap may reach over the end of a period. */
const MARGIN = { day: DAY, week: 7 * DAY, year: 28 * DAY, cycle: 400 * DAY }

function recurringOf({ expression, timezone, terms }: RecoveryStream): Recurring {
  const { window, blackouts } = terms
  const weekly = blackouts.flatMap(({ span }) => (span.kind === 'weekly' ? [span.timezone] : []))
  const zones = [timezone, ...(window === undefined ? [] : [window.timezone]), ...weekly]
  return { expression, zones, hasWeekdays: weekly.length > 0 }
}

/** Further away than a stretch from all that is written, there is nothing to be found. */
function reachOf(disturbed: readonly Span[], length: number): Span {
  return {
    from: Math.min(REFERENCE, ...disturbed.map(({ from }) => from)) - length,
    to: Math.max(REFERENCE, ...disturbed.map(({ to }) => to)) + 2 * length,
  }
}

/** Between two edges it is always the same streams that start. */
function regimesBetween(edges: readonly Instant[]): readonly Span[] {
  return [BEGIN, ...edges].map((from, index) => ({ from, to: edges[index] ?? END }))
}

/** The stretch nearest to the reference; all of a regime that leaves no room for one between its dates. */
function undisturbedIn(
  regime: Span,
  { disturbed, length }: { readonly disturbed: readonly Span[]; readonly length: number },
): Span {
  const dates = disturbed
    .flatMap(({ from, to }) => [from, to])
    .filter(date => date > regime.from && date < regime.to)
    .sort((a, b) => a - b)
  const [nearest] = [regime.from, ...dates]
    .map((begin, index) => {
      const end = dates[index] ?? regime.to
      const from = Math.max(begin + SETTLED, Math.min(REFERENCE, end - length))
      return { from, to: from + length, end }
    })
    .filter(({ to, end }) => to <= end)
    .filter(({ from, to }) => !disturbed.some(span => span.from <= from && span.to >= to))
    .sort((a, b) => Math.abs(a.from - REFERENCE) - Math.abs(b.from - REFERENCE))
  return nearest ?? regime
}

/** A blackout that follows a dated one, and what it defers, is over by then. */
const SETTLED = 8 * DAY

function goesOn(streams: readonly RecoveryStream[], last: Span | undefined): boolean {
  if (last === undefined) return false
  return streams.some(stream => {
    const isImmortal = stream.expression.kind === 'cron' && lifeOf(stream).to === END
    return isImmortal && firstPoint([stream], last) !== undefined
  })
}

function endOf(streams: readonly RecoveryStream[], reach: Span): Instant | undefined {
  const last = lastPoint(streams, reach)
  return last === firstPoint(streams, reach) ? undefined : last
}
