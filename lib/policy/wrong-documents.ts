// Which documents are wrong, by where the errors stand.
import type { Diagnostic } from './diagnostic.ts'
import type { DocumentText } from './places.ts'

/** The documents that an error stands in: nothing that they have a part in is handed on. */
export function wrongDocuments(
  documents: readonly DocumentText[],
  diagnostics: readonly Diagnostic[],
): ReadonlySet<DocumentText> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return new Set()
  const ofFile = new Map<string, DocumentText[]>()
  for (const document of documents) {
    const others = ofFile.get(document.file)
    if (others === undefined) ofFile.set(document.file, [document])
    else others.push(document)
  }
  const wrong = new Set<DocumentText>()
  for (const { place } of errors) {
    const above = ofFile.get(place.file)?.filter(({ line }) => line <= place.line) ?? []
    const [nearest] = above.toSorted((a, b) => b.line - a.line)
    if (nearest !== undefined) wrong.add(nearest)
  }
  return wrong
}
