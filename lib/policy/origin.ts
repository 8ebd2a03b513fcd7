// From an origin to its place. A document is parsed again for it: only wrong ones are asked, and keeping the syntax
// trees of all others would take many times the memory of their text.
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { parse } from './parse.ts'
import type { DocumentText, Path, Places } from './places.ts'

/** Where a value was written. */
export type Origin = { readonly text: DocumentText; readonly path: Path }

/** Takes a flaw and where its value was written. */
export type Report = (flaw: Flaw, origin: Origin) => void

export function placeIn({ text, path }: Origin): Place {
  return placesIn(text).ofValue(path)
}

/** A flaw of a value, at the guilty part of it. */
export function diagnoseAt(flaw: Flaw, { text, path }: Origin): Diagnostic {
  return diagnose(flaw, placesIn(text).ofFlaw(path, flaw))
}

/** A thousand mistakes in one document follow each other: the last one asked for is kept. */
let last: { readonly text: DocumentText; readonly places: Places } | undefined

function placesIn(text: DocumentText): Places {
  if (last?.text !== text) last = { text, places: parse(text).places }
  return last.places
}
