// Other people's words in a comment on GitHub or GitLab, harmless whatever they hold: no markup, no link, no table cell, no
// line of their own, and nobody who is notified.
import { visible } from '../policy/wording.ts'
import { cut } from './words.ts'

/** Breaks up what would be a mention, a reference or a link; it has no width, and is no space. */
const JOINT = '\u200b'

/** Prose. What comes before it in its line is ours, so that it cannot begin one. May stand in a cell of a table. */
export function prose(text: string, most = 500): string {
  const parts = oneLine(text, most).split(PLACE)
  return parts.map((part, at) => (at % 2 === 1 ? `\`${part}\`` : escaped(part))).join('')
}

/** `policies/erp-sql.yaml:7:6`: as code, for `:7:` may be a picture, and what breaks that up would spoil a copy of it. */
const PLACE = /(?<=^|[\s(])([^\s`|\\()]+\.ya?ml:\d+(?::\d+)?)(?![\w`|\\:])/

function escaped(text: string): string {
  return (
    text
      .replace(LINKED, `$&${JOINT}`)
      .replace(/[\\`*[\]~$]/g, '\\$&')
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
      .replace(/&(?=[#\w])/g, '&amp;')
      .replace(/</g, '&lt;')
      // Some readers split a row at `\|` all the same, and some at `\\|`; none at an entity.
      .replace(/\|/g, '&#124;')
  )
}

/**
 * After these something would be linked, or somebody told: `@user`, `#1` and GitLab's `!1`, `%1`, `~label`, `GH-1`,
 * `:tada:`, `https://`, `www.`.
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls,
 * https://docs.gitlab.com/user/markdown/#gitlab-specific-references
 */
const LINKED =
  /@(?!\s|$)|[#!%^~$](?=[\w"])|&(?=\d)|[Gg][Hh]-(?=\d)|:(?!\d\d:)(?=[a-z0-9_+-]+:)|:(?=\/\/)|\b[Ww]{3}(?=\.)/g

/** A name or a place: as code where that is safe in a table, too. Nothing in code is linked or notifies. */
export function named(text: string, most = 100): string {
  const line = oneLine(text, most)
  return /^[^`|\\]+$/.test(line) ? `\`${line}\`` : prose(line, most)
}

/** A text to be copied, as code; not for tables, whose cells end at a `|` even there. */
export function code(text: string, most = 300): string {
  const line = oneLine(text, most)
  if (line === '') return ''
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return fence + pad + line + pad + fence
}

function oneLine(text: string, most: number): string {
  return cut(
    visible(
      text
        .slice(0, 4 * most)
        .replace(/\s+/g, ' ')
        .trim(),
    ),
    most,
  )
}
