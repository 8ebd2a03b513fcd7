// Everything that is wrong with a custom pattern: what EventBridge would refuse at deploy time, and what would never match.
import type { Condition } from './condition.ts'
import type { TriggerFlaw } from './flaw.ts'
import { ownResultsFlaw } from './own-results.ts'
import { type Alternative, type PatternReading, readPattern } from './read-pattern.ts'
import { sourceFlaws } from './source-check.ts'
import { complexityOf, TOO_COMPLEX } from './wildcard-complexity.ts'

/** "Amazon EventBridge quotas": the default; AWS raises it to 4,096 on request. */
const MOST_CHARACTERS = 2048

/** Paths start with `pattern`. */
export function checkPattern(pattern: unknown): readonly TriggerFlaw[] {
  const reading = readPattern(pattern)
  const refused = refusalsOf(pattern, reading)
  if (refused.length > 0) return refused
  const flaws = reading.alternatives.flatMap(fields => {
    const tooMuch = ownResultsFlaw(fields) ?? everyEventFlaw(fields)
    return [...(tooMuch === undefined ? [] : [tooMuch]), ...sourceFlaws(fields)]
  })
  return onceEach(flaws)
}

/** What EventBridge would refuse, and nothing else. */
export function refusalsOf(pattern: unknown, reading: PatternReading): readonly TriggerFlaw[] {
  const flaws = reading.refusals.map(({ refused, fix, at }) => invalid(refused, fix, at))
  if (flaws.length > 0) return onceEach(flaws)
  const characters = JSON.stringify(pattern).length
  if (characters > MOST_CHARACTERS) {
    const message = `The pattern has ${characters} characters; EventBridge takes ${MOST_CHARACTERS}`
    return [invalid(message, 'match fewer values, or write several triggers', [])]
  }
  return tooComplex(reading.alternatives)
}

/** All alternatives are one rule to EventBridge, so their wildcards of one field count together. */
function tooComplex(alternatives: readonly Alternative[]): readonly TriggerFlaw[] {
  const fields = new Map(alternatives.flatMap(alternative => [...alternative]))
  return [...fields].flatMap(([path, { at }]) => {
    const all = alternatives.flatMap(alternative => alternative.get(path)?.conditions ?? [])
    const wildcards = [...new Set(all)].flatMap(({ wildcards = [] }) => wildcards)
    if (wildcards.length === 0 || complexityOf(wildcards) < TOO_COMPLEX) return []
    const message = `The wildcards of ${path} are too complex for EventBridge`
    const fix = 'use fewer *, a prefix or a suffix instead, or write several triggers'
    return [invalid(message, fix, at)]
  })
}

const ENVELOPE = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region']

/** EventBridge takes a pattern that every event matches; a backup after every event of an account is meant by nobody. */
function everyEventFlaw(fields: Alternative): TriggerFlaw | undefined {
  const narrows = [...fields].some(
    ([path, { conditions }]) => !ENVELOPE.includes(path) || !conditions.some(isAny),
  )
  if (narrows) return undefined
  const fix = 'name the source and the detail-type that are meant'
  return invalid('Every event of the account would match this pattern', fix, [])
}

const isAny = ({ any }: Condition): boolean => any === true

function invalid(message: string, fix: string, at: TriggerFlaw['path']): TriggerFlaw {
  return { code: 'event-pattern-invalid', message, fix, path: ['pattern', ...at] }
}

/** The combinations of an `$or` share most of their fields. */
function onceEach(flaws: readonly TriggerFlaw[]): TriggerFlaw[] {
  const seen = new Map(flaws.map(flaw => [`${flaw.code} ${flaw.path.join('/')}`, flaw]))
  return [...seen.values()]
}
