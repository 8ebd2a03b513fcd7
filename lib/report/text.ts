// A review for a terminal and for the log of a pipeline: what has changed, what that does, and the verdict last.
import type { Review } from '../review/review.ts'
import {
  backupsText,
  basePitfalls,
  countsText,
  environmentText,
  isCompared,
  isReadable,
  isUnchanged,
  sourcesText,
  targetsText,
  unchangedText,
  unreadText,
} from './headline.ts'
import { checkRemarks } from './remarks.ts'
import { sectionsOf } from './sections.ts'
import { type Paint, paintFor, remarkSection, type Screen, sectionText } from './text-sections.ts'
import { baseText, clockText, GRADE_WORDS } from './words.ts'
import { shownOnOneLine, wrapped } from './wrapped.ts'

/** Ends with a newline. Nothing is said by colour alone. */
export function renderText(review: Review, screen: Screen): string {
  const paint = paintFor(screen)
  const body = isUnchanged(review) ? [wrapped(unchangedText(review), paint)] : bodyOf(review, paint)
  return `${[headOf(review, paint), ...body, verdictOf(review, paint)].join('\n\n')}\n`
}

function headOf(review: Review, paint: Paint): string {
  const { base, grade, now, timezone, totals } = review
  const begin = `Backup policy plan: ${shownOnOneLine(environmentText(review))}`
  const at = `as of ${clockText(now, timezone)}, times of ${timezone}`
  if (!isReadable(review)) {
    const against = base === null ? 'Compared with nothing' : `Not compared with ${baseText(base)}`
    return [
      paint.bold(begin),
      wrapped(`${against}, ${at}`, paint),
      noteText(unreadText(review), paint),
    ].join('\n')
  }
  if (base === null || !isCompared(review)) {
    const head = paint.bold(`${begin}   ${sourcesText(totals.sources.unchanged)}`)
    const against = base === null ? 'Compared with nothing' : `Not compared with ${baseText(base)}`
    const mind = base === null ? [] : basePitfalls(base).map(text => noteText(text, paint))
    return [head, wrapped(`${against}, ${at}`, paint), ...mind].join('\n')
  }
  const head = paint.bold(`${begin}   ${countsText(review)}   `)
  return [
    head + paint[GRADE_STYLES[grade]](GRADE_WORDS[grade]),
    wrapped(`Compared with ${baseText(base)}, ${at}`, paint),
    ...basePitfalls(base).map(text => noteText(text, paint)),
  ].join('\n')
}

function noteText(text: string, { width }: Paint): string {
  return wrapped(text, { width, first: '! ', rest: '  ' })
}

const GRADE_STYLES = { weakens: 'red', neutral: 'cyan', strengthens: 'green' } as const

function bodyOf(review: Review, paint: Paint): readonly string[] {
  const figures = [backupsText(review), targetsText(review)]
    .map(text => wrapped(text, { width: paint.width, rest: '  ' }))
    .join('\n')
  return [
    ...(isReadable(review) ? [figures] : []),
    ...sectionsOf(review).map(section => sectionText(section, paint)),
  ]
}

function verdictOf({ verdict }: Review, paint: Paint): string {
  const title = verdict.passes ? 'passes' : 'fails. To pass, do what stands behind each fix'
  return remarkSection(`Verdict: ${title}`, checkRemarks(verdict), paint)
}
