// How the backups of a week lie: seven days by twenty-four hours of local time, and on a phone the other way round.
import { numberText } from '../report/words.ts'
import type { Calendar } from '../review/outlook.ts'
import { DAY, HOUR, range, type Span, WEEKDAY_NAMES } from '../schedule/calendar.ts'
import { toLocal } from '../schedule/zone.ts'
import { CHART_WIDTH, type Chart, type Drawing, NARROW } from './chart-draw.ts'
import { ink } from './chart-ink.ts'
import { cellsOf, type WeekCell } from './chart-week-cells.ts'

/** By day, Monday first, and hour: backups that start in it, on average of the weeks. */
export type Week = readonly (readonly number[])[]

export const WEEK_DAYS = [...WEEKDAY_NAMES.slice(1), WEEKDAY_NAMES[0]]
export const WEEK_HOURS = range(0, 23).map(hour => String(hour).padStart(2, '0'))

export function weekOf({ hours, levels }: Calendar, timezone: string): Week {
  const sums = WEEK_DAYS.map(() => WEEK_HOURS.map(() => ({ backups: 0, days: new Set<number>() })))
  for (const [index, iso] of hours.entries()) {
    const { weekday, hour, day } = toLocal(Date.parse(iso), timezone)
    const cell = sums[(weekday + 5) % 7]?.[hour]
    if (cell === undefined) continue
    for (const counts of Object.values(levels)) cell.backups += counts[index] ?? 0
    cell.days.add(day)
  }
  return sums.map(day => day.map(({ backups, days }) => backups / Math.max(1, days.size)))
}

/** The cells, as `day hour`, in which any of the spans lies. */
export function cellsIn(spans: readonly Span[], timezone: string): ReadonlySet<string> {
  const cells = new Set<string>()
  for (const { from, to } of spans) {
    // A week has every cell.
    const end = Math.min(to, from + 7 * DAY)
    for (let at = Math.floor(from / HOUR) * HOUR; at < end; at += HOUR) {
      const { weekday, hour } = toLocal(at, timezone)
      cells.add(`${(weekday + 5) % 7} ${hour}`)
    }
  }
  return cells
}

type Marked = { readonly timezone: string; readonly marked: ReadonlySet<string> }

export function weekChart(week: Week, { timezone, marked }: Marked): Chart {
  const cells = week.flatMap((counts, day) =>
    counts.map(
      (count, hour): WeekCell => ({ day, hour, count, isMarked: marked.has(`${day} ${hour}`) }),
    ),
  )
  const most = Math.max(...cells.map(({ count }) => count))
  const busiest = cells.find(({ count }) => count === most) ?? { day: 0, hour: 0 }
  return {
    id: 'week-chart',
    title: `Backups by hour of the week (${timezone})`,
    description: `Backups that start in an hour, on average of the two weeks from today: at most ${numberText(most)}, ${WEEK_DAYS[busiest.day]} at ${WEEK_HOURS[busiest.hour]}:00. The stronger the colour, the more.${marked.size === 0 ? '' : ' Framed are the hours in which the scenario lets something go wrong.'}`,
    desk: hoursAcross(cells),
    narrow: [hoursDown(cells)],
  }
}

function hoursAcross(cells: readonly WeekCell[]): Drawing {
  return {
    width: CHART_WIDTH,
    height: 300,
    option: {
      grid: { left: 48, right: 4, top: 26, bottom: 4, outerBoundsMode: 'none' },
      xAxis: axis(WEEK_HOURS, { position: 'top' }),
      yAxis: axis(WEEK_DAYS, { inverse: true }),
      series: cellsOf(cells, ({ day, hour }) => [hour, day]),
    },
  }
}

function hoursDown(cells: readonly WeekCell[]): Drawing {
  return {
    width: NARROW,
    height: 26 + 24 * 23 + 4,
    option: {
      grid: { left: 28, right: 2, top: 26, bottom: 4, outerBoundsMode: 'none' },
      xAxis: axis(WEEK_DAYS, { position: 'top' }),
      yAxis: axis(WEEK_HOURS, { inverse: true }),
      series: cellsOf(cells, ({ day, hour }) => [day, hour]),
    },
  }
}

function axis(data: readonly (string | undefined)[], some: object) {
  const nothing = { show: false }
  const axisLabel = { color: ink('quiet'), interval: 0 }
  return { type: 'category', data, axisLine: nothing, axisTick: nothing, axisLabel, ...some }
}
