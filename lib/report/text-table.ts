// Columns for a terminal: as wide as their widest cell, the widest of them narrower where a line would be too long, and on
// several lines a row where even that does not help.
import { cut } from './words.ts'
import { shownOnOneLine } from './wrapped.ts'

const GAP = 2
/** Signs stand before each row. */
const MARGIN = 4
/** Of the further lines of a row. */
const INDENT = 2
const NARROWEST = 23

/** The lines of each row. The first column holds names, and the last times of the day: both stay whole. */
export function aligned(
  rows: readonly (readonly string[])[],
  { width }: { readonly width: number },
): readonly (readonly string[])[] {
  const cells = rows.map(row => row.map(shownOnOneLine))
  const lines = dividedInto(columnsOf(cells), width - MARGIN)
  return cells.map(row =>
    lines.map((columns, line) => {
      const shown = columns.map(({ at, width }) => cut(row[at] ?? '', width).padEnd(width))
      return `${' '.repeat(indentOf(line))}${shown.join(' '.repeat(GAP))}`.trimEnd()
    }),
  )
}

type Column = {
  readonly at: number
  readonly width: number
  /** Never narrower than that. */
  readonly least: number
}

function columnsOf(rows: readonly (readonly string[])[]): readonly Column[] {
  const [head = []] = rows
  return head.map((_, at) => {
    const width = Math.max(...rows.map(row => row[at]?.length ?? 0))
    const isWhole = at === 0 || at === head.length - 1
    return { at, width, least: isWhole ? width : Math.min(width, NARROWEST) }
  })
}

/** Which columns share a line of `room`: all where they fit, else as many as do, from the last on. */
function dividedInto(columns: readonly Column[], room: number): readonly (readonly Column[])[] {
  if (lengthOf(columns, 'least') <= room) return [narrowed(columns, room)]
  let lines: readonly (readonly Column[])[] = []
  for (const column of columns.toReversed()) {
    const [line = [], ...others] = lines
    const isFull = lengthOf([column, ...line], 'least') > room - INDENT
    lines = isFull ? [[column], ...lines] : [[column, ...line], ...others]
  }
  return lines.map((line, index) => narrowed(line, room - indentOf(index)))
}

/** Takes from the widest until the line has room. */
function narrowed(line: readonly Column[], room: number): readonly Column[] {
  const columns = [...line]
  while (lengthOf(columns, 'width') > room) {
    const [widest] = columns
      .filter(({ width, least }) => width > least)
      .toSorted((a, b) => b.width - a.width)
    if (widest === undefined) break
    columns[columns.indexOf(widest)] = { ...widest, width: widest.width - 1 }
  }
  return columns
}

function lengthOf(line: readonly Column[], of: 'width' | 'least'): number {
  return line.reduce((sum, column) => sum + column[of] + GAP, -GAP)
}

function indentOf(line: number): number {
  return line === 0 ? 0 : INDENT
}
