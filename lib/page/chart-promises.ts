// What is proved and what was observed against what is promised, in percent of the promise, so that 15 minutes and 8 days
// stand side by side.
import { CHART_WIDTH, type Chart, type Drawing, NARROW } from './chart-draw.ts'
import { ink } from './chart-ink.ts'
import { isBeyond, LONGEST, type Promised, promiseRow, type Room } from './chart-promise-row.ts'
import { saysObserved } from './chart-promise-words.ts'

/** Names before the bars, words behind them. */
const DESK: Room = { left: 190, pixels: 500, row: 30, isNarrow: false }
/** Of a phone: names and words above the bars, and those of what was observed in a line of their own. */
const PHONE: Room = { left: 14, pixels: NARROW - 36, row: 66, isNarrow: true }
const PHONE_OBSERVED: Room = { ...PHONE, row: 80 }

/** `where` is said of what was observed: `in fact`, or `in the simulation`. */
export function promisesChart(rows: readonly Promised[], where: string): Chart {
  return {
    id: 'promises-chart',
    title: rows.some(({ observed }) => observed !== null)
      ? 'Recovery points: proved and observed against promised'
      : 'Recovery points: proved against promised',
    description: descriptionOf(rows, where),
    desk: drawing(rows, DESK),
    narrow: [drawing(rows, rows.some(saysObserved) ? PHONE_OBSERVED : PHONE)],
  }
}

function drawing(rows: readonly Promised[], room: Room): Drawing {
  const { left, pixels, row, isNarrow } = room
  return {
    width: isNarrow ? NARROW : CHART_WIDTH,
    height: 44 + rows.length * row,
    option: {
      grid: { left, width: pixels, top: 26, height: rows.length * row, outerBoundsMode: 'none' },
      xAxis: {
        type: 'value',
        position: 'top',
        min: 0,
        max: LONGEST,
        interval: 50,
        axisLabel: {
          color: ink('quiet'),
          formatter: isCut(rows) ? cutText : '{value} %',
          ...(isNarrow && { customValues: [0, 100, LONGEST], alignMaxLabel: 'right' }),
        },
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
          : { color: ink('ink'), interval: 0, width: left - 24, overflow: 'truncate' },
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

/** Something is longer than the axis. */
function isCut(rows: readonly Promised[]): boolean {
  return rows.some(row => [row.before, row.after, row.observed].some(each => isBeyond(each, row)))
}

function cutText(percent: number): string {
  return percent === LONGEST ? `${LONGEST} % and more` : `${percent} %`
}

function descriptionOf(rows: readonly Promised[], where: string): string {
  const broken = rows.filter(({ isKept }) => !isKept).length
  const hollow = rows.some(({ before }) => before !== null) ? '; the hollow bar is the base' : ''
  const rhombus = rows.some(({ observed }) => observed !== null)
    ? '; the rhombus is what was observed'
    : ''
  const plan = `Of these ${rows.length} promises the schedules break ${broken === 0 ? 'none' : `${broken}: hatched, and marked ✕`}`
  return `The bar is the longest time without a recovery point that the schedules allow, in percent of what is promised${hollow}${rhombus}${beyondText(rows)}. ${plan}${factText(rows, where)}.`
}

function beyondText(rows: readonly Promised[]): string {
  const isBar = rows.some(row => [row.before, row.after].some(each => isBeyond(each, row)))
  const isRhombus = rows.some(row => isBeyond(row.observed, row))
  const parts = [
    isBar ? 'a bar is interrupted' : '',
    isRhombus ? 'an arrow takes the place of the rhombus' : '',
  ]
  const shown = parts.filter(Boolean).join(', and ')
  return shown === '' ? '' : `; beyond ${LONGEST} % ${shown}`
}

function factText(rows: readonly Promised[], where: string): string {
  if (!rows.some(saysObserved)) return ''
  const broken = rows.filter(({ seen }) => seen === 'broken').length
  const unjudged = rows.filter(({ seen }) => seen === 'not judged').length
  const fact =
    broken === 0
      ? `; none was broken ${where}`
      : `; ${broken} ${broken === 1 ? 'was' : 'were'} broken ${where}`
  if (unjudged === 0) return fact
  return `${fact}, ${unjudged} ${unjudged === 1 ? 'is' : 'are'} not judged`
}

const promise = {
  silent: true,
  symbol: 'none',
  lineStyle: { color: ink('ink'), type: 'solid', width: 2 },
  label: { show: false },
  data: [{ xAxis: 100 }],
}
