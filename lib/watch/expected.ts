// Which starts should have reached us by now: the occurrences of every deployed schedule, one a target. Not expected is what
// was due in a pause. Expected is what a stronger schedule takes the place of: it is delivered, and skipped.
import { DAY, type Span } from '../schedule/calendar.ts'
import { dueBetween } from '../schedule/timetable.ts'
import {
  type Instant,
  isPausedAt,
  isScheduleSource,
  type PolicySources,
  type ScheduleSource,
} from '../start.ts'
import { graceOf } from './grace.ts'
import type { Watched } from './watched.ts'

export type ExpectedStart = {
  readonly policy: PolicySources
  readonly source: ScheduleSource
  readonly target: string
  /** When it was due. */
  readonly at: Instant
}

/** Looked for in one sweep at most, and in any case those of one moment: after a long silence the next sweeps go on. */
const MOST = 5_000

export type ToCheck = {
  readonly starts: readonly ExpectedStart[]
  /** Until when everything whose grace is over has been looked for, once these have. */
  readonly until: Instant
  /** When the grace of the next that is due already will be over; infinite when none is. */
  readonly nextAt: Instant
}

/**
 * The starts whose grace was over after one instant, and by another. Each source is looked at as much earlier as its grace
 * is long, so that one instant divides for all of them what was looked for from what was not.
 */
export function startsToCheck(
  policies: readonly PolicySources[],
  watched: Watched,
  { after, now }: { readonly after: Instant; readonly now: Instant },
): ToCheck {
  const end = Math.min(now, after + DAY)
  const due = policies.flatMap(policy => dueSince(policy, watched, { from: after, to: end + 1 }))
  const starts = due
    .filter(occurrence => checkedAt(occurrence) <= end)
    .flatMap(occurrence => startsAt(occurrence, watched))
    .toSorted((a, b) => checkedAt(a) - checkedAt(b))
  const until = untilWhen(starts, end)
  return {
    starts: starts.filter(start => checkedAt(start) <= until),
    until,
    nextAt: until < now ? now : firstAfter(now, due.map(checkedAt)),
  }
}

function firstAfter(now: Instant, instants: readonly Instant[]): Instant {
  const later = instants.filter(at => at > now)
  return later.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

function untilWhen(starts: readonly ExpectedStart[], end: Instant): Instant {
  const [first, beyond] = [starts[0], starts[MOST]]
  if (first === undefined || beyond === undefined) return end
  return Math.max(checkedAt(first), checkedAt(beyond) - 1)
}

/** Of every source the latest, where its grace is over and it may still start: whatever is left behind it, this is in time. */
export function startsInTime(
  policies: readonly PolicySources[],
  watched: Watched,
  now: Instant,
): readonly ExpectedStart[] {
  return policies.flatMap(policy =>
    policy.sources.filter(isScheduleSource).flatMap(source => {
      const at = latestInTime(source, now)
      if (at === undefined || at + graceOf(source) > now) return []
      return startsAt({ policy, source, at }, watched)
    }),
  )
}

/**
 * The occurrence of a source that may still start, where several have not come: the latest; undefined where even that is too
 * late. One that is still on its way takes the place of those before it, unless the next is due before it has come: then all
 * of a dense schedule would wait for each other.
 */
export function latestInTime(source: ScheduleSource, now: Instant): Instant | undefined {
  const grace = graceOf(source)
  const from = now - source.terms.startWithinSeconds * 1000
  return dueOf(source, { from, to: now + 1 }).findLast(at => {
    if (at + grace <= now) return true
    return dueOf(source, { from: at + 1, to: at + grace + SWEEP_MS }).length === 0
  })
}

/** Sweeps come once a minute. */
const SWEEP_MS = 60_000

type Occurrence = Omit<ExpectedStart, 'target'>

/** Due by the end of a span, and looked for after its beginning. */
function dueSince(policy: PolicySources, watched: Watched, { from, to }: Span): Occurrence[] {
  return policy.sources.filter(isScheduleSource).flatMap(source => {
    const after = Math.max(from - graceOf(source), sinceWhen(watched, source))
    return dueOf(source, { from: after + 1, to }).map(at => ({ policy, source, at }))
  })
}

function dueOf(source: ScheduleSource, span: Span): readonly Instant[] {
  return dueBetween(source, span).filter(at => !isPausedAt(source.pause, at))
}

function startsAt({ policy, source, at }: Occurrence, watched: Watched): ExpectedStart[] {
  if (at <= sinceWhen(watched, source)) return []
  const since = new Map(Object.entries(watched.targets[policy.policy.name] ?? {}))
  return source.targets
    .filter(target => at > (since.get(target) ?? Number.POSITIVE_INFINITY))
    .map(target => ({ policy, source, target, at }))
}

function sinceWhen({ sources }: Watched, { name }: ScheduleSource): Instant {
  return sources[name]?.since ?? Number.POSITIVE_INFINITY
}

function checkedAt({ source, at }: Occurrence): Instant {
  return at + graceOf(source)
}
