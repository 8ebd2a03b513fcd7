// Remarks and tables as a terminal shows them. Long lists end with how many more there are.
import { listed } from '../policy/wording.ts'
import type { Remark } from './remarks.ts'
import type { Row, Table } from './rows.ts'
import type { Section } from './sections.ts'
import { aligned } from './text-table.ts'
import { numberText } from './words.ts'
import { wrapped } from './wrapped.ts'

/** How many remarks, or lines of a table, a person may want to scroll through. */
const MOST = 40

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** What a terminal can show. */
export type Screen = {
  readonly color: boolean
  /** Columns. */
  readonly width: number
}

/** A screen with its colours. */
export type Paint = { readonly [style in Style]: (text: string) => string } & Pick<Screen, 'width'>

export function paintFor({ color, width }: Screen): Paint {
  const ansi = (code: number) => (text: string) =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    width,
    bold: ansi(1),
    dim: ansi(2),
    red: ansi(31),
    green: ansi(32),
    yellow: ansi(33),
    cyan: ansi(36),
  }
}

export function sectionText(section: Section, paint: Paint): string {
  if ('table' in section) return tableSection(section.title, section.table, paint)
  return remarkSection(section.title, section.remarks, paint)
}

export function remarkSection(title: string, remarks: readonly Remark[], paint: Paint): string {
  const shown = remarks.slice(0, MOST).map(remark => remarkText(remark, paint))
  const more = moreText(remarks.length - shown.length)
  return [titleText(title, paint), ...shown, ...more].join('\n')
}

export function titleText(title: string, paint: Paint): string {
  return wrapped(title, { width: paint.width, rest: '  ' }).split('\n').map(paint.bold).join('\n')
}

function tableSection(title: string, { head, rows }: Table, paint: Paint): string {
  const cells = rows.slice(0, MOST).map(row => [row.name, ...row.cells])
  const [first = [], ...others] = aligned([head, ...cells], paint)
  const shown = others.slice(0, Math.ceil(MOST / first.length))
  const marked = shown.flatMap((lines, at) =>
    lines.map((line, index) => `${index === 0 ? markOf(rows[at], paint) : '   '} ${line}`),
  )
  const top = [titleText(title, paint), ...first.map(line => paint.dim(`    ${line}`))]
  return [...top, ...marked, ...moreText(rows.length - shown.length)].join('\n')
}

function remarkText({ sign, about, text, code, place, fix }: Remark, paint: Paint): string {
  const who = [listed(about), text].filter(part => part !== '').join(': ')
  const of = code === undefined ? '' : ` [${code}]`
  const at = place === undefined ? '' : ` (${place})`
  const { width } = paint
  const said = wrapped(`${who}${of}${at}`, { width, first: `  ${sign} `, rest: '    ' })
  const advice =
    fix === undefined ? '' : `\n${wrapped(fix, { width, first: '    fix: ', rest: '      ' })}`
  return `  ${paint[SIGN_STYLES[sign]](sign)}${said.slice(3)}${advice}`
}

function markOf(row: Row | undefined, paint: Paint): string {
  return `${row?.weakens === true ? paint.red('!') : ' '} ${row?.sign ?? ' '}`
}

const SIGN_STYLES = {
  x: 'red',
  '!': 'yellow',
  '-': 'yellow',
  '+': 'green',
  '~': 'cyan',
  i: 'cyan',
} as const satisfies Record<Remark['sign'], Style>

function moreText(count: number): readonly string[] {
  if (count === 0) return []
  return [`    and ${numberText(count)} more: --format html or json has all of them`]
}
