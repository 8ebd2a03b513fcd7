// What is wrong with a document's shape, in words.
import type * as z from 'zod/mini'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { EXAMPLES } from './examples.ts'
import { flawOf } from './law.ts'
import type { Path, Places } from './places.ts'
import { isPlainMap, valueAt } from './plain.ts'
import { LATER } from './schema.ts'
import { unknownKey } from './unknown-key.ts'
import { nearest, oneOf, quote } from './wording.ts'

type Context = {
  readonly schema: z.core.$ZodType
  readonly value: unknown
  readonly places: Places
}

/** One mistake of shape at its place: the key for what should not be there, the value for what should be different. */
export function explain(
  issue: z.core.$ZodIssue,
  { schema, value, places }: Context,
): readonly Diagnostic[] {
  const { path } = issue
  switch (issue.code) {
    case 'unrecognized_keys': {
      return issue.keys.map(key =>
        diagnose(unknownKey(key, path, schema), places.ofKey([...path, key])),
      )
    }
    case 'invalid_key':
      return issue.issues.flatMap(inner =>
        inner.code === 'custom' ? [diagnose(flawOf(inner), places.ofKey(path))] : [],
      )
    case 'custom': {
      const flaw = flawOf(issue)
      return [diagnose(flaw, places.ofFlaw(path, flaw))]
    }
    default:
      return [diagnose(wrong(issue, valueAt(value, path)), places.ofValue(path))]
  }
}

export function kindFlaw(kind: unknown, known: readonly string[]): Flaw {
  if (kind === undefined) return missing('kind')
  const message = LATER.has(kind)
    ? `The kind ${quote(kind)} is not supported by this version of Holdfast`
    : `There is no kind ${quote(kind)}; there are ${known.join(', ')}`
  const meant = nearest(String(kind), known)
  const fix = LATER.has(kind) ? 'remove the document' : `write kind: ${meant ?? known[0]}`
  return { code: 'kind-unknown', message, fix }
}

export function appFlaw(app: unknown): Flaw {
  return app === undefined ? missing('app') : wrongValue('app', app, ['sqlserver', 'oracle'])
}

/** `expected` as the schema library names types. */
export function wrongType(
  expected: string,
  found: { readonly key?: string; readonly value: unknown },
): Flaw {
  const { key, value } = found
  const subject = key === undefined ? 'A document' : `"${key}"`
  const message =
    value === null
      ? `${subject} is empty; it must be ${TYPES[expected] ?? expected}`
      : `${subject} must be ${TYPES[expected] ?? expected}, and this is ${typeName(value)}`
  return { code: 'wrong-type', message, ...fixType(expected, found) }
}

function wrong(issue: z.core.$ZodIssue, value: unknown): Flaw {
  const key = keyOf(issue.path)
  if (value === undefined) return missing(key)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, { key, value })
    case 'invalid_value':
      return wrongValue(key, value, issue.values.map(String))
    case 'too_small':
    case 'too_big':
      return outOfRange(issue, { key, value })
    case 'invalid_union':
      return wrongType('reference', { key, value })
    default:
      return { code: 'wrong-value', message: `"${key}" does not take ${quote(value)}` }
  }
}

function missing(key: string): Flaw {
  const fix = `add ${EXAMPLES[key] ?? `${key}:`}`
  return { code: 'missing-key', message: `"${key}" is missing`, fix }
}

function wrongValue(key: string, value: unknown, allowed: readonly string[]): Flaw {
  if (key === 'apiVersion') {
    const message = `apiVersion ${quote(value)} is not one that this version of Holdfast reads`
    return { code: 'api-version-unknown', message, fix: 'write apiVersion: holdfast/v1' }
  }
  if (LATER.has(value)) {
    const message = `"${key}: ${value}" is not supported by this version of Holdfast`
    return { code: 'wrong-value', message, fix: `write ${key}: ${allowed[0]}` }
  }
  const message = `"${key}" must be ${oneOf(allowed)}, and this is ${quote(value)}`
  const meant = nearest(String(value), allowed)
  return { code: 'wrong-value', message, fix: `write ${key}: ${meant ?? allowed[0]}` }
}

function outOfRange(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  { key, value }: { key: string; value: unknown },
): Flaw {
  if (issue.origin === 'array') {
    const message = `"${key}" is an empty list`
    return { code: 'wrong-value', message, fix: 'add an entry, or remove the key' }
  }
  const [limit, side] =
    issue.code === 'too_small' ? [issue.minimum, 'least'] : [issue.maximum, 'most']
  const message = `"${key}" is at ${side} ${limit}, and this is ${quote(value)}`
  return { code: 'wrong-value', message, fix: `write ${key}: ${limit}` }
}

/** The key that a path ends in; for an entry of a list, the list's. */
function keyOf(path: Path): string {
  return String(path.findLast(step => typeof step === 'string') ?? '')
}

function typeName(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (isPlainMap(value)) return 'a map'
  if (typeof value === 'string') return `the text ${quote(value)}`
  return typeof value === 'boolean' ? `${value}` : `the number ${value}`
}

function fixType(
  expected: string,
  found: { readonly key?: string; readonly value: unknown },
): { fix?: string } {
  const { key, value } = found
  if (expected === 'array' && typeof value === 'string') return { fix: `write ${key}: [${value}]` }
  const example = EXAMPLES[key ?? '']
  if (example !== undefined) return { fix: `write ${example}` }
  return {
    fix: expected === 'string' ? `put it in quotes: "${value}"` : `write ${TYPES[expected]}`,
  }
}

/** The schema library's names of types, in ours. */
const TYPES: { readonly [expected: string]: string } = {
  string: 'text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  reference: 'a name, {list: …} or {select: …}',
}
