// Sections of a review as blocks of Markdown: the main ones open, the others folded.
import { code, named, prose } from './markdown-escape.ts'
import type { Block } from './markdown-fit.ts'
import type { Remark } from './remarks.ts'
import type { Row, Table } from './rows.ts'
import type { Section } from './sections.ts'
import { numberText } from './words.ts'

/** So much of a main section is seen at once; the rest of it is folded, so that what follows is seen as well. */
const MOST_OPEN = 30

/** So many names of one remark, the others counted. */
const MOST_NAMES = 4

export function blocksOf(section: Section): readonly Block[] {
  const { title, isMain } = section
  const { top, lines } =
    'table' in section ? tableOf(section.table) : { top: '', lines: section.remarks.map(lineOf) }
  const first = isMain ? lines.slice(0, MOST_OPEN) : []
  const others = lines.slice(first.length)
  const heading = { open: `\n### ${prose(title)}\n\n${top}`, lines: first, close: '' }
  // What stands in the summary is HTML to GitHub, and GitLab wants the empty lines.
  const summary = `${escapedHtml(title)}: ${numberText(others.length)}${isMain ? ' more' : ''}`
  const folded = {
    open: `\n<details>\n<summary>${summary}</summary>\n\n${top}`,
    lines: others,
    close: '\n</details>\n',
  }
  return [heading, folded].filter(({ lines }) => lines.length > 0)
}

function lineOf({ sign, about, text, code: finding, place, fix }: Remark): string {
  const names = about.slice(0, MOST_NAMES).map(name => named(name, 150))
  const others = about.length - names.length
  const who = names.join(', ') + (others > 0 ? ` and ${numberText(others)} more` : '')
  const said = [who, prose(text)].filter(part => part !== '').join(': ')
  const tag = finding === undefined ? '' : ` ${named(finding)}`
  const at = place === undefined ? '' : ` (${code(place, 150)})`
  const advice = fix === undefined ? '' : `. Fix: ${code(fix)}`
  return `- \`${sign}\` ${said}${tag}${at}${advice}\n`
}

function tableOf({ head, rows }: Table): {
  readonly top: string
  readonly lines: readonly string[]
} {
  const top = `${rowOf(['', ...head])}${rowOf(['', ...head].map(() => '---'))}`
  return {
    top,
    lines: rows.map(row => rowOf([signsOf(row), named(row.name), ...row.cells.map(cellOf)])),
  }
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function signsOf({ weakens, sign }: Row): string {
  const signs = `${weakens ? '!' : ''}${sign}`.trim()
  return signs === '' ? '' : `\`${signs}\``
}

function cellOf(text: string): string {
  return prose(text, 200)
}

function escapedHtml(text: string): string {
  return text.replace(/[&<>]/g, char => `&#${char.charCodeAt(0)};`)
}
