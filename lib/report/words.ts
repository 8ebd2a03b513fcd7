// Words for the parts of a review, the same in every format and on the page: a number, a length, a place. Nothing is escaped here.
import type { Place } from '../policy/diagnostic.ts'
import { timeText } from '../policy/wording.ts'
import type { Base } from '../review/base.ts'
import { ENDLESS } from '../review/change-words.ts'
import type { Grade } from '../review/grade.ts'
import type { Cover } from '../review/target-review.ts'
import { localText } from '../schedule/zone.ts'

export const GRADE_WORDS = {
  weakens: 'weakens protection',
  neutral: 'leaves protection as it is',
  strengthens: 'strengthens protection',
} as const satisfies Record<Grade, string>

/** What stands where there is nothing to say. */
export const NOTHING = '–'

/** `1 target`, `2,000 targets`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `672`, `1,373`; of what is not so often `0.23`. */
export function numberText(count: number): string {
  return NUMBERS.format(count)
}

/** Made once: making it takes longer than all that it formats. */
const NUMBERS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** `672 -> 336`, or once what is the same. */
export function fromTo(before: string, after: string): string {
  return before === after ? after : `${before} -> ${after}`
}

/** Of starts in a week; null is of a trigger, undefined of what is not there. */
export function rateText(startsPerWeek: number | null | undefined): string {
  if (startsPerWeek === undefined) return '0'
  return startsPerWeek === null ? 'on events' : numberText(startsPerWeek)
}

export function lengthText(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? NOTHING : timeText(seconds)
}

/** How long a target may be without a recovery point. `none` would read as if it were without no longer. */
export function provedText(cover: Cover | null): string {
  return cover?.proved.kind === 'between' ? timeText(cover.proved.seconds) : ENDLESS
}

/** As editors and terminals jump to it. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

/** `Sat 2026-11-21 18:30`, by the clocks of a zone. */
export function clockText(instant: string, timezone: string): string {
  return localText(Date.parse(instant), timezone)
}

/** `origin/main (5f0c6f1)`. */
export function baseText({ name, commit }: Base): string {
  return commit === undefined ? name : `${name} (${commit.slice(0, 7)})`
}

/** At most so many characters, the last of them `…` where something is left out. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
