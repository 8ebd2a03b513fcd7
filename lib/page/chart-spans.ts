// Bars below a chart of lanes, each with its name: blackouts, pauses.
import { ink } from './chart-ink.ts'
import type { LaneRoom, LaneSpan, Lanes } from './chart-lane.ts'

/** Where a bar and its name are, in pixels. */
export type SpanRow = {
  readonly span: LaneSpan
  readonly x: number
  readonly y: number
  readonly width: number
  readonly names: readonly Name[]
  readonly bottom: number
}

type Name = {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly align: 'left' | 'right'
  /** Pixels; what is longer is cut. Null where it has been divided into lines. */
  readonly most: number | null
}

/** Pixels from one bar to the next, of a bar, and of a line of a name. */
const ROW = 22
const BAR = 12
const LINE = 14
/** As many letters as go across a phone, up to a blank if there is one. */
const LINES = /\S.{0,45}(?=\s|$)|\S.{0,45}/gu

type Place = { readonly room: LaneRoom; readonly top: number }

/** Those of the time that is drawn. */
export function spanRows({ spans = [], slots, end }: Lanes, { room, top }: Place) {
  const { left, right, width: wide, isNarrow } = room
  const begin = slots[0] ?? 0
  const scale = (at: number) => left + ((at - begin) / (end - begin)) * (wide - left - right)
  const rows: SpanRow[] = []
  for (const span of spans.filter(({ from, to }) => from < end && to > begin)) {
    const x = scale(Math.max(begin, span.from))
    const width = Math.max(3, scale(Math.min(end, span.to)) - x)
    const y = rows.at(-1)?.bottom ?? top
    const names = isNarrow
      ? namesAbove(span.label, y)
      : [nameBeside(span.label, { x, y, width, wide })]
    const bar = isNarrow ? y + names.length * LINE + 2 : y + (ROW - BAR) / 2
    rows.push({ span, x, y: bar, width, names, bottom: isNarrow ? bar + BAR + 6 : y + ROW })
  }
  return rows
}

type Beside = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly wide: number
}

function nameBeside(text: string, { x, y, width, wide }: Beside): Name {
  const middle = y + ROW / 2
  return x + width / 2 > wide / 2
    ? { text, x: x - 6, y: middle, align: 'right', most: x - 6 }
    : { text, x: x + width + 6, y: middle, align: 'left', most: wide - x - width - 6 }
}

/** In whole words, if none is longer than a line. */
function namesAbove(label: string, top: number): readonly Name[] {
  return (label.match(LINES) ?? []).map((text, index) => ({
    text,
    x: 4,
    y: top + index * LINE + LINE / 2,
    align: 'left',
    most: null,
  }))
}

type Where = { readonly room: LaneRoom; readonly gridIndex: number }

export function spanSeries(rows: readonly SpanRow[], { room, gridIndex }: Where) {
  if (rows.length === 0) return []
  return [
    {
      type: 'custom',
      silent: true,
      xAxisIndex: gridIndex,
      yAxisIndex: gridIndex,
      data: rows.map(({ span }) => [span.from, 0]),
      renderItem: (params: { dataIndex: number }) => {
        const row = rows[params.dataIndex]
        return row === undefined ? null : barAndName(row, room)
      },
    },
  ]
}

function barAndName({ span, x, y, width, names }: SpanRow, { fontSize }: LaneRoom) {
  return {
    type: 'group',
    children: [
      {
        type: 'rect',
        shape: { x, y, width, height: BAR, r: 2 },
        style: { fill: ink(span.ink) },
      },
      ...names.map(({ most, ...name }) => ({
        type: 'text',
        style: {
          ...name,
          verticalAlign: 'middle',
          fill: ink('ink'),
          fontSize,
          fontFamily: 'inherit',
          ...(most !== null && { width: most, overflow: 'truncate' }),
        },
      })),
    ],
  }
}
