// Whether one event pattern matches every event that another one matches. Exact where an entry can be compared with an
// entry; where it cannot, the answer is no.
import { parseAddress } from '../trigger/address.ts'
import { isLeaf, isRefusal } from '../trigger/condition.ts'
import { type EventPattern, isMap } from '../trigger/pattern.ts'
import { readCondition } from '../trigger/read-condition.ts'
import { type Alternative, type PatternField, readPattern } from '../trigger/read-pattern.ts'

/** Of patterns that EventBridge takes. */
export function reaches(wider: EventPattern, narrower: EventPattern): boolean {
  if (JSON.stringify(wider) === JSON.stringify(narrower)) return true
  const wide = readPattern(wider).alternatives
  return readPattern(narrower).alternatives.every(narrow =>
    wide.some(each => {
      return isAlternativeWider({ fields: each, of: wider }, { fields: narrow, of: narrower })
    }),
  )
}

type Read = { readonly fields: Alternative; readonly of: EventPattern }

/**
 * A field that is not asked for may be anything. In a list of an event the fields below it match in one element, and one
 * that must be absent decides which: with such a field only the same fields can be compared.
 */
function isAlternativeWider(wide: Read, narrow: Read): boolean {
  const fields = [...wide.fields]
  const hasAbsent = [...wide.fields.values(), ...narrow.fields.values()].some(isAbsent)
  if (hasAbsent && wide.fields.size !== narrow.fields.size) return false
  return fields.every(([path, field]) => {
    const asked = narrow.fields.get(path)
    if (asked === undefined) return false
    const known = entriesOf(wide.of, field)
    return entriesOf(narrow.of, asked).every(entry =>
      known.some(other => isEntryWider(other, entry)),
    )
  })
}

function isAbsent({ conditions }: PatternField): boolean {
  return conditions.some(({ absent }) => absent)
}

/** As they are written. */
function entriesOf(pattern: EventPattern, { at }: PatternField): readonly unknown[] {
  let found: unknown = pattern
  for (const step of at) found = (found as { readonly [step: string]: unknown })[String(step)]
  return Array.isArray(found) ? found : []
}

function isEntryWider(wide: unknown, narrow: unknown): boolean {
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return true
  if (isLeaf(narrow)) return holds(wide, narrow)
  if (!isMap(wide) || !isMap(narrow)) return false
  if (narrow.exists === false) return false
  if (wide.exists === true) return true
  const [operator = ''] = Object.keys(narrow)
  const isText = TEXT.has(operator)
  if (isText && (wide.wildcard === '*' || wide.prefix === '' || wide.suffix === '')) return true
  return COMPARE[operator]?.(narrow[operator], wide) ?? false
}

const TEXT: ReadonlySet<string> = new Set([
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'cidr',
])

/** An address stands for all ways to write it, and only the same address or any value is sure to match them all. */
function holds(wide: unknown, value: string | number | boolean | null): boolean {
  if (typeof value === 'string' && parseAddress(value) !== undefined) {
    return wide === value || (isMap(wide) && wide.exists === true)
  }
  const condition = readCondition(wide)
  return !isRefusal(condition) && condition.holds(value)
}

type Operators = { readonly [operator: string]: unknown }

const COMPARE: {
  readonly [operator: string]: ((narrow: unknown, wide: Operators) => boolean) | undefined
} = {
  prefix: (narrow, { prefix, 'anything-but': but }) =>
    isText(narrow) &&
    (isStart(prefix, narrow) || excludesNone(but, text => text.startsWith(narrow))),
  suffix: (narrow, { suffix, 'anything-but': but }) =>
    isText(narrow) && (isEnd(suffix, narrow) || excludesNone(but, text => text.endsWith(narrow))),
  'equals-ignore-case': (narrow, { 'equals-ignore-case': wide }) =>
    isText(narrow) && isText(wide) && narrow.toLowerCase() === wide.toLowerCase(),
  'anything-but': (narrow, { 'anything-but': wide }) => isSubset(wide, narrow),
  numeric: (narrow, { numeric }) => isRangeInside(narrow, numeric),
}

const isText = (value: unknown): value is string => typeof value === 'string'

const isStart = (start: unknown, text: string) => isText(start) && text.startsWith(start)

const isEnd = (end: unknown, text: string) => isText(end) && text.endsWith(end)

/** Whether an `anything-but` of plain values leaves all those texts in. */
function excludesNone(but: unknown, isMeant: (text: string) => boolean): boolean {
  if (but === undefined || isMap(but)) return false
  return listOf(but).every(value => !isText(value) || !isMeant(value))
}

/** Who excludes less matches more. */
function isSubset(less: unknown, more: unknown): boolean {
  if (less === undefined || isMap(less) !== isMap(more)) return false
  if (!isMap(less) || !isMap(more)) return listOf(less).every(one => listOf(more).includes(one))
  const [operator = ''] = Object.keys(less)
  return operator in more && isSubset(listOf(less[operator]), listOf(more[operator]))
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

function isRangeInside(inner: unknown, outer: unknown): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)]
  if (a === undefined || b === undefined) return false
  const isFrom = b.from < a.from || (b.from === a.from && (b.withFrom || !a.withFrom))
  const isTo = b.to > a.to || (b.to === a.to && (b.withTo || !a.withTo))
  return isFrom && isTo
}

type Range = {
  readonly from: number
  readonly withFrom: boolean
  readonly to: number
  readonly withTo: boolean
}

function rangeOf(numeric: unknown): Range | undefined {
  if (!Array.isArray(numeric)) return undefined
  let range: Range = {
    from: Number.NEGATIVE_INFINITY,
    withFrom: true,
    to: Number.POSITIVE_INFINITY,
    withTo: true,
  }
  for (let at = 0; at < numeric.length; at += 2) {
    const [operator, bound] = [String(numeric[at]), Number(numeric[at + 1])]
    const withIt = operator.includes('=')
    if (operator !== '<' && operator !== '<=') range = { ...range, from: bound, withFrom: withIt }
    if (operator !== '>' && operator !== '>=') range = { ...range, to: bound, withTo: withIt }
  }
  return range
}
