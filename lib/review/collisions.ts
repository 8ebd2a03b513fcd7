// Data backups of one target that are started in the same minute: the second finds the first still running.
import { compare } from '../policy/order.ts'
import { DAY, type Instant } from '../schedule/calendar.ts'
import { coincide } from '../schedule/coincide.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { localText } from '../schedule/zone.ts'
import { isoText } from '../start.ts'
import { familyOf, requestOf } from '../target.ts'
import type { NowIn } from './hours.ts'
import type { Collision } from './outlook.ts'
import type { Side } from './side.ts'
import { instantsOf } from './starts.ts'
import { type TimedSchedule, timedSchedules } from './timed.ts'

/** By target, then by the names of the two. A log disturbs no data, and who gives way is not in the way. */
export function collisionsOf(side: Side, { now, timezone }: NowIn): readonly Collision[] {
  const meetings = new Map<string, Instant | undefined>()
  const collisions: Collision[] = []
  for (const [target, schedules] of dataSchedules(side)) {
    for (const [a, b] of pairsOf(schedules)) {
      const key = `${a.meaning}\n\n${b.meaning}`
      const at = meetings.has(key) ? meetings.get(key) : firstMeeting([a, b], now)
      meetings.set(key, at)
      if (at !== undefined) collisions.push(collisionOf(target, [a, b], { at, timezone }))
    }
  }
  return collisions.sort(
    (one, other) =>
      compare(one.target, other.target) ||
      compare(one.sources[0], other.sources[0]) ||
      compare(one.sources[1], other.sources[1]),
  )
}

type Pair = readonly [TimedSchedule, TimedSchedule]

/** By target; by name. */
function dataSchedules(side: Side): ReadonlyMap<string, readonly TimedSchedule[]> {
  const targets = new Map<string, TimedSchedule[]>()
  for (const schedule of timedSchedules(side)) {
    for (const target of schedule.targets) {
      const request = requestOf(schedule.source.backup, target)
      if (request === undefined || familyOf(request) !== 'data') continue
      const others = targets.get(target.name)
      if (others === undefined) targets.set(target.name, [schedule])
      else others.push(schedule)
    }
  }
  return targets
}

function* pairsOf(schedules: readonly TimedSchedule[]): Generator<Pair> {
  for (const [index, b] of schedules.entries()) {
    for (const a of schedules.slice(0, index)) {
      if (!givesWay(a, b) && !givesWay(b, a)) yield [a, b]
    }
  }
}

function givesWay({ source }: TimedSchedule, { source: { name } }: TimedSchedule): boolean {
  return source.yieldsTo.includes(name)
}

/** Nobody is warned of what comes later. */
const FURTHEST = 2 * 366 * DAY

/** The first minute in which both are really started. */
function firstMeeting(pair: Pair, now: Instant): Instant | undefined {
  const [a, b] = pair.map(({ source }) => {
    return { expression: expressionOf(source), timezone: source.timezone }
  })
  if (a === undefined || b === undefined || !coincide(a, b)) return undefined
  const end = now + FURTHEST
  let from = now
  for (let length = 14 * DAY; from < end; length *= 2) {
    const span = { from, to: Math.min(from + length, end) }
    const others = new Set(instantsOf(pair[0], span))
    const common =
      others.size === 0 ? undefined : instantsOf(pair[1], span).find(at => others.has(at))
    if (common !== undefined) return common
    from = span.to
  }
  return undefined
}

/** The two may live in two zones: it is told by the clocks that the review speaks. */
function collisionOf(
  target: string,
  [a, b]: Pair,
  { at, timezone }: { readonly at: Instant; readonly timezone: string },
): Collision {
  const sources = [a.source.name, b.source.name] as const
  return { target, sources, at: isoText(at), local: localText(at, timezone) }
}
