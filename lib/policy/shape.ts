// Reads a parsed document by the schema of its kind. The schema library finds what is wrong; shape-words.ts says it.
import type * as z from 'zod/mini'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Parsed } from './parse.ts'
import type { Path } from './places.ts'
import { isPlainMap, valueAt } from './plain.ts'
import { SCHEMAS, type Shaped } from './schema.ts'
import { appFlaw, explain, kindFlaw, wrongType } from './shape-words.ts'

type Issue = z.core.$ZodIssue

export type ShapeResult = {
  readonly shaped?: Shaped
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Gives the document as its kind, or nothing, and every mistake of shape. A document whose mistakes leave its shape
 * whole (a key too many, a name against the rules) is given all the same, so that the rest of it is checked as well.
 */
export function shape({ value, places }: Parsed): ShapeResult {
  if (value === undefined) return { diagnostics: [] }
  const found = schemaOf(value)
  if ('flaw' in found) {
    return { diagnostics: [diagnose(found.flaw, places.ofValue(found.path))] }
  }
  const { schema } = found
  const result = schema.safeParse(value)
  if (result.success) return { shaped: result.data, diagnostics: [] }
  const issues = result.error.issues.flatMap(withoutUnions)
  const diagnostics = issues.flatMap(issue => explain(issue, { schema, value, places }))
  if (!issues.every(leavesShapeWhole)) return { diagnostics }
  return { shaped: withoutUnknownKeys(value, issues), diagnostics }
}

type Schema = z.ZodMiniType<Shaped>

function schemaOf(
  value: unknown,
): { readonly schema: Schema } | { readonly flaw: Flaw; readonly path: Path } {
  if (!isPlainMap(value)) return { flaw: wrongType('object', { value }), path: [] }
  switch (value.kind) {
    case 'BackupPolicy':
      return { schema: SCHEMAS.BackupPolicy }
    case 'Environment':
      return { schema: SCHEMAS.Environment }
    case 'Defaults':
      return { schema: SCHEMAS.Defaults }
    case 'TargetList':
      if (value.app === 'sqlserver' || value.app === 'oracle') {
        return { schema: SCHEMAS.TargetList[value.app] }
      }
      return { flaw: appFlaw(value.app), path: ['app'] }
    default:
      return { flaw: kindFlaw(value.kind, Object.keys(SCHEMAS)), path: ['kind'] }
  }
}

/** Of a value that could be one of several shapes, what is wrong with the one that it comes nearest to. */
function withoutUnions(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const ofThisType = issue.errors.filter(
    errors => !errors.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )
  const [nearest] = ofThisType.toSorted((a, b) => a.length - b.length)
  if (nearest === undefined) return [issue]
  return nearest.map(error => ({ ...error, path: [...issue.path, ...error.path] }))
}

function leavesShapeWhole({ code }: Issue): boolean {
  return code === 'custom' || code === 'unrecognized_keys' || code === 'invalid_key'
}

/** Only issues that leave the shape whole were found, so what is left has the shape. */
function withoutUnknownKeys(value: unknown, issues: readonly Issue[]): Shaped {
  const copy = structuredClone(value)
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const map = valueAt(copy, issue.path)
    for (const key of issue.keys) if (isPlainMap(map)) delete (map as Record<string, unknown>)[key]
  }
  return copy as Shaped
}
