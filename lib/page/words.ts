// What the page writes in a way of its own: days, grades, arrows. Numbers, lengths, times and places are those of the comment.
import { clockText, fromTo, numberText } from '../report/words.ts'
import type { BeforeAfter } from '../review/figures.ts'
import type { Grade } from '../review/grade.ts'
import type { SourceState } from '../review/graded.ts'
import { isInterval } from '../review/zones.ts'
import { localText, toLocal } from '../schedule/zone.ts'
import type { PageNode } from './node.ts'

/** `Sun 22 Nov`. */
export function dayText(instant: number, timezone: string): string {
  const { day, month } = toLocal(instant, timezone)
  return `${localText(instant, timezone).slice(0, 3)} ${day} ${MONTHS[month - 1]}`
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Shape and word, so that it does not take colours to tell. */
export function gradeBadge(grade: Grade): PageNode {
  return [`span.grade.${grade}`, `${gradeSign(grade)} ${grade}`]
}

export function gradeSign(grade: Grade): string {
  return GRADE_SIGNS[grade]
}

const GRADE_SIGNS = { weakens: '▼', neutral: '●', strengthens: '▲' } as const

/** A sentence of the review with the page's own arrows. */
export function arrowed(text: string): string {
  return text.replaceAll(' -> ', ' → ')
}

/** `672 → 336`, and of what has stayed the same just that. */
export function changeText({ before, after }: BeforeAfter<string>): string {
  return arrowed(fromTo(before, after))
}

/** When it starts; with the zone of its clocks, where that is not the one of most. */
export function phraseText(state: SourceState, usual: string): string {
  const zone = zoneOf(state, usual)
  return zone === usual ? state.phrase : `${state.phrase} (${zone})`
}

/** Whose clocks it goes by, if any. */
export function zoneOf(state: SourceState, usual: string): string {
  return isInterval(state) ? usual : (state.timezone ?? usual)
}

export function pauseText(
  { reason, by, until }: NonNullable<SourceState['pause']>,
  timezone: string,
): string {
  const end = until === undefined ? 'without an end' : `until ${clockText(until, timezone)}`
  return `${reason}, by ${by}, ${end}`
}

export function targetsText(targets: readonly string[]): string {
  const some = targets.slice(0, 12).join(', ')
  return targets.length > 12 ? `${some} and ${targets.length - 12} more` : some
}

/** A few in a line; of more, what they are in a word, and opened each of them. */
export function foldedList(items: readonly string[], what: string): PageNode {
  if (items.length <= 4) return items.join(', ')
  const all = items.map((item): PageNode => ['li', item])
  return ['details', ['summary', what], ['ul', ...all]]
}

/** The first few targets by name, and how many more. */
export function listedNames(targets: readonly { readonly target: string }[]): string {
  const names = targets
    .slice(0, 8)
    .map(({ target }) => target)
    .join(', ')
  return targets.length > 8 ? `${names} and ${numberText(targets.length - 8)} more` : names
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

export function capital(word: string): string {
  return word.replace(/^./, first => first.toUpperCase())
}
