// The blackout windows of a fortnight, and what becomes of the starts that fall into them.
import { compare } from '../policy/order.ts'
import { chainBegin, windowsBetween } from '../schedule/blackout.ts'
import type { Instant, Span } from '../schedule/calendar.ts'
import { fateOf } from '../schedule/fate.ts'
import { dueBetween } from '../schedule/timetable.ts'
import { type Blackout, isoText } from '../start.ts'
import type { BeforeAfter } from './figures.ts'
import type { BlackoutAhead } from './outlook.ts'
import type { Side } from './side.ts'
import { spanText } from './span-text.ts'
import { startsOf } from './starts.ts'
import { type TimedSchedule, timedSchedules } from './timed.ts'

/** By instant, then by calendar and name. Of windows that overlap, a start falls into the one that its policy names first. */
export function blackoutsAhead(
  { before, after }: BeforeAfter<Side>,
  span: Span,
): readonly BlackoutAhead[] {
  const known = new Set(windowsOf(before, span).keys())
  const windows = windowsOf(after, span)
  const met = new Map<string, readonly Hit[]>()
  for (const schedule of timedSchedules(after)) {
    const hits = met.get(schedule.meaning) ?? hitsOf(schedule, span)
    met.set(schedule.meaning, hits)
    for (const { index, from, skipped, deferred } of hits) {
      const blackout = schedule.source.terms.blackouts[index]
      const window = blackout && windows.get(keyOf(blackout, from))
      if (window === undefined) continue
      window.skipped += skipped
      window.deferred += deferred
      window.sources.push(schedule.source.name)
    }
  }
  return [...windows]
    .map(([key, { blackout, span: window, ...counts }]) => ({
      calendar: blackout.calendar,
      name: blackout.name,
      ...(blackout.reason === undefined ? {} : { reason: blackout.reason }),
      from: isoText(window.from),
      to: isoText(window.to),
      ...counts,
      isNew: !known.has(key),
    }))
    .sort(
      (a, b) =>
        compare(a.from, b.from) || compare(a.calendar, b.calendar) || compare(a.name, b.name),
    )
}

type Window = {
  readonly blackout: Blackout
  readonly span: Span
  skipped: number
  deferred: number
  readonly sources: string[]
}

/** What one window does to a schedule. */
type Hit = {
  /** Of the blackout among those of the schedule. */
  readonly index: number
  readonly from: Instant
  readonly skipped: number
  readonly deferred: number
}

/** The windows that any source heeds. */
function windowsOf({ plan }: Side, span: Span): ReadonlyMap<string, Window> {
  const blackouts = new Map<string, Blackout>()
  for (const { terms } of plan.sources) {
    for (const blackout of terms.blackouts) blackouts.set(keyOf(blackout), blackout)
  }
  const windows = new Map<string, Window>()
  for (const blackout of blackouts.values()) {
    for (const window of windowsBetween(blackout.span, span)) {
      const counts = { skipped: 0, deferred: 0, sources: [] }
      windows.set(keyOf(blackout, window.from), { blackout, span: window, ...counts })
    }
  }
  return windows
}

function keyOf(blackout: Blackout, from?: Instant): string {
  return JSON.stringify([blackout.calendar, blackout.name, spanText(blackout), from])
}

function hitsOf(schedule: TimedSchedule, span: Span): readonly Hit[] {
  const { blackouts, onBlackout } = schedule.time.terms
  if (blackouts.length === 0) return []
  // A start that was due before may still wait for the end of its blackout.
  const from = onBlackout === 'defer' ? chainBegin(blackouts, span.from) : span.from
  const found = blackouts.flatMap((blackout, index) =>
    windowsBetween(blackout.span, { from, to: span.to }).map(window => ({
      index,
      from: window.from,
      starts: closedIn(schedule, { window, until: span.to, blackout }),
    })),
  )
  const ends = found.flatMap(({ starts }) => starts.map(({ end }) => end))
  const waiting = ends.length === 0 ? new Set() : deferredIn(schedule, { from: span.from, ends })
  return found.flatMap(({ starts, ...place }) => {
    const deferred = starts.filter(({ due }) => waiting.has(due)).length
    const skipped = starts.filter(({ due }) => due >= span.from && !waiting.has(due)).length
    return deferred + skipped === 0 ? [] : [{ ...place, skipped, deferred }]
  })
}

type Closed = {
  readonly due: Instant
  /** To when it would be deferred, or when it is skipped. */
  readonly end: Instant
}

function closedIn(
  { time }: TimedSchedule,
  {
    window,
    until,
    blackout,
  }: { readonly window: Span; readonly until: Instant; readonly blackout: object },
): readonly Closed[] {
  const open = { from: window.from, to: Math.min(window.to, until) }
  return dueBetween(time, open).flatMap(due => {
    const fate = fateOf(due, time.terms)
    if (fate.kind !== 'blackout' && fate.kind !== 'deferred') return []
    if (fate.blackout !== blackout) return []
    return [{ due, end: fate.kind === 'deferred' ? fate.to : due }]
  })
}

/** When the starts were due that are made at the end of a blackout. */
function deferredIn(
  schedule: TimedSchedule,
  { from, ends }: { readonly from: Instant; readonly ends: readonly Instant[] },
): ReadonlySet<Instant> {
  const to = ends.reduce((last, end) => Math.max(last, end), from) + 1
  const { due, at } = startsOf(schedule, { from, to })
  return new Set(due.filter((start, index) => start !== at[index]))
}
