// A review as the comment of a pull request: what a person must know in three seconds, then what weakens, then the rest
// folded away. Whatever other people have named is escaped, and the whole always fits.
import type { Check } from '../review/check.ts'
import type { Review } from '../review/review.ts'
import {
  backupsText,
  basePitfalls,
  countsText,
  isCompared,
  isReadable,
  isUnchanged,
  pausedText,
  sourcesText,
  targetsText,
  unchangedText,
  unreadText,
} from './headline.ts'
import { code, named, prose } from './markdown-escape.ts'
import { fitted } from './markdown-fit.ts'
import { blocksOf } from './markdown-sections.ts'
import { sectionsOf } from './sections.ts'
import { baseText, clockText, GRADE_WORDS } from './words.ts'

/** GitHub takes 65,536 characters and refuses what is longer. */
const MOST = 65_000

/** Its first line finds the comment again, so that the next one replaces it. Ends with a newline. */
export function renderMarkdown(review: Review): string {
  const head = `${markerOf(review.environment)}\n${headOf(review).join('\n\n')}\n`
  const foot = `\n${footOf(review)}\n`
  const blocks = isUnchanged(review) ? [] : sectionsOf(review).flatMap(blocksOf)
  return head + fitted(blocks, MOST - head.length - foot.length) + foot
}

/** Of a comment on this environment, and no other. */
export function markerOf(environment: string): string {
  return `<!-- holdfast plan: ${environment.replace(/[^a-z0-9-]/gi, '_').slice(0, 100)} -->`
}

function headOf(review: Review): readonly string[] {
  const { environment, base, verdict, grade } = review
  const check = verdict.passes ? 'the check passes' : 'the check fails'
  const of = `Backups of ${named(environment)}`
  const said = isCompared(review) ? `this change ${GRADE_WORDS[grade]}, ${check}` : check
  return [
    `## ${of}: ${goneText(review)}${said}`,
    figuresOf(review),
    ...(base === null ? [] : basePitfalls(base).map(text => `**Mind:** ${prose(text, 1000)}.`)),
    ...checksOf(review),
  ]
}

function goneText({ environmentGone: place }: Review): string {
  return place === undefined
    ? ''
    : `the environment is gone (${code(`${place.file}:${place.line}`, 150)}), `
}

function figuresOf(review: Review): string {
  const { base, totals } = review
  if (!isReadable(review)) {
    const against = base === null ? '' : ` Nothing was compared with ${named(baseText(base))}.`
    return `**${unreadText(review)}.**${against}`
  }
  if (isUnchanged(review)) return prose(unchangedText(review))
  const texts = [backupsText(review), targetsText(review), pausedText(review) ?? []].flat()
  const figures = `${texts.join('. ')}.`
  if (base === null || !isCompared(review)) {
    return `**${sourcesText(totals.sources.unchanged)}**. ${figures}`
  }
  return `**${countsText(review)}**, compared with ${named(baseText(base))}. ${figures}`
}

/** Exactly what to do where the check fails; where it passes, what let it. */
function checksOf(review: Review): readonly string[] {
  const { verdict } = review
  const failed = verdict.checks.filter(({ passes }) => !passes)
  if (failed.length === 0) {
    const said = verdict.checks.map(check => sentence(messageOf(check, review)))
    // What weakens and was allowed names all of it, and by whom: too much for one line.
    return [
      isCompared(review) && review.grade === 'weakens'
        ? said.map(one => `- ${one}.`).join('\n')
        : `Passed: ${said.join('. ')}.`,
    ]
  }
  const lines = failed.map(one => {
    const { check, fix, standing } = one
    const message = messageOf(one, review)
    const where = standing === undefined ? '' : ` (${code(standing, 150)})`
    const advice =
      fix === undefined ? '' : ` **To do:** ${sentence(fix)}${fix.endsWith('?') ? '' : '.'}`
    return `- ${named(check)}${where}: ${sentence(message)}.${advice}`
  })
  return [lines.join('\n')]
}

/** All that weakens stands right below: here it is enough that something does, and who allowed it. */
function messageOf({ check, message, passes }: Check, { grade }: Review): string {
  if (check !== 'weakens' || grade !== 'weakens') return message
  const [found = ''] = message.split(': ')
  const allowed = message.lastIndexOf('; ')
  return passes && allowed > 0 ? found + message.slice(allowed) : found
}

/** Long enough for what was found and, at its end, who allowed it. */
function sentence(text: string): string {
  return prose(text.replace(/\.\s*$/, ''), 1000)
}

function footOf(review: Review): string {
  const { now, timezone } = review
  const times = `As of ${clockText(now, timezone)}, times of ${prose(timezone, 60)} unless they say so.`
  return isUnchanged(review) ? times : `${times} ${LEGEND}`
}

const LEGEND =
  '`!` weakens or asks for a look, `x` stops the change, `+` `~` `-` added, changed, removed.'
