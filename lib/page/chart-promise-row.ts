// A target in the chart of promises: a bar for what is proved, hollow for the base, a rhombus for what was observed, and
// the same in words.
import { ink } from './chart-ink.ts'
import { lengthText } from './words.ts'

export type Promised = {
  readonly target: string
  readonly promised: number
  readonly isKept: boolean
  /** Seconds; Infinity where nothing comes any more, null where there is nothing to prove. */
  readonly before: number | null
  readonly after: number | null
  readonly observed: number | null
}

/** Pixels left of the bars, and of the longest bar. */
export const LEFT = 190
export const PIXELS = 560
/** Percent; what is longer ends here, and its words say how long it is. */
export const LONGEST = 250

export function promiseRow(rows: readonly Promised[]) {
  return (params: { dataIndex: number }, api: { coord: (at: number[]) => number[] }) => {
    const row = rows[params.dataIndex]
    if (row === undefined) return null
    const [, y = 0] = api.coord([0, params.dataIndex])
    const isBroken = !row.isKept
    const width = (seconds: number | null) =>
      (Math.min(LONGEST, ((seconds ?? 0) / row.promised) * 100) / LONGEST) * PIXELS
    const bar = { x: LEFT, y: y - 7, width: width(row.after), height: 14 }
    const text = {
      x: LEFT + PIXELS + 12,
      y,
      text: verdictText(row),
      fill: ink(isBroken ? 'bad' : 'ink'),
      verticalAlign: 'middle',
      fontSize: 12,
      fontFamily: 'inherit',
      fontWeight: isBroken ? 700 : 400,
    }
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: bar, style: { fill: ink(isBroken ? 'bad-soft' : 'accent') } },
        ...(isBroken ? hatched(bar) : []),
        ...(row.before === null
          ? []
          : [
              {
                type: 'rect',
                shape: { x: LEFT, y: y - 11, width: width(row.before), height: 22 },
                style: { fill: 'none', stroke: ink('quiet'), lineWidth: 1 },
              },
            ]),
        ...(row.observed === null ? [] : [rhombus(LEFT + width(row.observed), y)]),
        { type: 'text', style: text },
      ],
    }
  }
}

function verdictText({ promised, isKept, before, after, observed }: Promised): string {
  const proved =
    after === null
      ? 'nothing proved'
      : after === Number.POSITIVE_INFINITY
        ? 'ends'
        : lengthText(after)
  const was =
    before === null || before === after
      ? ''
      : `, was ${before === Number.POSITIVE_INFINITY ? 'endless' : lengthText(before)}`
  const seen =
    observed === null ? '' : `, ${observed > promised ? '✕ ' : ''}observed ${lengthText(observed)}`
  return `${isKept ? '✓ ' : '✕ broken: '}${proved} of ${lengthText(promised)}${was}${seen}`
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

function rhombus(x: number, y: number) {
  const points = [
    [x, y - 6],
    [x + 6, y],
    [x, y + 6],
    [x - 6, y],
  ]
  return {
    type: 'polygon',
    shape: { points },
    style: { fill: ink('surface'), stroke: ink('ink'), lineWidth: 2 },
  }
}
