// How many starts of a schedule each hour has.
import type { Hours } from './hours.ts'
import { instantsOf } from './starts.ts'
import type { TimedSchedule } from './timed.ts'

/** Only hours that have starts, and how many: a weekly backup has two in a fortnight. */
export type HourlyStarts = readonly { readonly hour: number; readonly starts: number }[]

export type Hourly = (schedule: TimedSchedule) => HourlyStarts

/** Counts once for all schedules of one meaning, of either side. */
export function hourlyIn(hours: Hours): Hourly {
  const known = new Map<string, HourlyStarts>()
  return schedule => {
    const counts = known.get(schedule.meaning) ?? countIn(hours, schedule)
    known.set(schedule.meaning, counts)
    return counts
  }
}

/** One number an hour, each so many times as high. */
export function addTo(sum: Uint32Array, counts: HourlyStarts, times: number): void {
  for (const { hour, starts } of counts) sum[hour] = (sum[hour] ?? 0) + starts * times
}

function countIn({ from, to, begins }: Hours, schedule: TimedSchedule): HourlyStarts {
  const counts: { readonly hour: number; starts: number }[] = []
  let hour = 0
  for (const start of instantsOf(schedule, { from, to })) {
    while ((begins[hour + 1] ?? to) <= start) hour++
    const last = counts.at(-1)
    if (last?.hour === hour) last.starts += 1
    else counts.push({ hour, starts: 1 })
  }
  return counts
}
