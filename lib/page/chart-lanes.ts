// Counts over time, one lane below the other on the same time axis: with caps, spans such as blackouts, and marks.
import { countAxis, timeAxis } from './chart-axes.ts'
import type { Chart, Drawing } from './chart-draw.ts'
import { isHourly } from './chart-hours.ts'
import { ink } from './chart-ink.ts'
import { DESK, type Lane, type LaneRoom, type Lanes, mostOf, PHONE } from './chart-lane.ts'
import { MARK, shadesOf, uprightsOf } from './chart-marks.ts'
import { spanRows, spanSeries } from './chart-spans.ts'

const TOP = 34
/** From a lane to its name, and of the name of a cap. */
const NAME = 10
const CAP = 14

/** On a phone in parts one below the other, or whole. */
export function lanesChart(of: Lanes, parts: readonly Lanes[] = [of]): Chart {
  const { id, title, description } = of
  const narrow = parts.map(part => drawing(part, PHONE))
  return { id, title, description, desk: drawing(of, DESK), narrow }
}

function drawing(of: Lanes, room: LaneRoom): Drawing {
  const { left, right, plot, width } = room
  const foot = room.foot + (isHourly(of) ? room.hourFoot : 0)
  const above = nameGap(of, room) - NAME
  const step = room.step + above
  const marks = of.marks?.length ?? 0
  // Above the name of the first lane, the names of the marks.
  const top = TOP + above + (marks === 0 ? 0 : marks * MARK + 10)
  const below = top + of.lanes.length * step - step + plot + foot
  const rows = spanRows(of, { room, top: below })
  const lanes = of.lanes.map((_, index) => index)
  // Spans are drawn in a grid of no height, below the lanes.
  const grids = [...lanes, ...rows.slice(0, 1).map(() => lanes.length)]
  return {
    width,
    height: (rows.at(-1)?.bottom ?? below) + (rows.length === 0 ? 0 : 10),
    option: {
      grid: grids.map(index => ({
        left,
        right,
        top: index < lanes.length ? top + index * step : below,
        height: index < lanes.length ? plot : 0,
        outerBoundsMode: 'none',
      })),
      xAxis: grids.map(index => ({
        ...timeAxis(of, { room, gridIndex: index }),
        show: index < lanes.length,
      })),
      yAxis: grids.map(index => {
        const lane = of.lanes[index]
        return lane === undefined
          ? { type: 'value', gridIndex: index, show: false }
          : { ...countAxis(lane, { room, gridIndex: index }), nameGap: nameGap(of, room) }
      }),
      series: [
        ...of.lanes.map((lane, index) => laneSeries(of, { lane, room, index })),
        ...spanSeries(rows, { room, gridIndex: lanes.length }),
      ],
    },
  }
}

/** Pixels from a lane to its name: on a phone the cap is named between the two, not beside. */
function nameGap({ lanes }: Lanes, { isNarrow }: LaneRoom): number {
  return isNarrow && lanes.some(({ cap }) => cap !== undefined) ? NAME + CAP : NAME
}

type Place = { readonly lane: Lane; readonly room: LaneRoom; readonly index: number }

function laneSeries(of: Lanes, { lane, room, index }: Place) {
  return {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    step: 'end',
    symbol: 'none',
    silent: true,
    data: stepsOf(of, lane),
    lineStyle: { color: ink(lane.ink), width: 1 },
    areaStyle: { color: ink(lane.ink), opacity: 0.55 },
    markLine: {
      silent: true,
      symbol: 'none',
      data: [...ceilingOf(lane, room), ...uprightsOf(of, { room, lane: index })],
    },
    markArea: shadesOf(of),
  }
}

/** Only where it changes, from the first slot to the end of the last: between, the line is level. */
function stepsOf({ slots, end }: Lanes, { values }: Lane) {
  const points = slots.map((slot, at): [number, number] => [slot, values[at] ?? 0])
  const changes = points.filter(([, value], at) => at === 0 || value !== points[at - 1]?.[1])
  return [...changes, [end, values.at(-1) ?? 0]]
}

/** Named above the lane, wherever in it the line is: there it would hide what is too much. */
function ceilingOf(lane: Lane, { plot, fontSize }: LaneRoom) {
  const { cap } = lane
  if (cap === undefined) return []
  const toTop = plot * (1 - cap.value / mostOf(lane))
  return [
    {
      yAxis: cap.value,
      lineStyle: { color: ink('bad'), type: 'dashed', width: 1.5 },
      label: {
        formatter: cap.label,
        position: 'insideEndTop',
        distance: [5, 5 + toTop],
        color: ink('bad'),
        fontSize,
        textBorderWidth: 0,
      },
    },
  ]
}
