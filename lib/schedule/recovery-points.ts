// The recovery points that one schedule gives: its starts, less those that a pause, a window or a blackout takes away,
// and with the deferred ones where they end up.
import { type BlackoutSpan, blackoutAt, chainBegin, windowsBetween } from './blackout.ts'
import { DAY, type Instant, joined, SECOND, type Span } from './calendar.ts'
import { type DailyWindow, isInWindow } from './daily-window.ts'
import type { Expression } from './expression.ts'
import { fateOf, type TimeTerms } from './fate.ts'
import { occurrences } from './occurrences.ts'

/** One schedule of a target, and what keeps it from starting. */
export type RecoveryStream = {
  readonly name: string
  readonly expression: Expression
  readonly timezone: string
  /** ISO, UTC; from inclusive, to exclusive. */
  readonly startDate?: string
  readonly endDate?: string
  /** How much later than due EventBridge may start it. */
  readonly jitterSeconds: number
  readonly terms: TimeTerms<Closing>
  /**
   * In a minute in which one of these is due and starts, this one does not, whether jitter then carries that one away or
   * not; nor at the end of a blackout that starts one of these as well.
   */
  readonly yieldsTo?: readonly StrongerStream[]
}

/** Of the same target, and a stream of its own. */
export type StrongerStream = Omit<RecoveryStream, 'name' | 'jitterSeconds' | 'yieldsTo'>

type Closing = { readonly span: BlackoutSpan }

export type RecoveryPoint = {
  /** When the start is due, or deferred to. */
  readonly at: Instant
  /** The latest that its jitter can make of that. */
  readonly latest: Instant
  readonly stream: RecoveryStream
}

/** Those of which `at` lies in a span, ascending, each instant once. What jitter may carry out of its time is none. */
export function recoveryPoints(stream: RecoveryStream, span: Span): RecoveryPoint[] {
  const { window, blackouts, onBlackout } = stream.terms
  const jitter = stream.jitterSeconds * SECOND
  if (window === undefined && blackouts.length === 0) {
    const { starts } = strongerIn(stream, span)
    return dueIn(stream, span)
      .filter(at => !starts.has(at))
      .map(at => ({ at, latest: at + jitter, stream }))
  }
  const from = firstThatEndsIn(stream, span)
  const around = { from, to: span.to + jitter + 1 }
  const chains = joined(blackouts.flatMap(blackout => windowsBetween(blackout.span, around)))
  const stronger = strongerIn(stream, { from, to: lastEnd(chains, around.to) })
  const points: RecoveryPoint[] = []
  let next = 0
  for (const due of dueIn(stream, { from, to: span.to })) {
    while ((chains[next]?.to ?? due + 1) <= due) next++
    const chain = chains[next]
    const arrival = due + jitter
    const isMet = chain !== undefined && chain.from <= arrival
    if (isMet && onBlackout === 'skip') continue
    const isDeferred = isMet && chain.from <= due
    const at = isDeferred ? chain.to : due
    if (stronger.starts.has(at) || (isDeferred && stronger.ends.has(at))) continue
    if (at < span.from || at >= span.to || at === points.at(-1)?.at) continue
    const latest = isMet ? endOfChain(blackouts, Math.max(at, arrival)) : arrival
    // jitter may carry it to an end that starts a stronger one as well
    if (latest > arrival && (stronger.starts.has(latest) || stronger.ends.has(latest))) continue
    if (isAllowed(window, latest === due ? [due] : [due, arrival, at, latest])) {
      points.push({ at, latest, stream })
    }
  }
  return points
}

/** Between which instants a stream starts at all: its dates and a pause say so. Never, while paused for good. */
export function lifeOf({ startDate, endDate, terms: { pause } }: Lived): Span {
  if (pause !== undefined && pause.until === undefined) return NEVER
  const begins = [startDate, pause?.until].flatMap(date => (date ? [Date.parse(date)] : []))
  return {
    from: Math.max(Number.NEGATIVE_INFINITY, ...begins),
    to: endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate),
  }
}

type Lived = Pick<RecoveryStream, 'startDate' | 'endDate'> & {
  readonly terms: Pick<RecoveryStream['terms'], 'pause'>
}

const NEVER: Span = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** When streams that it yields to start on time, and the ends of blackouts that they are deferred to. */
function strongerIn({ yieldsTo = [] }: RecoveryStream, span: Span) {
  const starts = new Set<Instant>()
  const ends = new Set<Instant>()
  for (const stronger of yieldsTo) {
    let covered = Number.NEGATIVE_INFINITY
    for (const at of dueIn(stronger, { from: firstThatEndsIn(stronger, span), to: span.to })) {
      if (at < covered) continue
      const fate = fateOf(at, stronger.terms)
      if (fate.kind === 'starts') starts.add(at)
      if (fate.kind === 'deferred') ends.add(fate.to)
      // all that is due in it has the same fate, and where it has no end that is long to find out
      if (fate.kind === 'blackout') covered = endOfChain(stronger.terms.blackouts, at)
    }
  }
  return { starts, ends }
}

/** What was due before a span may have been deferred into it. */
function firstThatEndsIn({ terms: { blackouts, onBlackout } }: StrongerStream, span: Span) {
  return onBlackout === 'defer' ? chainBegin(blackouts, span.from) : span.from
}

function dueIn(stream: StrongerStream, span: Span): Instant[] {
  const life = lifeOf(stream)
  const from = Math.max(span.from, life.from)
  const to = Math.min(span.to, life.to)
  return from < to ? occurrences(stream.expression, stream.timezone, { from, to }) : []
}

/** One instant after the last end that a start may be carried to. */
function lastEnd(chains: readonly Span[], to: Instant): Instant {
  return Math.max(to, ...chains.slice(-1).map(chain => Math.min(chain.to, to + 8 * DAY) + 1))
}

/** All the moments for which fateOf would be asked. */
function isAllowed(window: DailyWindow | undefined, moments: readonly Instant[]): boolean {
  return window === undefined || moments.every(moment => isInWindow(window, moment))
}

function endOfChain(blackouts: readonly Closing[], at: Instant): Instant {
  return blackoutAt(blackouts, at)?.until ?? at
}
