// What stands upright in every lane: marks such as now, named above the first, and the shades of spans.
import { ink } from './chart-ink.ts'
import type { LaneRoom, Lanes } from './chart-lane.ts'

/** Pixels from the name of one mark to that of the next, which may be of the same hour. */
export const MARK = 14

type Place = { readonly room: LaneRoom; readonly lane: number }

export function uprightsOf({ marks = [], slots, end }: Lanes, { room, lane }: Place) {
  const from = slots[0] ?? 0
  return marks.map(({ at, label, ink: name }, index) => ({
    xAxis: at,
    lineStyle: { color: ink(name), type: 'solid', width: 1.5 },
    label: {
      color: ink('ink'),
      fontSize: room.fontSize,
      textBorderWidth: 0,
      formatter: lane === 0 ? label : '',
      position: 'end',
      distance: 30 + index * MARK,
      // Its middle would be too close to the edge.
      ...((at - from) / (end - from) > 0.8 && { align: 'right' }),
    },
  }))
}

export function shadesOf({ spans = [], slots, end }: Lanes) {
  const begin = slots[0] ?? 0
  return {
    silent: true,
    itemStyle: { color: ink('shade'), borderWidth: 0, borderColor: ink('shade') },
    data: spans
      .filter(({ isShaded, from, to }) => isShaded && from < end && to > begin)
      .map(({ from, to }) => [{ xAxis: Math.max(begin, from) }, { xAxis: Math.min(end, to) }]),
  }
}
