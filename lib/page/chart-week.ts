// How the backups of a week lie: seven days by twenty-four hours of local time.

import type { CustomSeriesRenderItem } from 'echarts'
import { numberText } from '../report/words.ts'
import type { Calendar } from '../review/review.ts'
import { DAY, HOUR, range, type Span, WEEKDAY_NAMES } from '../schedule/calendar.ts'
import { toLocal } from '../schedule/zone.ts'
import type { Chart } from './chart-draw.ts'
import { type Ink, ink } from './chart-ink.ts'

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
  const cells = week.flatMap((day, y) => day.map((count, x) => ({ x, y, count })))
  const most = Math.max(...cells.map(({ count }) => count))
  const busiest = cells.find(({ count }) => count === most) ?? { x: 0, y: 0 }
  return {
    id: 'week-chart',
    title: `Backups by hour of the week (${timezone})`,
    description: `Backups that start in an hour, on average of the two weeks from today: at most ${numberText(most)}, ${WEEK_DAYS[busiest.y]} at ${WEEK_HOURS[busiest.x]}:00. The stronger the colour, the more.${marked.size === 0 ? '' : ' Framed are the hours in which the scenario lets something go wrong.'}`,
    height: 300,
    option: {
      grid: { left: 48, right: 4, top: 26, bottom: 4, outerBoundsMode: 'none' },
      xAxis: axis(WEEK_HOURS, { position: 'top' }),
      yAxis: axis(WEEK_DAYS, { inverse: true }),
      series: {
        type: 'custom',
        silent: true,
        renderItem: cellOf(
          cells.map(({ count }) => count),
          marked,
        ),
        data: cells.map(({ x, y, count }) => [x, y, count]),
      },
    },
  }
}

function axis(data: readonly (string | undefined)[], some: object) {
  const nothing = { show: false }
  const axisLabel = { color: ink('quiet'), interval: 0 }
  return { type: 'category', data, axisLine: nothing, axisTick: nothing, axisLabel, ...some }
}

/** A shade between the quietest hour that has any and the busiest, by the root: else one busy night would make the rest look alike. */
function cellOf(counts: readonly number[], marked: ReadonlySet<string>): CustomSeriesRenderItem {
  const most = Math.max(...counts)
  const least = Math.min(...counts.filter(count => count > 0))
  const share = (count: number) => (most === least ? 0.5 : (count - least) / (most - least))
  return (_, api) => {
    const count = Number(api.value(2))
    const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)])
    const [width = 0, height = 0] = sizeOf(api.size?.([1, 1]))
    const step = count === 0 ? 0 : Math.min(4, 1 + Math.floor(4 * Math.sqrt(share(count))))
    const box = {
      x: x - width / 2 + 1,
      y: y - height / 2 + 1,
      width: width - 2,
      height: height - 2,
      r: 3,
    }
    const text = count === 0 ? '' : shortText(count)
    const isMarked = marked.has(`${api.value(1)} ${api.value(0)}`)
    const frame = isMarked ? { stroke: ink('bad'), lineWidth: 3 } : {}
    const fill = ink(step > 2 ? 'heat-ink-strong' : 'heat-ink')
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: box, style: { fill: ink(`heat-${step}` as Ink), ...frame } },
        {
          type: 'text',
          style: {
            text,
            x,
            y,
            fill,
            align: 'center',
            verticalAlign: 'middle',
            fontSize: 12,
            fontFamily: 'inherit',
          },
        },
      ],
    }
  }
}

function sizeOf(size: number | number[] | undefined): readonly number[] {
  return Array.isArray(size) ? size : []
}

function shortText(count: number): string {
  return count < 10_000
    ? numberText(count < 10 ? count : Math.round(count))
    : `${Math.round(count / 1000)}k`
}
