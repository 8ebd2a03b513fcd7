// The cells of the week: the stronger the colour, the more backups start in that hour, and the number says how many.
import type { CustomSeriesRenderItem } from 'echarts'
import { numberText } from '../report/words.ts'
import { type Ink, ink } from './chart-ink.ts'

export type WeekCell = {
  readonly day: number
  readonly hour: number
  readonly count: number
  /** Something goes wrong in it. */
  readonly isMarked: boolean
}

/** `placeOf` says where a cell is, across and down. */
export function cellsOf(
  cells: readonly WeekCell[],
  placeOf: (cell: WeekCell) => readonly [number, number],
) {
  const stepOf = shadesOf(cells.map(({ count }) => count))
  const renderItem: CustomSeriesRenderItem = ({ dataIndex }, api) => {
    const cell = cells[dataIndex]
    if (cell === undefined) return null
    const [x = 0, y = 0] = api.coord([...placeOf(cell)])
    const [width = 0, height = 0] = sizeOf(api.size?.([1, 1]))
    const step = stepOf(cell.count)
    const box = {
      x: x - width / 2 + 1,
      y: y - height / 2 + 1,
      width: width - 2,
      height: height - 2,
      r: 3,
    }
    const frame = cell.isMarked ? { stroke: ink('bad'), lineWidth: 3 } : {}
    const text = {
      text: cell.count === 0 ? '' : shortText(cell.count),
      x,
      y,
      fill: ink(step > 2 ? 'heat-ink-strong' : 'heat-ink'),
      align: 'center',
      verticalAlign: 'middle',
      fontSize: 12,
      fontFamily: 'inherit',
    } as const
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: box, style: { fill: ink(`heat-${step}` as Ink), ...frame } },
        { type: 'text', style: text },
      ],
    }
  }
  return { type: 'custom', silent: true, renderItem, data: cells.map(placeOf) }
}

/** A shade between none and the busiest hour, by the root: else one busy night would make the rest look alike. */
function shadesOf(counts: readonly number[]): (count: number) => number {
  const most = Math.max(...counts)
  return count => (count === 0 ? 0 : Math.min(4, 1 + Math.floor(4 * Math.sqrt(count / most))))
}

function sizeOf(size: number | number[] | undefined): readonly number[] {
  return Array.isArray(size) ? size : []
}

function shortText(count: number): string {
  return count < 10_000
    ? numberText(count < 10 ? count : Math.round(count))
    : `${Math.round(count / 1000)}k`
}
