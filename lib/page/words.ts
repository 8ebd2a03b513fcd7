// How the page writes what it shows: numbers, lengths, moments, grades.
import type { Place } from '../policy/diagnostic.ts'
import { timeText } from '../policy/wording.ts'
import type { BeforeAfter, Grade, SourceState } from '../review/review.ts'
import { localText, toLocal } from '../schedule/zone.ts'
import type { PageNode } from './node.ts'

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

export const NOTHING = '–'

/** `1,366`, `0.5`. */
export function numberText(value: number): string {
  return NUMBER.format(value)
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`
}

export function lengthText(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? NOTHING : timeText(seconds)
}

/** `Sun 2026-11-22 01:00`, by the zone's clocks. */
export function momentText(iso: string, timezone: string): string {
  return localText(Date.parse(iso), timezone)
}

/** `Sun 22 Nov`. */
export function dayText(instant: number, timezone: string): string {
  const { day, month } = toLocal(instant, timezone)
  return `${localText(instant, timezone).slice(0, 3)} ${day} ${MONTHS[month - 1]}`
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

export function placeText(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`
}

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
  return before === after ? after : `${before} → ${after}`
}

export function pauseText({ reason, by, until }: NonNullable<SourceState['pause']>): string {
  return `${reason}, by ${by}, ${until === undefined ? 'without an end' : `until ${until}`}`
}

export function targetsText(targets: readonly string[]): string {
  const some = targets.slice(0, 12).join(', ')
  return targets.length > 12 ? `${some} and ${targets.length - 12} more` : some
}

export function startsText(startsPerWeek: number | null): string {
  return startsPerWeek === null ? 'by event' : numberText(startsPerWeek)
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
