// Columns for a terminal: as wide as their widest cell, and the widest of them narrower where a line would be too long.
import { cut } from './words.ts'
import { shownOnOneLine } from './wrapped.ts'

const GAP = 2
/** Signs stand before each line. */
const MARGIN = 4
const NARROWEST = 23

/** The first column holds names, and the last may end as it likes: both stay whole. */
export function aligned(
  rows: readonly (readonly string[])[],
  { width: room }: { readonly width: number },
): readonly string[] {
  const cells = rows.map(row => row.map(shownOnOneLine))
  const widths = fitted(widthsOf(cells), room)
  return cells.map(row =>
    row
      .map((cell, at) => shaped(cell, widths[at] ?? cell.length))
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}

function shaped(cell: string, width: number): string {
  return cut(cell, width).padEnd(width)
}

/** Of all columns but the last. */
function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const [head = []] = rows
  return head.slice(0, -1).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)))
}

/** Takes from the widest until a line with a time at its end has room. */
function fitted(all: readonly number[], most: number): readonly number[] {
  const widths = [...all]
  const room = most - MARGIN - 'Sat 2026-11-21 18:30'.length
  const isTooWide = () => widths.reduce((sum, width) => sum + width + GAP, 0) > room
  while (isTooWide()) {
    const widest = Math.max(...widths.slice(1))
    if (widest <= NARROWEST) break
    widths[widths.indexOf(widest, 1)] = widest - 1
  }
  return widths
}
