// `anything-but`: a field that is there and is none of these. "Anything-but matching" in EventBridge's comparison operators:
// a text or number, a list of one kind, or prefix, suffix, wildcard and equals-ignore-case with a text or a list of texts.
import { type Condition, isRefusal, type Leaf, type Refusal } from './condition.ts'
import { isMap } from './pattern.ts'
import { readIgnoringCase, readPrefix, readSuffix, readWildcard } from './text-conditions.ts'
import { oneOf, quote } from './wording.ts'

export function readAnythingBut(operand: unknown): Condition | Refusal {
  return isMap(operand) ? butLike(operand) : butValues(operand)
}

function butValues(operand: unknown): Condition | Refusal {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  const allText = values.every(value => typeof value === 'string')
  const allNumbers = values.every(value => Number.isFinite(value))
  if (values.length === 0 || !(allText || allNumbers)) {
    return refuse('anything-but takes text or numbers, and in a list only one of the two')
  }
  const others = new Set<unknown>(values)
  return not(value => others.has(value), oneOf(values.map(quote)))
}

const LIKE: { readonly [operator: string]: (text: unknown) => Condition | Refusal } = {
  prefix: readPrefix,
  suffix: readSuffix,
  wildcard: readWildcard,
  'equals-ignore-case': readIgnoringCase,
}

function butLike(operand: { readonly [operator: string]: unknown }): Condition | Refusal {
  const [operator = '', ...more] = Object.keys(operand)
  const read = Object.hasOwn(LIKE, operator) ? LIKE[operator] : undefined
  if (read === undefined || more.length > 0) {
    return refuse(`anything-but takes one of ${oneOf(Object.keys(LIKE))}`)
  }
  const found = operand[operator]
  const texts: readonly unknown[] = Array.isArray(found) ? found : [found]
  const isEnd = operator === 'prefix' || operator === 'suffix'
  if (
    texts.length === 0 ||
    texts.some(text => typeof text !== 'string' || (isEnd && text === ''))
  ) {
    return refuse(`anything-but ${operator} takes text${isEnd ? ' that is not empty' : ''}`)
  }
  const conditions: Condition[] = []
  for (const text of texts) {
    const condition = read(text)
    if (isRefusal(condition)) return { ...condition, within: ['anything-but', operator] }
    conditions.push(condition)
  }
  const words = oneOf(conditions.map(condition => condition.words))
  const condition = not(value => conditions.some(({ holds }) => holds(value)), words)
  return { ...condition, wildcards: conditions.flatMap(({ wildcards = [] }) => wildcards) }
}

function not(holds: (value: Leaf) => boolean, words: string): Condition {
  const sample = ['other', 0, 'z', 1, true].find(value => !holds(value)) ?? null
  return { words: `anything but ${words}`, sample, holds: value => !holds(value) }
}

const refuse = (refused: string): Refusal => ({
  refused,
  fix: 'write it like {anything-but: [a, b]} or {anything-but: {prefix: a}}',
  within: ['anything-but'],
})
