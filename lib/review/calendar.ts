// What starts when in the fortnight ahead, by level.
import { compare } from '../policy/order.ts'
import { isoText } from '../start.ts'
import { addTo, hourlyIn } from './hourly.ts'
import { hoursOf, hourTexts, type NowIn } from './hours.ts'
import { levelText } from './level-text.ts'
import type { Calendar } from './outlook.ts'
import type { Side } from './side.ts'
import { timedSchedules } from './timed.ts'
import { zonesOf } from './zones.ts'

/** That of most schedules, intervals by their policy's clock; of as many the first by name. */
export function timezoneOf(side: Side): string {
  const counts = new Map<string, number>()
  for (const zone of zonesOf(side).values()) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  const [most] = [...counts].sort(([a, times], [b, others]) => others - times || compare(a, b))
  return most === undefined ? 'UTC' : most[0]
}

export function calendarOf(side: Side, at: NowIn): Calendar {
  const hours = hoursOf(at)
  const hourly = hourlyIn(hours)
  const levels = new Map<string, Uint32Array>()
  for (const schedule of timedSchedules(side)) {
    const level = levelText(schedule.source.backup)
    const sum = levels.get(level) ?? new Uint32Array(hours.begins.length)
    levels.set(level, sum)
    addTo(sum, hourly(schedule), schedule.targets.length)
  }
  const occurring = [...levels].filter(([, counts]) => counts.some(count => count > 0))
  return {
    from: isoText(hours.from),
    to: isoText(hours.to),
    hours: hourTexts(hours),
    levels: Object.fromEntries(
      occurring.sort(([a], [b]) => compare(a, b)).map(([level, counts]) => [level, [...counts]]),
    ),
  }
}
