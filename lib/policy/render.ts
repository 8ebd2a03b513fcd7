// Diagnostics as text, for people and for the machines that show them to people.
import { annotationLine } from './annotation.ts'
import { CODES } from './codes.ts'
import type { Diagnostic, Place, Severity } from './diagnostic.ts'
import type { PolicyFile } from './load.ts'
import { UNPRINTABLE, visible } from './wording.ts'

/** Message, the line that is meant, a mark under the place, the fix. Ends with a newline, unless there is nothing to say. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  files: readonly PolicyFile[],
  { color }: { readonly color: boolean },
): string {
  const paint = color ? COLORS : PLAIN
  const lines = new Map(
    files.map(({ file, text }) => [file, withoutSecrets(file, text, diagnostics)]),
  )
  return diagnostics
    .map(diagnostic => {
      const { place, severity, message, code, fix } = diagnostic
      const at = paint.bold(`${visible(place.file)}:${place.line}:${place.column}:`)
      const grade = severity === 'error' ? '' : `${paint[severity](severity)}: `
      const parts = [
        `${at} ${grade}${visible(message)} ${paint[severity](`[${code}]`)}`,
        ...excerpt(place, lines.get(place.file)?.[place.line - 1], paint[severity]),
        ...(fix === undefined ? [] : [`   ${paint.bold('fix:')} ${visible(fix)}`]),
      ]
      return `${parts.join('\n')}\n`
    })
    .join('\n')
}

/** Annotations of the lines that are meant. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ severity, code, place, message, fix }) =>
      annotationLine({
        kind: severity === 'note' ? 'notice' : severity,
        place,
        title: code,
        text: sentence({ message, fix }),
      }),
    )
    .join('')
}

export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const flat = diagnostics.map(({ code, severity, place, message, fix }) => ({
    code,
    severity,
    ...place,
    message,
    ...(fix === undefined ? {} : { fix }),
  }))
  return `${JSON.stringify(flat, undefined, 2)}\n`
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html: columns from 1, ends exclusive, as ours. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].toSorted()
  const rules = codes.map(id => {
    const { about = id, severity: level = 'error' } = ABOUT.get(id) ?? {}
    return { id, shortDescription: { text: about }, defaultConfiguration: { level } }
  })
  const results = diagnostics.map(({ code, severity, place, message, fix }) => {
    const { file, line, column, endLine, endColumn } = place
    const artifactLocation = { uri: file.split('/').map(encodeURIComponent).join('/') }
    const region = { startLine: line, startColumn: column, endLine, endColumn }
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: severity,
      message: { text: sentence({ message, fix }) },
      locations: [{ physicalLocation: { artifactLocation, region } }],
    }
  })
  const tool = { driver: { name: 'Holdfast', rules } }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool, columnKind: 'utf16CodeUnits', results }],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

const ABOUT: ReadonlyMap<string, { readonly about: string; readonly severity: Severity }> = new Map(
  Object.entries(CODES),
)

/** What is wrong and what to do, for where there is one line only. */
function sentence({ message, fix }: { message: string; fix?: string | undefined }): string {
  return fix === undefined ? message : `${message}. Fix: ${fix}`
}

type Paint = (text: string) => string

const ansi =
  (code: number): Paint =>
  text =>
    `\u001b[${code}m${text}\u001b[0m`

const COLORS = { bold: ansi(1), error: ansi(31), warning: ansi(33), note: ansi(36) }

const same: Paint = text => text
const PLAIN: typeof COLORS = { bold: same, error: same, warning: same, note: same }

/** Longer lines are cut, so that the mark stays under its place in any terminal. */
const WIDEST = 120

function excerpt(place: Place, line: string | undefined, paint: Paint): readonly string[] {
  if (line === undefined || line.trim() === '') return []
  const from = place.column > WIDEST ? place.column - WIDEST / 2 : 0
  const shown = line.slice(from, from + WIDEST)
  const number = String(place.line)
  const margin = ' '.repeat(number.length)
  const before = shown.slice(0, place.column - 1 - from).replace(/[^\t]/g, ' ')
  const end = place.endLine > place.line ? line.trimEnd().length + 1 : place.endColumn
  const room = Math.max(shown.length - before.length, 1)
  const width = Math.min(Math.max(end - place.column, 1), room)
  const mark = paint(`^${'~'.repeat(width - 1)}`)
  return [`${margin} |`, `${number} | ${shown}`, `${margin} | ${before}${mark}`]
}

/** The lines of a file as they may be shown: what looks like a secret is covered, whatever is wrong beside it. */
function withoutSecrets(
  file: string,
  text: string,
  diagnostics: readonly Diagnostic[],
): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  for (const { code, place } of diagnostics) {
    if (code !== 'secret-in-policy' || place.file !== file) continue
    for (let row = place.line; row <= place.endLine; row++) {
      const line = lines[row - 1] ?? ''
      const first = row === place.line ? place.column - 1 : 0
      const end = row === place.endLine ? place.endColumn - 1 : line.length
      lines[row - 1] = line.slice(0, first) + '*'.repeat(Math.max(end - first, 0)) + line.slice(end)
    }
  }
  return lines.map(line => line.replace(UNPRINTABLE, '·'))
}
