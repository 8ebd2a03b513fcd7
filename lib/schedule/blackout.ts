// Spans in which nothing starts: dated ones, and ones that come again every week.
import { DAY, type Instant, MINUTE, range, type Span, type WallTime } from './calendar.ts'
import { firstShowing, type OffsetPeriod, periodsBetween } from './zone-offsets.ts'

/** Plain data: it is shipped with the compiled sources. */
export type BlackoutSpan =
  | {
      readonly kind: 'dated'
      /** ISO, UTC; from inclusive, to exclusive. */
      readonly from: string
      readonly to: string
    }
  | {
      readonly kind: 'weekly'
      readonly timezone: string
      /** On which days it begins: 1 is Sunday and 7 is Saturday, ascending. */
      readonly weekdays: readonly number[]
      /** Minutes after local midnight. A `to` that is not after `from` is of the next day. */
      readonly from: number
      readonly to: number
    }

/** A blackout that covers an instant, and when the last of those that follow without a break is over. */
type Covering<B> = {
  readonly blackout: B
  readonly until: Instant
  /** Of blackouts that leave no gap: there is no end to wait for, and `until` is only how far they were followed. */
  readonly isEndless: boolean
}

/** Windows that leave no gap in the week never end: they are followed this far, and the one after is the last. */
const LONGEST_CHAIN = 400 * DAY

/** The first of the blackouts that covers an instant; `until` takes those into account that overlap or touch. */
export function blackoutAt<B extends { readonly span: BlackoutSpan }>(
  blackouts: readonly B[],
  at: Instant,
): Covering<B> | undefined {
  const blackout = blackouts.find(({ span }) => endOf(span, at) !== undefined)
  if (blackout === undefined) return undefined
  let until = at
  while (until - at < LONGEST_CHAIN) {
    const ends = blackouts.map(({ span }) => endOf(span, until) ?? until)
    const end = Math.max(...ends)
    if (end === until) break
    until = end
  }
  const goesOn = blackouts.some(({ span }) => endOf(span, until) !== undefined)
  return { blackout, until, isEndless: until - at >= LONGEST_CHAIN && goesOn }
}

/** Where the chain of blackouts began that an instant lies in, or is the end of. */
export function chainBegin(
  blackouts: readonly { readonly span: BlackoutSpan }[],
  at: Instant,
): Instant {
  let begin = at
  while (at - begin < LONGEST_CHAIN) {
    const before = { from: begin - 1, to: begin }
    const windows = blackouts.flatMap(({ span }) => windowsBetween(span, before))
    const first = Math.min(begin, ...windows.map(({ from }) => from))
    if (first === begin) break
    begin = first
  }
  return begin
}

/**
 * The windows that overlap a span of time, in the order in which they begin. A weekly window lasts from the first to
 * the last instant at which its clocks show a time inside: an hour that comes twice is inside altogether, and of one
 * that the clocks skip nothing is left.
 */
export function windowsBetween(span: BlackoutSpan, around: Span): readonly Span[] {
  const windows =
    span.kind === 'dated'
      ? [{ from: Date.parse(span.from), to: Date.parse(span.to) }]
      : weeklyWindows(span, around)
  return windows.filter(({ from, to }) => from < to && from < around.to && to > around.from)
}

function endOf(span: BlackoutSpan, at: Instant): Instant | undefined {
  const ends = windowsBetween(span, { from: at, to: at + 1 }).map(({ to }) => to)
  return ends.length === 0 ? undefined : Math.max(...ends)
}

type WeeklySpan = Extract<BlackoutSpan, { kind: 'weekly' }>

/** Those that begin up to two days away as well: no clock is a day or more from UTC, and no window longer than one. */
function weeklyWindows(span: WeeklySpan, around: Span): readonly Span[] {
  const first = Math.floor((around.from - 2 * DAY) / STRETCH)
  const last = Math.floor((around.to + 2 * DAY) / STRETCH)
  if (first === last) return windowsIn(span, first)
  return range(first, last).flatMap(stretch => windowsIn(span, stretch))
}

/** Proofs and forecasts ask about the same weeks for every start of every schedule: they are worked out once. */
function windowsIn(span: WeeklySpan, stretch: number): readonly Span[] {
  const stretches = weeks.get(span) ?? new Map<number, readonly Span[]>()
  weeks.set(span, stretches)
  const known = stretches.get(stretch)
  if (known !== undefined) return known
  const windows = windowsBeginningIn(span, stretch)
  stretches.set(stretch, windows)
  return windows
}

const STRETCH = 28 * DAY

const weeks = new WeakMap<WeeklySpan, Map<number, readonly Span[]>>()

function windowsBeginningIn(
  { timezone, weekdays, from, to }: WeeklySpan,
  stretch: number,
): readonly Span[] {
  const windows: Span[] = []
  const first = stretch * STRETCH
  const last = first + STRETCH
  const periods = periodsBetween(timezone, { from: first - 2 * DAY, to: last + 3 * DAY })
  for (let midnight = first; midnight < last; midnight += DAY) {
    if (!weekdays.includes(new Date(midnight).getUTCDay() + 1)) continue
    windows.push({
      from: firstShowing(midnight + from * MINUTE, periods),
      to: endOfShowing(midnight + to * MINUTE + (to > from ? 0 : DAY), periods),
    })
  }
  return windows
}

/** The instant from which on the clocks show a local time or a later one for good. */
function endOfShowing(wall: WallTime, periods: readonly OffsetPeriod[]): Instant {
  const period = periods.findLast(({ from, offset }) => from + offset < wall)
  return period === undefined ? wall : Math.min(period.to, wall - period.offset)
}
