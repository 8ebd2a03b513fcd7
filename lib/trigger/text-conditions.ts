// Conditions on text: prefix, suffix, equals-ignore-case, wildcard and cidr. They never match a number, a boolean or null.
import { isInBlock, parseAddress, parseBlock } from './address.ts'
import { type Condition, isRefusal, onText, type Refusal } from './condition.ts'
import { isMap } from './pattern.ts'
import { parseWildcard, wildcardHolds } from './wildcard.ts'
import { quote } from './wording.ts'

/** Takes text, or `{equals-ignore-case: text}`. */
export const readPrefix = (operand: unknown): Condition | Refusal =>
  readEnd(operand, { name: 'prefix', verb: 'starts', at: (text, end) => text.startsWith(end) })

export const readSuffix = (operand: unknown): Condition | Refusal =>
  readEnd(operand, { name: 'suffix', verb: 'ends', at: (text, end) => text.endsWith(end) })

export function readIgnoringCase(operand: unknown): Condition | Refusal {
  if (typeof operand !== 'string') return textOnly('equals-ignore-case', operand)
  const wanted = operand.toLowerCase()
  return onText({
    words: `${quote(operand)} in any case`,
    sample: operand,
    holds: text => text.toLowerCase() === wanted,
  })
}

export function readWildcard(operand: unknown): Condition | Refusal {
  if (typeof operand !== 'string') return textOnly('wildcard', operand)
  const wildcard = parseWildcard(operand)
  if (isRefusal(wildcard)) return wildcard
  const condition = onText({
    words: `text like ${quote(operand)}`,
    sample: wildcard.join('x'),
    holds: text => wildcardHolds(wildcard, text),
  })
  return { ...condition, wildcards: [wildcard], ...(operand === '*' ? { any: true } : {}) }
}

export function readCidr(operand: unknown): Condition | Refusal {
  if (typeof operand !== 'string') return textOnly('cidr', operand)
  const block = parseBlock(operand)
  if (isRefusal(block)) return block
  return onText({
    words: `an IP address in ${operand}`,
    sample: operand.slice(0, operand.indexOf('/')),
    holds: text => {
      const address = parseAddress(text)
      return address !== undefined && isInBlock(block, address)
    },
  })
}

type End = {
  readonly name: 'prefix' | 'suffix'
  readonly verb: string
  readonly at: (text: string, end: string) => boolean
}

function readEnd(operand: unknown, { name, verb, at }: End): Condition | Refusal {
  if (typeof operand === 'string') {
    const words = `text that ${verb} with ${quote(operand)}`
    const condition = onText({ words, sample: operand, holds: text => at(text, operand) })
    return operand === '' ? { ...condition, any: true } : condition
  }
  if (!isMap(operand)) return textOnly(name, operand)
  const { 'equals-ignore-case': folded, ...others } = operand
  if (typeof folded !== 'string' || Object.keys(others).length > 0) {
    const fix = `write {${name}: text} or {${name}: {equals-ignore-case: text}}`
    return { refused: `${name} takes text, or equals-ignore-case with text`, fix, within: [name] }
  }
  const end = folded.toLowerCase()
  return onText({
    words: `text that ${verb} with ${quote(folded)} in any case`,
    sample: folded,
    holds: text => at(text.toLowerCase(), end),
  })
}

function textOnly(name: string, found: unknown): Refusal {
  const several = Array.isArray(found)
  return {
    refused: `${name} takes text, not ${several ? 'a list' : quote(found)}`,
    fix: several ? `write one {${name}: …} for each text` : `write {${name}: text}, in quotes`,
    within: [name],
  }
}
