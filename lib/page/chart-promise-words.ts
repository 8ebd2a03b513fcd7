// What a row of the chart of promises says: of what is proved, and of what was observed.
import { lengthText } from '../report/words.ts'
import { ENDLESS } from '../review/change-words.ts'
import { ink } from './chart-ink.ts'
import type { Promised } from './chart-promise-row.ts'

/** Pixels from one line to the next. */
const LINE = 14

export function wordsBeside(row: Promised, x: number, y: number) {
  return words({
    x,
    y,
    text: verdicts(row).join(' · '),
    isBad: !row.isKept || row.seen === 'broken',
  })
}

/** Name and words, of which the last line ends at `bottom`. */
export function wordsAbove(row: Promised, x: number, bottom: number) {
  const isBad = [!row.isKept, row.seen === 'broken']
  const name = row.target.length > 44 ? `${row.target.slice(0, 43)}…` : row.target
  const lines = verdicts(row)
  const top = bottom - LINE / 2 - 2 - (lines.length - 1) * LINE
  return [
    words({ x, y: top - LINE - 1, text: name, isBad: false, isStrong: true }),
    ...lines.map((text, index) =>
      words({ x, y: top + index * LINE, text, isBad: isBad[index] ?? false }),
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
  const { promised, isKept, before, after, observed, isOpen, seen } = row
  const isSeen = saysObserved(row)
  const proved = after === null ? 'nothing proved' : spanText(after)
  const was = before === null || before === after ? '' : `, was ${spanText(before)}`
  const sign = isKept ? '✓ ' : isSeen ? '✕ ' : '✕ broken: '
  const plan = `${sign}${isSeen && after !== null ? 'proved ' : ''}${proved} of ${lengthText(promised)}${was}`
  if (!isSeen) return [plan]
  const length = observed === null ? 'broken' : `${isOpen ? 'at least ' : ''}${spanText(observed)}`
  return [
    plan,
    seen === 'not judged'
      ? `observed ${length}, not judged`
      : `${seen === 'broken' ? '✕' : '✓'} observed ${length}`,
  ]
}

/** In a line of its own, where there is not much room. */
export function saysObserved({ observed, seen }: Promised): boolean {
  return observed !== null || seen === 'broken'
}

function spanText(seconds: number): string {
  return seconds === Number.POSITIVE_INFINITY ? ENDLESS : lengthText(seconds)
}
