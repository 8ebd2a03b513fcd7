// What is left of a document with mistakes of shape: each part that has not its shape is taken out, as little as can
// be, so that the rest is checked as well. Nobody ever gets such a document as a policy: it has an error.
import type * as z from 'zod/mini'
import type { Path } from './places.ts'
import { valueAt } from './plain.ts'
import { isRemovable, leastValue, meantValue, schemaAt } from './schema-walk.ts'
import { keyOfPath, type Mistake, type Mistakes, mistakesOf, pathInText } from './written.ts'

type Salvaged<T> = { readonly value: T; readonly mistakes: Mistakes }

type Issue = z.core.$ZodIssue

/** What is taken out in one round may show what was hidden behind it; nothing here is nested deeper than this. */
const ROUNDS = 6

/** A key that stands there under a name which is nearly its own. */
export type Misspelled = { readonly map: Path; readonly key: string; readonly meant: string }

export type Broken<T> = {
  readonly schema: z.ZodMiniType<T>
  readonly misspelled: readonly Misspelled[]
  /** Places of mistakes that are no longer in the value. */
  readonly told: readonly Path[]
}

/** Undefined when what is wrong is what the document is. */
export function salvage<T>(written: unknown, broken: Broken<T>): Salvaged<T> | undefined {
  const { schema, misspelled, told } = broken
  const value = structuredClone(written)
  const indices = new Map<string, number[]>()
  const mistakes: Mistake[] = [
    ...told,
    ...misspelled.flatMap(({ map, key, meant }) => [
      [...map, key],
      [...map, meant],
    ]),
  ].map(path => ({ path, value: undefined, isTakenOut: false }))
  for (const one of misspelled) rename(one, value)
  for (let round = 0; round < ROUNDS; round++) {
    const result = schema.safeParse(value)
    const issues = result.success ? [] : result.error.issues
    const isLast = !issues.some(breaksShape)
    if (isLast && round > 0) return { value: value as T, mistakes: mistakesOf(mistakes, indices) }
    const repairs = issues.map(issue => repairsOf(issue, value, schema))
    if (repairs.includes(undefined)) return undefined
    const found = outermost(repairs.flatMap(repair => repair ?? []))
    for (const { path, kind } of found) {
      const inText = pathInText(path, indices)
      const isTakenOut = kind === 'remove'
      mistakes.push({ path: inText, value: valueAt(written, inText), isTakenOut })
    }
    apply(found, value, indices)
  }
  return undefined
}

function rename({ map, key, meant }: Misspelled, value: unknown): void {
  const container = valueAt(value, map) as Record<string, unknown>
  container[meant] = container[key]
  delete container[key]
}

/** A value against its law has the right shape, and so has a list that is too short or too long. */
function breaksShape(issue: Issue): boolean {
  const isLength = issue.code === 'too_small' || issue.code === 'too_big'
  return issue.code !== 'custom' && !(isLength && issue.origin === 'array')
}

type Repair = { readonly path: Path } & (
  | { readonly kind: 'keep' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'replace'; readonly by: unknown }
)

/** Undefined when there is none. */
function repairsOf(
  issue: Issue,
  value: unknown,
  schema: z.ZodMiniType,
): readonly Repair[] | undefined {
  const { path, code } = issue
  if (!breaksShape(issue)) return [{ kind: 'keep', path }]
  if (code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ kind: 'remove', path: [...path, key] }))
  }
  const repair = repairAt(path, value, schema)
  return repair && [repair]
}

/** What was meant, where that can be guessed; else the smallest part goes; what cannot go is reduced to its shape. */
function repairAt(path: Path, value: unknown, schema: z.ZodMiniType): Repair | undefined {
  const wanted = schemaAt(schema, path)
  const by = meantValue(wanted, valueAt(value, path))
  if (by !== undefined) return { kind: 'replace', path, by }
  for (let end = path.length; end > 0; end--) {
    const part = path.slice(0, end)
    const isThere = valueAt(value, part) !== undefined
    if (isThere && isRemovable(schema, part)) return { kind: 'remove', path: part }
  }
  const least = leastValue(wanted)
  return least === undefined ? undefined : { kind: 'replace', path, by: least }
}

/** Each part once, and none inside of another that goes. */
function outermost(repairs: readonly Repair[]): readonly Repair[] {
  const gone = new Set(
    repairs.flatMap(({ kind, path }) => (kind === 'remove' ? [keyOfPath(path)] : [])),
  )
  const once = new Map<string, Repair>()
  for (const repair of repairs) {
    const { path } = repair
    const isInside = path.some((_, end) => end > 0 && gone.has(keyOfPath(path.slice(0, end))))
    const key = keyOfPath(path)
    if (!isInside && once.get(key)?.kind !== 'remove') once.set(key, repair)
  }
  return [...once.values()]
}

const GONE = Symbol('gone')

function apply(repairs: readonly Repair[], value: unknown, indices: Map<string, number[]>): void {
  const shorter = new Map<string, unknown[]>()
  for (const repair of repairs) {
    const { path } = repair
    const container = valueAt(value, path.slice(0, -1)) as Record<PropertyKey, unknown>
    const [step] = path.slice(-1)
    if (repair.kind === 'keep' || step === undefined) continue
    if (repair.kind === 'replace') container[step] = repair.by
    else if (!Array.isArray(container)) delete container[step]
    else {
      container[Number(step)] = GONE
      shorter.set(keyOfPath(pathInText(path.slice(0, -1), indices)), container)
    }
  }
  for (const [list, entries] of shorter) {
    const written = indices.get(list) ?? [...entries.keys()]
    indices.set(
      list,
      written.filter((_, index) => entries[index] !== GONE),
    )
    const left = entries.filter(entry => entry !== GONE)
    entries.length = 0
    for (const entry of left) entries.push(entry)
  }
}
