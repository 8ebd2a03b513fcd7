// Reads a pattern: its fields by dotted path, once for each way through its `$or`s, and everything EventBridge refuses.
// The rules are those of aws/event-ruler's JsonRuleCompiler, on which EventBridge is built.
import { type Condition, isRefusal, type Refusal } from './condition.ts'
import type { FlawPath } from './flaw.ts'
import { isMap } from './pattern.ts'
import { RESERVED, readCondition } from './read-condition.ts'
import { quote } from './wording.ts'

/** Fields that must all match, by dotted path: `detail.state`. A name with dots and a map in a map are the same to EventBridge. */
export type Alternative = ReadonlyMap<string, PatternField>

export type PatternField = {
  /** Any of them will do. */
  readonly conditions: readonly Condition[]
  /** Where its list stands in the pattern. */
  readonly at: FlawPath
}

export type PatternReading = {
  /** One, or one for each combination of the `$or`s: any of them will do. */
  readonly alternatives: readonly Alternative[]
  readonly refusals: readonly PatternRefusal[]
}

type PatternRefusal = {
  readonly refused: string
  readonly fix: string
  readonly at: FlawPath
}

/** "$or matching" in EventBridge's comparison operators. */
const MOST_COMBINATIONS = 1000

/** Far below what 2,048 characters could hold, and far above what any event has. */
const MOST_LEVELS = 100

export function readPattern(pattern: unknown): PatternReading {
  const refusals: PatternRefusal[] = []
  if (!isMap(pattern)) {
    const refused = `A pattern is a map of fields, not ${quote(pattern)}`
    const fix = 'write the fields of the event, each with a list: source: [release.erp]'
    return { alternatives: [], refusals: [{ refused, fix, at: [] }] }
  }
  const start = { at: [], names: [], insideOr: false, refusals }
  return { alternatives: readFields(pattern, [new Map()], start), refusals }
}

type Reader = {
  readonly at: FlawPath
  readonly names: readonly string[]
  readonly insideOr: boolean
  readonly refusals: PatternRefusal[]
}

type Fields = { readonly [field: string]: unknown }

/** An alternative that is still being filled. */
type Growing = Map<string, PatternField>

/** Every field goes into every alternative so far; an `$or` multiplies them. */
function readFields(fields: Fields, start: readonly Growing[], reader: Reader) {
  let alternatives = start
  const entries = Object.entries(fields)
  if (entries.length === 0) refuse(reader, 'An empty map matches nothing', 'name a field in it')
  for (const [name, value] of entries) {
    const inner = { ...reader, at: [...reader.at, name], names: [...reader.names, name] }
    if (reader.insideOr) refuseReserved(inner)
    if (name === '$or') alternatives = readOr(value, alternatives, { ...reader, at: inner.at })
    else if (isMap(value)) alternatives = readMap(value, alternatives, inner)
    else addField(alternatives, readList(value, inner), inner)
  }
  return alternatives
}

function readMap(
  fields: Fields,
  alternatives: readonly Growing[],
  reader: Reader,
): readonly Growing[] {
  if (reader.at.length < MOST_LEVELS) return readFields(fields, alternatives, reader)
  refuse(reader, `More than ${MOST_LEVELS} maps in one another`, 'match fewer levels')
  return alternatives
}

function readOr(
  value: unknown,
  alternatives: readonly Growing[],
  reader: Reader,
): readonly Growing[] {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isMap)) {
    refuse(reader, '$or takes a list of two or more maps', 'write $or: [{…}, {…}]')
    return alternatives
  }
  const all: Growing[] = []
  for (const [n, branch] of value.entries()) {
    const inner = { ...reader, at: [...reader.at, n], insideOr: true }
    const copies = alternatives.map(alternative => new Map(alternative))
    all.push(...readMap(branch, copies, inner))
    if (all.length <= MOST_COMBINATIONS) continue
    const refused = `The $or lists multiply to more than ${MOST_COMBINATIONS} combinations`
    refuse(reader, refused, 'write several triggers')
    return all.slice(0, 1)
  }
  return all
}

function readList(value: unknown, reader: Reader): readonly Condition[] {
  if (!Array.isArray(value)) {
    refuse(reader, `A field takes a list, not ${quote(value)}`, `write [${listed(value)}]`)
    return []
  }
  if (value.length === 0) refuse(reader, 'An empty list matches nothing', 'list a value')
  const conditions: Condition[] = []
  for (const [n, entry] of value.entries()) {
    const read: Condition | Refusal = readCondition(entry)
    if (!isRefusal(read)) conditions.push(read)
    else
      refuse({ ...reader, at: [...reader.at, n, ...(read.within ?? [])] }, read.refused, read.fix)
  }
  return conditions
}

/** EventBridge would silently keep the last of two lists for one field, and which is last no template promises. */
function addField(
  alternatives: readonly Growing[],
  conditions: readonly Condition[],
  reader: Reader,
): void {
  const path = reader.names.join('.')
  if (path.split('.').length > MOST_LEVELS) {
    refuse(reader, `A name of more than ${MOST_LEVELS} parts`, 'match fewer levels')
    return
  }
  if (alternatives.some(alternative => alternative.has(path))) {
    const fix = 'keep one of them: EventBridge would drop the other without a word'
    refuse(reader, `"${path}" stands in the pattern twice`, fix)
  }
  const field = { conditions, at: reader.at }
  for (const alternative of alternatives) alternative.set(path, field)
}

function refuseReserved(reader: Reader): void {
  const name = reader.names.at(-1) ?? ''
  if (!RESERVED.has(name)) return
  const fix = `write the field with a list: field: [{${name}: …}]`
  refuse(reader, `"${name}" is an operator; inside $or no field may be called that`, fix)
}

function refuse(reader: Reader, refused: string, fix: string): void {
  reader.refusals.push({ refused, fix, at: reader.at })
}

/** How a value looks as the one entry of a list, as an author would type it. */
function listed(value: unknown): string {
  return typeof value === 'string' && /^[\w./-]+$/.test(value) ? value : quote(value)
}
