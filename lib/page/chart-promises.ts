// What is proved and what was observed against what is promised, in percent of the promise, so that 15 minutes and 8 days
// stand side by side.
import { type Chart, NARROW } from './chart-draw.ts'
import { ink } from './chart-ink.ts'
import { LONGEST, type Promised, promiseRow, type Room } from './chart-promise-row.ts'

/** Names before the bars, words behind them. */
const DESK: Room = { left: 190, pixels: 500, row: 30, isNarrow: false }
/** Of a phone: names and words above the bars. */
const PHONE: Room = { left: 14, pixels: NARROW - 36, row: 74, isNarrow: true }

/** `where` is said of what was observed: `in fact`, or `in the simulation`. */
export function promisesChart(rows: readonly Promised[], where: string): Chart {
  const text = {
    id: 'promises-chart',
    title: rows.some(({ observed }) => observed !== null)
      ? 'Recovery points: proved and observed against promised'
      : 'Recovery points: proved against promised',
    description: descriptionOf(rows, where),
  }
  const narrow = { ...text, ...drawing(rows, PHONE), width: NARROW }
  return { ...text, ...drawing(rows, DESK), narrow }
}

function drawing(rows: readonly Promised[], room: Room): Pick<Chart, 'height' | 'option'> {
  const { left, pixels, row, isNarrow } = room
  return {
    height: 44 + rows.length * row,
    option: {
      grid: { left, width: pixels, top: 26, height: rows.length * row, outerBoundsMode: 'none' },
      xAxis: {
        type: 'value',
        position: 'top',
        min: 0,
        max: LONGEST,
        interval: isNarrow ? 100 : 50,
        axisLabel: { color: ink('quiet'), formatter: '{value} %' },
        splitLine: { show: !isNarrow, lineStyle: { color: ink('line') } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ target }) => target),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: isNarrow
          ? { show: false }
          : { color: ink('ink'), interval: 0, width: left - 12, overflow: 'truncate' },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: rows.map((_, index) => [0, index]),
          renderItem: promiseRow(rows, room),
          ...(!isNarrow && { markLine: promise }),
        },
      ],
    },
  }
}

function descriptionOf(rows: readonly Promised[], where: string): string {
  const broken = rows.filter(({ isKept }) => !isKept).length
  const seen = rows.filter(({ observed }) => observed !== null)
  const brokenSeen = rows.filter(({ isBrokenSeen }) => isBrokenSeen).length
  const hollow = rows.some(({ before }) => before !== null) ? '; the hollow bar is the base' : ''
  const rhombus = seen.length > 0 ? '; the rhombus is what was observed' : ''
  const plan = `Of these ${rows.length} promises the schedules break ${broken === 0 ? 'none' : `${broken}: hatched, and marked ✕`}`
  const fact =
    seen.length + brokenSeen === 0
      ? ''
      : brokenSeen === 0
        ? `; none was broken ${where}`
        : `; ${brokenSeen} ${brokenSeen === 1 ? 'was' : 'were'} broken ${where}`
  return `The bar is the longest time without a recovery point that the schedules allow, in percent of what is promised${hollow}${rhombus}. ${plan}${fact}.`
}

const promise = {
  silent: true,
  symbol: 'none',
  lineStyle: { color: ink('ink'), type: 'solid', width: 2 },
  label: { show: false },
  data: [{ xAxis: 100 }],
}
