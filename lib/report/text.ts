// A review for a terminal and for the log of a pipeline: what has changed, what that does, and the verdict last.
import type { Review } from '../review/review.ts'
import {
  backupsText,
  countsText,
  isReadable,
  isUnchanged,
  sourcesText,
  targetsText,
  unchangedText,
  unreadableText,
  unreadText,
} from './headline.ts'
import { checkRemarks } from './remarks.ts'
import { sectionsOf } from './sections.ts'
import { type Paint, paintFor, remarkSection, sectionText } from './text-sections.ts'
import { baseText, clockText, GRADE_WORDS } from './words.ts'
import { shownOnOneLine, wrapped } from './wrapped.ts'

/** Ends with a newline. Nothing is said by colour alone. */
export function renderText(review: Review, { color }: { readonly color: boolean }): string {
  const paint = paintFor(color)
  const body = isUnchanged(review) ? [wrapped(unchangedText(review))] : bodyOf(review, paint)
  return `${[headOf(review, paint), ...body, verdictOf(review, paint)].join('\n\n')}\n`
}

function headOf(review: Review, paint: Paint): string {
  const { environment, base, grade, now, timezone, totals } = review
  const begin = `Backup policy plan: ${shownOnOneLine(environment)}`
  const at = `as of ${clockText(now, timezone)}, times of ${timezone}`
  if (!isReadable(review)) return `${paint.bold(begin)}\n${noteText(unreadText(review))}`
  if (base === null) {
    const head = paint.bold(`${begin}   ${sourcesText(totals.sources.unchanged)}`)
    return [head, wrapped(`Compared with nothing, ${at}`)].join('\n')
  }
  const head = paint.bold(`${begin}   ${countsText(review)}   `)
  const mind = base.unreadable > 0 ? [noteText(unreadableText(base))] : []
  return [
    head + paint[GRADE_STYLES[grade]](GRADE_WORDS[grade]),
    wrapped(`Compared with ${baseText(base)}, ${at}`),
    ...mind,
  ].join('\n')
}

function noteText(text: string): string {
  return wrapped(text, { first: '! ', rest: '  ' })
}

const GRADE_STYLES = { weakens: 'red', neutral: 'cyan', strengthens: 'green' } as const

function bodyOf(review: Review, paint: Paint): readonly string[] {
  const figures = [backupsText(review), targetsText(review)].join('\n')
  return [
    ...(isReadable(review) ? [figures] : []),
    ...sectionsOf(review).map(section => sectionText(section, paint)),
  ]
}

function verdictOf({ verdict }: Review, paint: Paint): string {
  const title = verdict.passes ? 'passes' : 'fails. To pass, do what stands behind each fix'
  return remarkSection(`Verdict: ${title}`, checkRemarks(verdict), paint)
}
