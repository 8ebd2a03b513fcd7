// How far a zone's clocks are from UTC, and when they change. Intl is asked some hundred times for each zone and year,
// once, and never for an occurrence.
import { DAY, type Instant, SECOND, type Span, type WallTime } from './calendar.ts'

/** A zone's clocks are set from one offset to another. Offsets are milliseconds east of UTC. */
type OffsetChange = {
  readonly at: Instant
  readonly before: number
  readonly after: number
}

/** A stretch of time with one offset. */
export type OffsetPeriod = Span & { readonly offset: number }

/** Milliseconds east of UTC. Throws a RangeError for a zone that Intl does not know. */
export function offsetAt(zone: string, instant: Instant): number {
  if (zone === UTC) return 0
  const year = yearOf(clockOf(zone), new Date(instant).getUTCFullYear())
  return year.changes.findLast(change => change.at <= instant)?.after ?? year.offset
}

export function changesBetween(zone: string, { from, to }: Span): readonly OffsetChange[] {
  if (from >= to || zone === UTC) return []
  const clock = clockOf(zone)
  const changes: OffsetChange[] = []
  const last = new Date(to - 1).getUTCFullYear()
  for (let year = new Date(from).getUTCFullYear(); year <= last; year++) {
    changes.push(...yearOf(clock, year).changes.filter(({ at }) => at >= from && at < to))
  }
  return changes
}

/** The offsets in force in a span, ascending; the first and the last are taken to go on for ever. */
export function periodsBetween(zone: string, span: Span): readonly OffsetPeriod[] {
  const periods: OffsetPeriod[] = []
  let from = Number.NEGATIVE_INFINITY
  let offset = offsetAt(zone, span.from)
  for (const change of changesBetween(zone, { from: span.from + 1, to: span.to })) {
    periods.push({ from, to: change.at, offset })
    from = change.at
    offset = change.after
  }
  return [...periods, { from, to: Number.POSITIVE_INFINITY, offset }]
}

/** The first instant at which the clocks show a local time; undefined when they skip it. */
export function firstInstant(
  wall: WallTime,
  periods: readonly OffsetPeriod[],
): Instant | undefined {
  for (const { from, to, offset } of periods) {
    const instant = wall - offset
    if (instant >= from && instant < to) return instant
  }
  return undefined
}

/** The first instant at which the clocks show a local time or a later one. */
export function firstShowing(wall: WallTime, periods: readonly OffsetPeriod[]): Instant {
  const period = periods.find(({ to, offset }) => to + offset > wall)
  return period === undefined ? wall : Math.max(period.from, wall - period.offset)
}

/** Every interval without `between` is read in it, and nothing need be asked. */
const UTC = 'UTC'

type Clock = { readonly format: Intl.DateTimeFormat; readonly years: Map<number, ClockYear> }

/** The offset just before the year begins (in UTC), and the changes in it. */
type ClockYear = { readonly offset: number; readonly changes: readonly OffsetChange[] }

const clocks = new Map<string, Clock>()

function clockOf(zone: string): Clock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = { format: clockFormat(zone), years: new Map<number, ClockYear>() }
  clocks.set(zone, clock)
  return clock
}

function clockFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric'
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
}

function yearOf(clock: Clock, year: number): ClockYear {
  const known = clock.years.get(year)
  if (known !== undefined) return known
  const read = readYear(clock, year)
  clock.years.set(year, read)
  return read
}

// In the tz database no zone since 1970 has changed twice within six days; the shortest is a week, Recife in 2000.
const STRIDE = 4 * DAY

function readYear(clock: Clock, year: number): ClockYear {
  const end = Date.UTC(year + 1, 0) - SECOND
  let from = Date.UTC(year, 0) - SECOND
  const offset = measure(clock, from)
  const changes: OffsetChange[] = []
  let before = offset
  while (from < end) {
    const to = Math.min(from + STRIDE, end)
    const after = measure(clock, to)
    if (after !== before) changes.push({ at: firstWithOther(clock, from, to), before, after })
    from = to
    before = after
  }
  return { offset, changes }
}

/** The first second in (from, to] whose offset is no longer the one at `from`. */
function firstWithOther(clock: Clock, from: Instant, to: Instant): Instant {
  const before = measure(clock, from)
  let same = from
  let other = to
  while (other - same > SECOND) {
    const middle = same + Math.floor((other - same) / (2 * SECOND)) * SECOND
    if (measure(clock, middle) === before) same = middle
    else other = middle
  }
  return other
}

/** What the zone's clocks show, less the instant; whole seconds only. Seconds matter: Liberia kept −00:44:30 until 1972. */
function measure(clock: Clock, instant: Instant): number {
  const digits = clock.format.format(instant).match(/\d+/g)?.map(Number) ?? []
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = digits
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant
}
