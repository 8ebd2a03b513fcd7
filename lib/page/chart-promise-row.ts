// A target in the chart of promises: a bar for what is proved, hollow for the base, a rhombus for what was observed, and
// the same in words.
import { lengthText } from '../report/words.ts'
import { ENDLESS } from '../review/change-words.ts'
import { ink } from './chart-ink.ts'

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
  readonly isBrokenSeen: boolean
}

/** Pixels: left of the bars, of the longest bar, and from one row to the next. */
export type Room = {
  readonly left: number
  readonly pixels: number
  readonly row: number
  /** Names and words stand above the bar, not beside it. */
  readonly isNarrow: boolean
}

/** Percent; what is longer ends here, and its words say how long it is. */
export const LONGEST = 250

export function promiseRow(rows: readonly Promised[], room: Room) {
  const { left, pixels, isNarrow } = room
  return (params: { dataIndex: number }, api: { coord: (at: number[]) => number[] }) => {
    const row = rows[params.dataIndex]
    if (row === undefined) return null
    const [, middle = 0] = api.coord([0, params.dataIndex])
    const y = isNarrow ? middle + 22 : middle
    const width = (seconds: number | null) =>
      (Math.min(LONGEST, ((seconds ?? 0) / row.promised) * 100) / LONGEST) * pixels
    const bar = { x: left, y: y - 7, width: width(row.after), height: 14 }
    const texts = isNarrow ? wordsAbove(row, left, y) : [wordsBeside(row, left + pixels + 12, y)]
    const { isKept, isBrokenSeen } = row
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: bar, style: { fill: ink(isKept ? 'accent' : 'bad-soft') } },
        ...(isKept ? [] : hatched(bar)),
        ...(row.before === null
          ? []
          : [
              {
                type: 'rect',
                shape: { x: left, y: y - 11, width: width(row.before), height: 22 },
                style: { fill: 'none', stroke: ink('quiet'), lineWidth: 1 },
              },
            ]),
        ...(row.observed === null
          ? []
          : [rhombus({ x: left + width(row.observed), y, isBad: isBrokenSeen })]),
        ...(isNarrow ? [promiseMark(left + (100 / LONGEST) * pixels, y)] : []),
        ...texts,
      ],
    }
  }
}

/** One line for all rows would go through the words above the bars. */
function promiseMark(x: number, y: number) {
  const shape = { x1: x, y1: y - 10, x2: x, y2: y + 10 }
  return { type: 'line', shape, style: { stroke: ink('ink'), lineWidth: 2 } }
}

function wordsBeside(row: Promised, x: number, y: number) {
  return words({ x, y, text: verdicts(row).join(' · '), isBad: !row.isKept || row.isBrokenSeen })
}

function wordsAbove(row: Promised, x: number, y: number) {
  const isBad = [!row.isKept, row.isBrokenSeen]
  const name = row.target.length > 44 ? `${row.target.slice(0, 43)}…` : row.target
  const lines = verdicts(row)
  const top = y - 17 - (lines.length - 1) * 14
  return [
    words({ x, y: top - 15, text: name, isBad: false, isStrong: true }),
    ...lines.map((text, index) =>
      words({ x, y: top + index * 14, text, isBad: isBad[index] ?? false }),
    ),
  ]
}

type Words = {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly isBad: boolean
  readonly isStrong?: boolean
}

function words({ x, y, text, isBad, isStrong = isBad }: Words) {
  const style = {
    x,
    y,
    text,
    fill: ink(isBad ? 'bad' : 'ink'),
    verticalAlign: 'middle',
    fontSize: 12,
    fontFamily: 'inherit',
    fontWeight: isStrong ? 700 : 400,
  }
  return { type: 'text', style }
}

/** Of what is proved, and of what was observed where anything was: each with its own sign. */
function verdicts(row: Promised): readonly string[] {
  const { promised, isKept, before, after, observed, isOpen, isBrokenSeen } = row
  const isSeen = observed !== null || isBrokenSeen
  const proved = after === null ? 'nothing proved' : spanText(after)
  const was = before === null || before === after ? '' : `, was ${spanText(before)}`
  const sign = isKept ? '✓ ' : isSeen ? '✕ ' : '✕ broken: '
  const plan = `${sign}${isSeen && after !== null ? 'proved ' : ''}${proved} of ${lengthText(promised)}${was}`
  if (!isSeen) return [plan]
  const length = observed === null ? 'broken' : `${isOpen ? 'at least ' : ''}${spanText(observed)}`
  return [plan, `${isBrokenSeen ? '✕' : '✓'} observed ${length}`]
}

function spanText(seconds: number): string {
  return seconds === Number.POSITIVE_INFINITY ? ENDLESS : lengthText(seconds)
}

function hatched({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const stroke = { stroke: ink('bad'), lineWidth: 1.5 }
  const lines = Array.from(
    { length: Math.max(0, Math.floor((width - height) / 8) + 1) },
    (_, index) => ({
      type: 'line',
      shape: { x1: x + index * 8, y1: y + height, x2: x + index * 8 + height, y2: y },
      style: stroke,
    }),
  )
  return [
    ...lines,
    { type: 'rect', shape: { x, y, width, height }, style: { fill: 'none', ...stroke } },
  ]
}

function rhombus({ x, y, isBad }: { x: number; y: number; isBad: boolean }) {
  const points = [
    [x, y - 6],
    [x + 6, y],
    [x, y + 6],
    [x - 6, y],
  ]
  return {
    type: 'polygon',
    shape: { points },
    style: { fill: ink('surface'), stroke: ink(isBad ? 'bad' : 'ink'), lineWidth: 2 },
  }
}
