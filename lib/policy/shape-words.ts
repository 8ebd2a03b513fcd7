// What is wrong with a document's shape, in words.
import type * as z from 'zod/mini'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { EXAMPLES } from './examples.ts'
import { intendedValue } from './intended.ts'
import { flawOf } from './law.ts'
import type { Path, Places } from './places.ts'
import { isPlainMap, valueAt } from './plain.ts'
import { SCHEMAS } from './schema.ts'
import { unknownKey } from './unknown-key.ts'
import { oneOf, quote } from './wording.ts'

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

/** `guess` is what the document seems to be. */
export function kindFlaw(kind: unknown, guess: string | undefined): Flaw {
  if (kind === undefined) {
    return { ...missing('kind'), fix: guess === undefined ? ADD_KIND : `add kind: ${guess}` }
  }
  const kinds = Object.keys(SCHEMAS)
  const message = `There is no kind ${quote(kind)}; there are ${kinds.join(', ')}`
  const fix = guess === undefined ? `write one of ${kinds.join(', ')}` : `write kind: ${guess}`
  return { code: 'kind-unknown', message, fix }
}

const ADD_KIND = `add kind: and one of ${Object.keys(SCHEMAS).join(', ')}`

export function appFlaw(app: unknown): Flaw {
  const apps = Object.keys(SCHEMAS.TargetList)
  return app === undefined ? missing('app') : wrongValue({ key: 'app' }, app, apps)
}

/** `expected` as the schema library names types. */
export function wrongType(
  expected: string,
  found: { readonly key?: string; readonly value: unknown },
): Flaw {
  const { key, value } = found
  const subject = key === undefined ? 'A document' : `"${key}"`
  const isDuration = expected === 'string' && DURATIONS.has(key)
  const wanted = isDuration ? 'a duration like 15m' : (TYPES[expected] ?? expected)
  const message =
    value === null
      ? `${subject} is empty; it must be ${wanted}`
      : `${subject} must be ${wanted}, and this is ${typeName(value)}`
  if (isDuration && typeof value === 'number') {
    return { code: 'wrong-type', message, fix: `write the unit: ${key}: ${value}m, or h or d` }
  }
  return { code: 'wrong-type', message, ...fixType(expected, found) }
}

const DURATIONS: ReadonlySet<unknown> = new Set([
  'backoff',
  'cooldown',
  'delay',
  'every',
  'jitter',
  'maxRun',
  'minInterval',
  'offset',
  'rpo',
  'spread',
  'startWithin',
])

function wrong(issue: z.core.$ZodIssue, value: unknown): Flaw {
  const key = keyOf(issue.path)
  if (value === undefined) return missing(key)
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, { key, value })
    case 'invalid_value':
      return wrongValue(
        { key, isEntry: typeof issue.path.at(-1) === 'number' },
        value,
        issue.values.map(String),
      )
    case 'too_small':
    case 'too_big':
      return outOfRange(issue, { key, value })
    case 'invalid_union':
      return wrongType(key === 'maxRemovedStarts' ? 'share' : 'reference', { key, value })
    default:
      return { code: 'wrong-value', message: `"${key}" does not take ${quote(value)}` }
  }
}

function missing(key: string): Flaw {
  const fix = `add ${exampleOf(key) ?? `${key}:`}`
  return { code: 'missing-key', message: `"${key}" is missing`, fix }
}

function wrongValue(
  { key, isEntry = false }: { readonly key: string; readonly isEntry?: boolean },
  value: unknown,
  allowed: readonly string[],
): Flaw {
  if (key === 'apiVersion') {
    const message = `apiVersion ${quote(value)} is not one that this version of Holdfast reads`
    return { code: 'api-version-unknown', message, fix: 'write apiVersion: holdfast/v1' }
  }
  const message = `"${key}" must be ${oneOf(allowed)}, and this is ${quote(value)}`
  const word = allowed.length === 1 ? allowed[0] : intendedValue(key, String(value), allowed)
  const fix =
    word === undefined
      ? `write one of ${allowed.join(', ')}`
      : `write ${isEntry ? '' : `${key}: `}${word}`
  return { code: 'wrong-value', message, fix }
}

function outOfRange(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  { key, value }: { key: string; value: unknown },
): Flaw {
  if (issue.origin === 'array' && issue.code === 'too_big') {
    const message = `"${key}" has more than ${issue.maximum} entries, which every run would carry along`
    return { code: 'wrong-value', message, fix: 'take out those that are over' }
  }
  if (issue.origin === 'array') {
    const message = `"${key}" is an empty list`
    return { code: 'wrong-value', message, fix: 'add an entry, or remove the key' }
  }
  const [limit, side] =
    issue.code === 'too_small' ? [issue.minimum, 'least'] : [issue.maximum, 'most']
  const message = `"${key}" is at ${side} ${limit}, and this is ${quote(value)}`
  return { code: 'wrong-value', message, fix: `write ${key}: ${limit}` }
}

function exampleOf(key: string): string | undefined {
  return Object.hasOwn(EXAMPLES, key) ? EXAMPLES[key] : undefined
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
  if (expected === 'array' && typeof value === 'string' && /^[\w -]{1,40}$/.test(value)) {
    return { fix: `write ${key}: [${value}]` }
  }
  const example = exampleOf(key ?? '')
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
  share: 'a share like 20%, or a map with one',
}
