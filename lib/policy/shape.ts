// Reads a parsed document by the schema of its kind. The schema library finds what is wrong; shape-words.ts says it;
// salvage.ts keeps the rest, so that one mistake does not hide the others.
import type * as z from 'zod/mini'
import { meant } from '../trigger/meant.ts'
import { diagnose } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type DocumentSchema, kindOf } from './kind.ts'
import type { Parsed } from './parse.ts'
import { valueAt } from './plain.ts'
import { type Misspelled, salvage } from './salvage.ts'
import type { Shaped } from './schema.ts'
import { keysAt } from './schema-walk.ts'
import { explain } from './shape-words.ts'
import { keyOfPath, type Mistakes, NO_MISTAKES } from './written.ts'

type Issue = z.core.$ZodIssue

type ShapeResult = {
  /** The document, without what could not be read; undefined when little would be left. */
  readonly shaped?: Shaped
  readonly mistakes: Mistakes
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives the document as its kind, and every mistake of shape. */
export function shape({ value, places }: Parsed): ShapeResult {
  if (value === undefined) return { mistakes: NO_MISTAKES, diagnostics: [] }
  const { schema, meaning, flaws, told } = kindOf(value)
  const ofKind = flaws.map(({ flaw, path }) => diagnose(flaw, places.ofValue(path)))
  if (schema === undefined) return { mistakes: NO_MISTAKES, diagnostics: ofKind }
  const result = schema.safeParse(meaning)
  if (result.success && told.length === 0) {
    return { shaped: result.data, mistakes: NO_MISTAKES, diagnostics: [] }
  }
  const issues = result.success ? [] : result.error.issues
  const expanded = issues.flatMap(issue => withoutUnions(issue, meaning))
  const misspelled = misspelledKeys(expanded, { schema, value: meaning })
  const notMissing = new Set(misspelled.map(({ map, meant }) => keyOfPath([...map, meant])))
  const diagnostics = [
    ...ofKind,
    ...expanded
      .filter(({ path }) => !notMissing.has(keyOfPath(path)))
      .flatMap(issue => explain(issue, { schema, value: meaning, places })),
  ]
  const left = salvage<Shaped>(meaning, { schema, misspelled, told })
  if (left === undefined) return { mistakes: NO_MISTAKES, diagnostics }
  return { shaped: left.value, mistakes: left.mistakes, diagnostics }
}

/** Of a value that could be one of several shapes, what is wrong with the one that it comes nearest to. */
function withoutUnions(issue: Issue, value: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const found = valueAt(value, issue.path)
  const isNoWord = typeof found === 'object' && found !== null
  const ofThisType = issue.errors.filter(
    errors =>
      !errors.some(({ code, path }) => {
        const isOther = code === 'invalid_type' || (code === 'invalid_value' && isNoWord)
        return isOther && path.length === 0
      }),
  )
  const [nearest] = ofThisType.toSorted((a, b) => a.length - b.length)
  if (nearest === undefined) return [issue]
  const errors = nearest.map(error => ({ ...error, path: [...issue.path, ...error.path] }))
  // With a key that is not known, nobody knows which key is missing.
  const isUnknown = errors.some(({ code }) => code === 'unrecognized_keys')
  return errors.filter(({ path }) => !isUnknown || valueAt(value, path) !== undefined)
}

/** Keys that are not there under their name, and are under one that is nearly theirs: they are not missing. */
function misspelledKeys(
  issues: readonly Issue[],
  { schema, value }: { readonly schema: DocumentSchema; readonly value: unknown },
): readonly Misspelled[] {
  const found = new Map<string, Misspelled>()
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const { path: map, keys } = issue
    const known = keysAt(schema, map)
    for (const key of keys) {
      const near = meant(key, known)
      if (near === undefined || valueAt(value, [...map, near]) !== undefined) continue
      found.set(keyOfPath([...map, near]), { map, key, meant: near })
    }
  }
  return [...found.values()]
}
