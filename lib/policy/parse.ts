// From text to plain data with places. YAML 1.2, core schema, and less: nothing that a reader of one line cannot see.
import { LineCounter, parseDocument } from 'yaml'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { fastDocument } from './fast-document.ts'
import type { PolicyFile } from './load.ts'
import { type DocumentText, locator, type Places, placesOf, placesOnDemand } from './places.ts'
import { plain, type ReportRange } from './plain.ts'
import { reportSyntax } from './syntax.ts'

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
  const value = fastDocument(document.text)
  if (value === undefined || isTooLarge(value, document)) return parseWithLibrary(document)
  return { value, places: placesOnDemand(() => parseWithLibrary(document).places), diagnostics: [] }
}

/** The same, by the YAML library alone: parse() only saves its time on documents that it has nothing to say about. */
export function parseWithLibrary(document: DocumentText): Parsed {
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
  const report: ReportRange = (flaw, range) => {
    if (diagnostics.length < MOST_MISTAKES) diagnostics.push(diagnose(flaw, place(range)))
  }
  const isReadable = reportSyntax(document.text, tree, report)
  const value = isReadable ? plain(tree.contents, report) : undefined
  if (isTooLarge(value, document)) report(TOO_LARGE, [0, 1])
  return {
    value: isWhole(diagnostics) ? value : undefined,
    places: placesOf(document, tree.contents, place),
    diagnostics,
  }
}

/** Of one document; who has corrected these is told the next. */
const MOST_MISTAKES = 100

/** Keys and list entries: a TargetList of four thousand targets. What is done with each of them later is bounded by this. */
const MOST_ENTRIES = 30_000

const TOO_LARGE: Flaw = {
  code: 'yaml-syntax',
  message: `A document has at most ${MOST_ENTRIES} keys and list entries, and this one has more`,
  fix: 'divide it, or shorten it',
}

function isTooLarge(value: unknown, { text }: DocumentText): boolean {
  if (text.length < MOST_ENTRIES) return false
  let left = MOST_ENTRIES
  const isCounted = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return true
    const entries = Object.values(part)
    left -= entries.length
    return left >= 0 && entries.every(isCounted)
  }
  return !isCounted(value)
}

/** Without what an alias stands for, or beyond what is told, the rest of the document would be judged unjustly. */
function isWhole(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.length < MOST_MISTAKES && !diagnostics.some(({ code }) => HIDING.has(code))
}

const HIDING: ReadonlySet<string> = new Set(['yaml-alias', 'yaml-syntax'])

/** False for what is only borders, comments and white space. */
function hasContent(text: string): boolean {
  return /^(?!---[^\S\r\n]*(?:#.*)?$|\.\.\.|[^\S\r\n]*(?:#|$))/m.test(text)
}
