// From text to plain data with places. YAML 1.2, core schema, and less: nothing that a reader of one line cannot see.
import { type Document, LineCounter, parseDocument } from 'yaml'
import { diagnose } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { PolicyFile } from './load.ts'
import { type DocumentText, locator, type Places, placesOf } from './places.ts'
import { plain, type ReportRange } from './plain.ts'
import { UNPRINTABLE, visible } from './wording.ts'

export type Parsed = {
  /** Undefined when the text could not be read as data; then a diagnostic says why. */
  readonly value: unknown
  readonly places: Places
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The documents of a file, not yet parsed: at column 0, `---` and `...` are borders whatever surrounds them
 * (https://yaml.org/spec/1.2.2/#92-streams). One at a time they take a fifth of the memory of all at once.
 */
export function split(file: PolicyFile): readonly DocumentText[] {
  const text = file.text.replace(/^\ufeff/, '')
  const documents: DocumentText[] = []
  let line = 1
  let from = 0
  const take = (end: number) => {
    const part = text.slice(from, end)
    if (hasContent(part)) documents.push({ file: file.file, line, text: part })
    line += part.split('\n').length - 1
    from = end
  }
  for (const { 0: border, index } of text.matchAll(/^(?:---(?=\s|$)|\.\.\.(?=\s|$).*\n?)/gm)) {
    take(border === '---' ? index : index + border.length)
  }
  take(text.length)
  return documents
}

/** Reads one document. Never throws: whatever is wrong with the text is a diagnostic. */
export function parse(document: DocumentText): Parsed {
  const lines = new LineCounter()
  const tree = parseDocument(document.text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    // plain.ts finds every one of them; here the first would end the reading.
    uniqueKeys: false,
  })
  const place = locator(document, lines)
  const diagnostics: Diagnostic[] = []
  const report: ReportRange = (flaw, range) => void diagnostics.push(diagnose(flaw, place(range)))
  const isReadable = reportSyntax(document.text, tree, report)
  const value = isReadable ? plain(tree.contents, report) : undefined
  // Without what an alias stands for, the rest of the document would be judged unjustly.
  const isJudged = !diagnostics.some(({ code }) => code === 'yaml-alias')
  return {
    value: isJudged ? value : undefined,
    places: placesOf(document, tree.contents, place),
    diagnostics,
  }
}

/** True when the text is whole enough to be read as data. Only the first error is told: after it the parser guesses. */
function reportSyntax(text: string, tree: Document.Parsed, report: ReportRange): boolean {
  const hidden = text.search(UNPRINTABLE)
  if (hidden >= 0) {
    const message = `The character ${visible(text.charAt(hidden))} cannot be seen and is not read`
    const fix = 'remove it, or save the file as UTF-8'
    report({ code: 'yaml-syntax', message, fix }, [hidden, hidden + 1])
    return false
  }
  const directive = text.search(/^%/m)
  if (directive >= 0) {
    const message = 'A directive changes what the lines below it mean, and is not read'
    report({ code: 'yaml-syntax', message, fix: 'remove the line' }, [directive, directive + 1])
    return false
  }
  const [broken] = tree.errors
  if (broken === undefined) return true
  const [first, end] = broken.pos
  const flaw = SYNTAX.get(broken.code) ?? { message: broken.message, fix: LOOK_AGAIN }
  report({ code: 'yaml-syntax', ...flaw }, [first, Math.max(end, first + 1)])
  return false
}

const LOOK_AGAIN = 'compare the line with its neighbours: indentation, quotes, brackets, ": "'

/** The commonest of the parser's errors (https://eemeli.org/yaml/#errors) in words that name the cure. */
const SYNTAX = new Map<string, { readonly message: string; readonly fix: string }>([
  ['TAB_AS_INDENT', { message: 'YAML is indented by spaces, never by tabs', fix: 'use spaces' }],
  [
    'BAD_INDENT',
    {
      message: 'This is indented unlike its neighbours, or a [ or { is not closed',
      fix: 'align it with its neighbours, or close the bracket',
    },
  ],
  [
    'BAD_SCALAR_START',
    { message: 'A value cannot begin with this character', fix: 'put the value in quotes' },
  ],
  [
    'BAD_ALIAS',
    {
      message: 'YAML takes a value that begins with * for an alias',
      fix: 'put the value in quotes',
    },
  ],
  [
    'BAD_DQ_ESCAPE',
    { message: 'Between double quotes this backslash means nothing', fix: 'use single quotes' },
  ],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    {
      message: 'Here a second ": " stands in one line, or the next line is indented too far',
      fix: 'put the value in quotes, or align the next line',
    },
  ],
  [
    'MULTILINE_IMPLICIT_KEY',
    { message: 'This line is neither a "key: value" nor a "- item"', fix: 'write key: value' },
  ],
  [
    'RESOURCE_EXHAUSTION',
    { message: 'This is nested too deeply to be read', fix: 'a policy is six levels deep at most' },
  ],
])

/** False for what is only borders, comments and white space. */
function hasContent(text: string): boolean {
  return /^(?!---\s*(?:#.*)?$|\.\.\.|\s*#|\s*$)/m.test(text)
}
