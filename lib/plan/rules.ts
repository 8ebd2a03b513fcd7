// Which EventBridge rules the triggers need: one for each distinct pattern, shared by all that wait for the same events.
import { hashOf } from '../policy/hash.ts'
import { compare } from '../policy/order.ts'
import type { EventPattern } from '../trigger/pattern.ts'
import type { PlannedRule, PlannedTrigger } from './plan.ts'

/**
 * Twelve hexadecimal digits that patterns of the same meaning share, however they are written: the rule's name, and what
 * a start event calls it.
 */
export function ruleId(pattern: EventPattern): string {
  return hashOf(withoutOrder(pattern)).slice(0, 12)
}

/** By id. */
export function rulesOf(triggers: readonly PlannedTrigger[]): readonly PlannedRule[] {
  const waiting = new Map<string, PlannedTrigger[]>()
  for (const trigger of triggers) {
    const others = waiting.get(trigger.rule)
    if (others === undefined) waiting.set(trigger.rule, [trigger])
    else others.push(trigger)
  }
  return [...waiting].map(([id, those]) => rule(id, those)).toSorted((a, b) => compare(a.id, b.id))
}

function rule(id: string, triggers: readonly PlannedTrigger[]): PlannedRule {
  const sorted = triggers.toSorted((a, b) => compare(a.name, b.name))
  return {
    id,
    pattern: sorted[0]?.pattern ?? {},
    sources: sorted.map(({ name }) => name),
    maxAgeSeconds: Math.max(
      ...sorted.map(({ delaySeconds, terms }) => delaySeconds + terms.startWithinSeconds),
    ),
  }
}

/** A list in a pattern is a set of alternatives, but that of `numeric`: its operators and numbers go in pairs. */
function withoutOrder(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    if (key === 'numeric') return value
    const alternatives = value.map(item => withoutOrder(item))
    return alternatives.toSorted((a, b) => compare(hashOf(a), hashOf(b)))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, withoutOrder(inner, field)]),
  )
}
