// Reads one entry of a pattern's list: an exact value, or a map with one operator.
import { parseAddress, sameAddress } from './address.ts'
import { readAnythingBut } from './anything-but.ts'
import { type Condition, isLeaf, type Leaf, type Refusal } from './condition.ts'
import { meant } from './meant.ts'
import { readNumeric } from './numeric.ts'
import { isMap } from './pattern.ts'
import {
  readCidr,
  readIgnoringCase,
  readPrefix,
  readSuffix,
  readWildcard,
} from './text-conditions.ts'
import { oneOf, quote } from './wording.ts'

export function readCondition(entry: unknown): Condition | Refusal {
  if (isMap(entry)) return readOperator(entry)
  if (isLeaf(entry)) return exactly(entry)
  return {
    refused: `${Array.isArray(entry) ? 'A list' : quote(entry)} cannot stand in a list of a pattern`,
    fix: 'write text, a number, true, false, null or an operator',
  }
}

const OPERATORS: { readonly [operator: string]: (operand: unknown) => Condition | Refusal } = {
  prefix: readPrefix,
  suffix: readSuffix,
  'equals-ignore-case': readIgnoringCase,
  'anything-but': readAnythingBut,
  numeric: readNumeric,
  exists: readExists,
  cidr: readCidr,
  wildcard: readWildcard,
}

/** Words that aws/event-ruler keeps for operators: inside `$or` no field may have such a name. */
export const RESERVED: ReadonlySet<string> = new Set([
  ...Object.keys(OPERATORS),
  ...['exactly', 'regex', 'not-wildcard', 'not-equals-ignore-case', '=', '<', '<=', '>', '>='],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
])

function readOperator(entry: { readonly [operator: string]: unknown }): Condition | Refusal {
  const [operator, ...more] = Object.keys(entry)
  const known = Object.keys(OPERATORS)
  if (operator === undefined) {
    return { refused: 'An empty map is no operator', fix: `write one of ${oneOf(known)}` }
  }
  const read = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (read === undefined) {
    const near = meant(operator, known)
    const fix = near === undefined ? `operators are ${oneOf(known)}` : `did you mean ${near}?`
    return { refused: `${quote(operator)} is no operator of EventBridge`, fix, within: [operator] }
  }
  if (more.length > 0) {
    const refused = `One map has one operator, not ${[operator, ...more].join(' and ')} together`
    return { refused, fix: 'write one map for each; an event then matches any of them' }
  }
  return read(entry[operator])
}

/**
 * An address in text matches however the event writes it, as aws/event-ruler compares it; every other text exactly, and
 * numbers by their value: 300 and 3.0e2 are the same.
 */
function exactly(wanted: Leaf): Condition {
  const address = typeof wanted === 'string' ? parseAddress(wanted) : undefined
  const words = quote(wanted)
  if (address === undefined) {
    return { exact: wanted, sample: wanted, words, holds: value => value === wanted }
  }
  return {
    exact: wanted,
    sample: wanted,
    words,
    holds: value => {
      if (value === wanted) return true
      const found = typeof value === 'string' ? parseAddress(value) : undefined
      return found !== undefined && sameAddress(address, found)
    },
  }
}

function readExists(operand: unknown): Condition | Refusal {
  if (operand === true) return { words: 'any value', sample: 'x', any: true, holds: () => true }
  if (operand === false) return { words: 'no such field', absent: true, holds: () => false }
  return { refused: 'exists takes true or false', fix: 'write exists: true', within: ['exists'] }
}
