// What is proved against what is promised, in percent of the promise, so that 15 minutes and 8 days stand side by side.
import type { Chart } from './chart-draw.ts'
import { ink } from './chart-ink.ts'
import { LEFT, LONGEST, PIXELS, type Promised, promiseRow } from './chart-promise-row.ts'

const ROW = 30

export function promisesChart(rows: readonly Promised[]): Chart {
  const broken = rows.filter(({ isKept }) => !isKept)
  return {
    id: 'promises-chart',
    title: 'Recovery points: proved against promised',
    description: `The bar is the longest time without a recovery point that the schedules allow, in percent of what is promised${legendOf(rows)}. Of these ${rows.length} targets ${broken.length === 0 ? 'none breaks its promise' : `${broken.length} break their promise: hatched, and marked ✕`}.`,
    height: 44 + rows.length * ROW,
    option: {
      grid: {
        left: LEFT,
        width: PIXELS,
        top: 26,
        height: rows.length * ROW,
        outerBoundsMode: 'none',
      },
      xAxis: {
        type: 'value',
        position: 'top',
        min: 0,
        max: LONGEST,
        interval: 50,
        axisLabel: { color: ink('quiet'), formatter: '{value} %' },
        splitLine: { lineStyle: { color: ink('line') } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ target }) => target),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { color: ink('ink'), interval: 0, width: LEFT - 12, overflow: 'truncate' },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: rows.map((_, index) => [0, index]),
          renderItem: promiseRow(rows),
          markLine: promise,
        },
      ],
    },
  }
}

/** Of what is drawn, and nothing else. */
function legendOf(rows: readonly Promised[]): string {
  const hollow = rows.some(({ before }) => before !== null) ? '; the hollow bar is the base' : ''
  const seen = rows.some(({ observed }) => observed !== null)
  return hollow + (seen ? '; the rhombus is what was observed' : '')
}

const promise = {
  silent: true,
  symbol: 'none',
  lineStyle: { color: ink('ink'), type: 'solid', width: 2 },
  label: { show: false },
  data: [{ xAxis: 100 }],
}
