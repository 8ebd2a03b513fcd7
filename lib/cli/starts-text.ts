// How often a schedule starts, in words.
import type { Expression } from '../schedule/expression.ts'
import { startsPerWeek } from '../schedule/starts-per-week.ts'
import { counted } from './output.ts'

const WEEKS_IN_A_YEAR = 365.25 / 7

/** `672 starts a week`; of what is not the same every week, `12 starts a year`. */
export function startsText(expression: Expression): string {
  if (expression.kind === 'at') return 'one start'
  const inAWeek = startsPerWeek(expression)
  if (Number.isInteger(inAWeek)) return `${counted(inAWeek, 'start')} a week`
  return `${counted(Math.round(inAWeek * WEEKS_IN_A_YEAR), 'start')} a year`
}
