// From an origin to its place. A document is parsed again for it: only wrong ones are asked, and keeping the syntax
// trees of all others would take many times the memory of their text.
import { type DiagnosticCode, diagnose, type Flaw } from './codes.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { type Parsed, parse } from './parse.ts'
import type { DocumentText, Path } from './places.ts'
import { valueAt } from './plain.ts'

/** Where a value was written. */
export type Origin = { readonly text: DocumentText; readonly path: Path }

/** Takes a flaw and where its value was written. */
export type Report = (flaw: Flaw, origin: Origin) => void

export function placeIn({ text, path }: Origin): Place {
  return parsed(text).places.ofValue(path)
}

/** Whether anything stands there. */
export function isWritten({ text, path }: Origin): boolean {
  return valueAt(parsed(text).value, path) !== undefined
}

/** A flaw of a value, at the guilty part of it. */
export function diagnoseAt(flaw: Flaw, { text, path }: Origin): Diagnostic {
  const { places } = parsed(text)
  return diagnose(flaw, OF_KEYS.has(flaw.code) ? places.ofKey(path) : places.ofFlaw(path, flaw))
}

/** What is wrong is that the key stands there. */
const OF_KEYS: ReadonlySet<DiagnosticCode> = new Set([
  'unknown-key',
  'unknown-schedule',
  'unknown-trigger',
])

/** Of the documents that were asked for last: mistakes come in runs, of one document or of several that are compared. */
const kept = new Map<DocumentText, Parsed>()
const MOST_KEPT = 20

function parsed(text: DocumentText): Parsed {
  const document = kept.get(text) ?? parse(text)
  // A map remembers the order, so the first of it is the one that nobody asked for longest.
  kept.delete(text)
  kept.set(text, document)
  const [longestAgo] = kept.keys()
  if (kept.size > MOST_KEPT && longestAgo !== undefined) kept.delete(longestAgo)
  return document
}
