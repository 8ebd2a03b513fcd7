// Bars below a chart of lanes, each with its name: blackouts, pauses.
import { ink } from './chart-ink.ts'
import { type Lanes, LEFT, RIGHT, widthOf } from './chart-lane.ts'

/** Pixels from one bar to the next. */
export const SPAN = 22

export function spanSeries(of: Lanes) {
  const { lanes, spans = [], slots, end } = of
  const wide = widthOf(of)
  if (spans.length === 0) return []
  const from = slots[0] ?? 0
  const scale = (at: number) => LEFT + ((at - from) / (end - from)) * (wide - RIGHT - LEFT)
  return [
    {
      type: 'custom',
      silent: true,
      xAxisIndex: lanes.length,
      yAxisIndex: lanes.length,
      data: spans.map((span, index) => [Math.max(from, span.from), index]),
      renderItem: (params: { dataIndex: number }, api: { coord: (at: number[]) => number[] }) => {
        const span = spans[params.dataIndex]
        if (span === undefined) return null
        const x = scale(Math.max(from, span.from))
        const [, y = 0] = api.coord([from, params.dataIndex])
        const width = Math.max(3, scale(Math.min(end, span.to)) - x)
        const isLate = x + width / 2 > wide / 2
        const style = {
          text: span.label,
          x: isLate ? x - 6 : x + width + 6,
          y: y + SPAN / 2,
          align: isLate ? 'right' : 'left',
          verticalAlign: 'middle',
          fill: ink('ink'),
          fontSize: 11,
          fontFamily: 'inherit',
          width: isLate ? x - 6 : wide - x - width - 6,
          overflow: 'truncate',
        }
        return {
          type: 'group',
          children: [
            {
              type: 'rect',
              shape: { x, y: y + 5, width, height: SPAN - 10, r: 2 },
              style: { fill: ink(span.ink) },
            },
            { type: 'text', style },
          ],
        }
      },
    },
  ]
}
