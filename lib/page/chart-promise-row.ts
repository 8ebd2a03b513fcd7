// A target in the chart of promises: a bar for what is proved, hollow for the base, a rhombus for what was observed, and
// the same in words.
import { ink } from './chart-ink.ts'
import { arrow, gapIn, hatched, rhombus, upright } from './chart-promise-shapes.ts'
import { wordsAbove, wordsBeside } from './chart-promise-words.ts'
import type { Seen } from './observed.ts'

export type Promised = {
  readonly target: string
  readonly promised: number
  readonly isKept: boolean
  /** Seconds; Infinity where nothing comes any more, null where there is nothing to prove. */
  readonly before: number | null
  readonly after: number | null
  readonly observed: number | null
  /** It went on at the end of what was observed. */
  readonly isOpen: boolean
  /** By what was observed, whatever is proved. */
  readonly seen: Seen['promise']
}

/** Pixels: left of the bars, of the longest bar, and from one row to the next. */
export type Room = {
  readonly left: number
  readonly pixels: number
  readonly row: number
  /** Names and words stand above the bar, not beside it. */
  readonly isNarrow: boolean
}

/** Percent; what is longer ends here, and shows that it goes on. */
export const LONGEST = 250

export function isBeyond(seconds: number | null, { promised }: Promised): boolean {
  return ((seconds ?? 0) / promised) * 100 > LONGEST
}

/** Pixels, of half a bar, and of half the hollow one around it. */
const BAR = 7
const FRAME = 11

export function promiseRow(rows: readonly Promised[], room: Room) {
  const { left, pixels, isNarrow, row: height } = room
  return (params: { dataIndex: number }, api: { coord: (at: number[]) => number[] }) => {
    const row = rows[params.dataIndex]
    if (row === undefined) return null
    const [, middle = 0] = api.coord([0, params.dataIndex])
    const y = isNarrow ? middle + height / 2 - FRAME - 4 : middle
    const children = [
      ...barsOf(row, { y, room }),
      ...(isNarrow ? [upright(left + (100 / LONGEST) * pixels, y)] : []),
      ...observedOf(row, { y, room }),
      ...(isNarrow ? wordsAbove(row, left, y - FRAME) : [wordsBeside(row, left + pixels + 14, y)]),
    ]
    return { type: 'group', children }
  }
}

type Place = { readonly y: number; readonly room: Room }

function widthOf(seconds: number | null, row: Promised, { pixels }: Room): number {
  return (Math.min(LONGEST, ((seconds ?? 0) / row.promised) * 100) / LONGEST) * pixels
}

function barsOf(row: Promised, { y, room }: Place) {
  const { left, pixels } = room
  const { isKept, before, after } = row
  const bar = { x: left, y: y - BAR, width: widthOf(after, row, room), height: 2 * BAR }
  const frame = { x: left, y: y - FRAME, width: widthOf(before, row, room), height: 2 * FRAME }
  const hollow = { fill: 'none', stroke: ink('quiet'), lineWidth: 1 }
  const isCut = isBeyond(before, row) || isBeyond(after, row)
  return [
    { type: 'rect', shape: bar, style: { fill: ink(isKept ? 'accent' : 'bad-soft') } },
    ...(isKept ? [] : hatched(bar)),
    ...(before === null ? [] : [{ type: 'rect', shape: frame, style: hollow }]),
    ...(isCut ? gapIn({ x: left + pixels - 30, y, half: FRAME + 2 }) : []),
  ]
}

function observedOf(row: Promised, { y, room }: Place) {
  const { observed, seen } = row
  if (observed === null) return []
  const stroke = ink(seen === 'broken' ? 'bad' : seen === 'not judged' ? 'quiet' : 'ink')
  const at = { x: room.left + widthOf(observed, row, room), y, stroke }
  return [isBeyond(observed, row) ? arrow(at) : rhombus(at)]
}
