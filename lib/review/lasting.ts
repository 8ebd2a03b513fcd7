// What the schedules of a side do for each target for good: what the removal of backups is measured by.
import type { PolicySchedule } from '../policy/policy.ts'
import { DAY, type Instant, joined, type Span } from '../schedule/calendar.ts'
import { averageStarts } from './average-starts.ts'
import { levelText } from './level-text.ts'
import type { Side } from './side.ts'
import { timeText } from './time-text.ts'

/** Backups a week, by target and level text. */
export type Week = ReadonlyMap<string, ReadonlyMap<string, number>>

/**
 * On average of the 366 days from `now` on: a schedule counts until its endDate, or until a pause, a
 * startDate or dated blackouts hold it back for all the rest of that time. What passes before is not
 * counted. Schedules of one level and time start a target once. Triggers are not counted, and of
 * `once` there are 0.
 */
export function lastingWeek(side: Side, now: Instant): Week {
  const targets = new Map<string, Map<string, number>>()
  for (const [name, schedules] of lastingOf(side, now)) {
    const levels = new Map<string, number>()
    targets.set(name, levels)
    for (const { level, starts } of schedules.values()) {
      levels.set(level, (levels.get(level) ?? 0) + starts)
    }
  }
  return targets
}

type Lasting = { readonly level: string; readonly starts: number }

/** By target, then by level and time; of several that lasts longest. */
function lastingOf({ policies }: Side, now: Instant) {
  const targets = new Map<string, Map<string, Lasting>>()
  for (const policy of policies) {
    const own = policy.schedules.map(schedule => {
      const level = levelText(schedule.backup)
      const starts = averageStarts(schedule) * lastingPart(schedule, now)
      return { key: `${level} ${timeText(schedule)}`, level, starts }
    })
    for (const { name } of policy.targets) {
      const known = targets.get(name) ?? new Map<string, Lasting>()
      targets.set(name, known)
      for (const { key, level, starts } of own) {
        if (starts >= (known.get(key)?.starts ?? 0)) known.set(key, { level, starts })
      }
    }
  }
  return targets
}

const YEAR = 366 * DAY

/** 0 to 1: how much of the year has passed when nothing of it is left to come. */
function lastingPart(schedule: PolicySchedule, now: Instant): number {
  const { endDate } = schedule
  const end = Math.min(now + YEAR, endDate === undefined ? now + YEAR : Date.parse(endDate))
  const last = joined(heldBack(schedule, now)).find(({ from, to }) => from < end && to >= end)
  return Math.max(0, Math.min(end, last?.from ?? end) - now) / YEAR
}

function heldBack(
  { startDate, pause, terms: { blackouts } }: PolicySchedule,
  from: Instant,
): readonly Span[] {
  const forever = Number.POSITIVE_INFINITY
  const dated = blackouts.flatMap(({ span }) =>
    span.kind === 'dated' ? [{ from: Date.parse(span.from), to: Date.parse(span.to) }] : [],
  )
  return [
    ...(startDate === undefined ? [] : [{ from, to: Date.parse(startDate) }]),
    ...(pause === undefined ? [] : [{ from, to: pause.until ? Date.parse(pause.until) : forever }]),
    ...dated,
  ]
}
