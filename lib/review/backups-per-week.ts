// What the schedules of policies do in a week for a target that all of them cover, by level.
import type { Policy, PolicySchedule } from '../policy/policy.ts'
import type { Instant } from '../start.ts'
import { averageStarts } from './average-starts.ts'
import { levelText } from './level-text.ts'
import { isOver } from './over.ts'
import { timeText } from './time-text.ts'

/**
 * Starts a week by level text, at the time from `now` on in which they are most: a schedule and the
 * one that goes on from its endDate are never there together, one whose last start is over is not
 * there, and those of one level and time start a target once. Pauses take nothing. Triggers are not counted, and of `once` there are 0.
 */
export function backupsPerWeek(
  policies: readonly Policy[],
  now: Instant,
): { readonly [level: string]: number } {
  const levels = new Map<string, PolicySchedule[]>()
  for (const schedule of policies.flatMap(({ schedules }) => schedules)) {
    const level = levelText(schedule.backup)
    const known = levels.get(level)
    if (known === undefined) levels.set(level, [schedule])
    else known.push(schedule)
  }
  return Object.fromEntries(
    [...levels].map(([level, schedules]) => [level, mostTogether(schedules, now)]),
  )
}

/** They can only become more where one begins. */
function mostTogether(schedules: readonly PolicySchedule[], now: Instant): number {
  const begins = schedules.map(one => beginOf(one, now))
  return Math.max(...[...new Set([now, ...begins])].map(at => startsAt(schedules, { at, now })))
}

function startsAt(
  schedules: readonly PolicySchedule[],
  { at, now }: { readonly at: Instant; readonly now: Instant },
): number {
  const there = schedules.filter(one => beginOf(one, now) <= at && !isOver(one, at))
  const once = new Map(there.map(one => [timeText(one), averageStarts(one)]))
  return [...once.values()].reduce((sum, starts) => sum + starts, 0)
}

function beginOf({ startDate }: PolicySchedule, now: Instant): Instant {
  return startDate === undefined ? now : Math.max(now, Date.parse(startDate))
}
