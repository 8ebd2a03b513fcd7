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
  pausedText,
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
      headLine([[begin, paint.bold]], paint),
      wrapped(`${against}, ${at}`, paint),
      noteText(unreadText(review), paint),
    ].join('\n')
  }
  if (base === null || !isCompared(review)) {
    const sources = sourcesText(totals.sources.unchanged)
    const against = base === null ? 'Compared with nothing' : `Not compared with ${baseText(base)}`
    const mind = base === null ? [] : basePitfalls(base).map(text => noteText(text, paint))
    const head = headLine(
      [begin, sources].map(text => [text, paint.bold]),
      paint,
    )
    return [head, wrapped(`${against}, ${at}`, paint), ...mind].join('\n')
  }
  const said = [
    [begin, paint.bold],
    [countsText(review), paint.bold],
    [GRADE_WORDS[grade], paint[GRADE_STYLES[grade]]],
  ] as const
  return [
    headLine(said, paint),
    wrapped(`Compared with ${baseText(base)}, ${at}`, paint),
    ...basePitfalls(base).map(text => noteText(text, paint)),
  ].join('\n')
}

type Styled = readonly [text: string, style: (text: string) => string]

/** Side by side as far as the terminal has room; what has none begins a line of its own. */
function headLine(parts: readonly Styled[], { width }: Paint): string {
  const lines: Styled[][] = []
  for (const part of parts) {
    const line = lines.at(-1)
    const texts = [...(line ?? []), part].map(([text]) => text)
    if (line !== undefined && texts.join(APART).length + 2 <= width) line.push(part)
    else lines.push([part])
  }
  return lines.map(line => line.map(part => styled(part, width)).join(APART)).join('\n  ')
}

function styled([text, style]: Styled, width: number): string {
  const lines = wrapped(text, { width: width - 2, rest: '  ' })
  return lines.split('\n').map(style).join('\n')
}

const APART = '   '

function noteText(text: string, { width }: Paint): string {
  return wrapped(text, { width, first: '! ', rest: '  ' })
}

const GRADE_STYLES = { weakens: 'red', neutral: 'cyan', strengthens: 'green' } as const

function bodyOf(review: Review, paint: Paint): readonly string[] {
  const figures = [backupsText(review), targetsText(review), pausedText(review) ?? []]
    .flat()
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
