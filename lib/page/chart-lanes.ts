// Counts over time, one lane below the other on the same time axis: with caps, spans such as blackouts, and marks.
import { countAxis, timeAxis } from './chart-axes.ts'
import type { Chart } from './chart-draw.ts'
import { ink } from './chart-ink.ts'
import { type Lane, type LaneMark, type LaneSpan, type Lanes, LEFT, RIGHT } from './chart-lane.ts'
import { SPAN, spanSeries } from './chart-spans.ts'

const TOP = 34
/** Above the name of the first lane, the names of the marks. */
const MARKS = 20
const LANE = 92
const GAP = 24

export function lanesChart(of: Lanes): Chart {
  const { spans = [], marks = [] } = of
  const top = TOP + (marks.length === 0 ? 0 : MARKS)
  const below = top + of.lanes.length * (LANE + GAP)
  const height = below + spans.length * SPAN + (spans.length === 0 ? 0 : 10)
  const grids = of.lanes.map((_, index) => ({
    left: LEFT,
    right: RIGHT,
    top: top + index * (LANE + GAP),
    height: LANE - 14,
    outerBoundsMode: 'none',
  }))
  const last = { ...grids[0], top: below, height: spans.length * SPAN }
  return {
    ...of,
    height,
    option: {
      grid: spans.length === 0 ? grids : [...grids, last],
      xAxis: [
        ...of.lanes.map((_, index) => timeAxis(of, index)),
        ...spans.slice(0, 1).map(() => ({ ...timeAxis(of, of.lanes.length), show: false })),
      ],
      yAxis: [
        ...of.lanes.map(countAxis),
        ...spans.slice(0, 1).map(() => ({
          type: 'value',
          gridIndex: of.lanes.length,
          min: 0,
          max: spans.length,
          inverse: true,
          show: false,
        })),
      ],
      series: [...of.lanes.map((lane, index) => laneSeries(of, lane, index)), ...spanSeries(of)],
    },
  }
}

function laneSeries({ slots, end, spans = [], marks = [] }: Lanes, lane: Lane, index: number) {
  const { values } = lane
  return {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    step: 'end',
    symbol: 'none',
    silent: true,
    data: [...slots.map((slot, at) => [slot, values[at] ?? 0]), [end, values.at(-1) ?? 0]],
    lineStyle: { color: ink(lane.ink), width: 1 },
    areaStyle: { color: ink(lane.ink), opacity: 0.55 },
    markLine: lines(lane, marks, index),
    markArea: areas(spans),
  }
}

function lines({ cap }: Lane, marks: readonly LaneMark[], index: number) {
  const label = { color: ink('ink'), fontSize: 11, textBorderWidth: 0 }
  const ceiling =
    cap === undefined
      ? []
      : [
          {
            yAxis: cap.value,
            lineStyle: { color: ink('bad'), type: 'dashed', width: 1.5 },
            label: { ...label, formatter: cap.label, position: 'insideEndTop', color: ink('bad') },
          },
        ]
  const upright = marks.map(({ at, label: text, ink: name }) => ({
    xAxis: at,
    lineStyle: { color: ink(name), type: 'solid', width: 1.5 },
    label: { ...label, formatter: index === 0 ? text : '', position: 'end', distance: 25 },
  }))
  return { silent: true, symbol: 'none', data: [...ceiling, ...upright] }
}

function areas(spans: readonly LaneSpan[]) {
  return {
    silent: true,
    itemStyle: { color: ink('shade'), borderWidth: 0 },
    data: spans
      .filter(({ isShaded }) => isShaded)
      .map(({ from, to }) => [{ xAxis: from }, { xAxis: to }]),
  }
}
