// What a cron expression says in local time, before a zone has its say: on which days, and when on those days.
import { DAY, HOUR, MINUTE, type Span, type WallTime } from './calendar.ts'
import { daysOf } from './days.ts'
import type { CronExpression } from './expression.ts'

/** Milliseconds after midnight, ascending. */
export function timesOfDay(cron: CronExpression): readonly number[] {
  return cron.hours.flatMap(hour => cron.minutes.map(minute => hour * HOUR + minute * MINUTE))
}

/** The midnights of the due days that lie in a span of wall time wholly or in part, ascending. */
export function* dueDays(cron: CronExpression, { from, to }: Span): Generator<WallTime> {
  const last = monthCount(to - 1)
  for (let count = monthCount(from); count <= last; count++) {
    const year = Math.floor(count / 12)
    const month = (count % 12) + 1
    if (!cron.years.includes(year) || !cron.months.includes(month)) continue
    for (const day of daysOf(cron.days, year, month)) {
      const midnight = Date.UTC(year, month - 1, day)
      if (midnight > from - DAY && midnight < to) yield midnight
    }
  }
}

/** Months since the year 0. */
function monthCount(wall: WallTime): number {
  const digits = new Date(wall)
  return digits.getUTCFullYear() * 12 + digits.getUTCMonth()
}
