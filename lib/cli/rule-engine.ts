// The default event bus with the rules of a plan on it, as far as starts go: which events reach `submit`, as what, and why
// others do not.
import type { Plan, PlannedTrigger } from '../plan/plan.ts'
import { isTriggerSource } from '../start.ts'
import { explain, type Mismatch, matches } from '../trigger/match.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'

/** As the input transformer of each matching rule hands the event to `submit`. */
type RuleDelivery = {
  readonly version: 1
  readonly rule: string
  readonly event: EventBridgeEvent
}

export function deliveriesOf(
  { rules }: Pick<Plan, 'rules'>,
  event: EventBridgeEvent,
): readonly RuleDelivery[] {
  return rules
    .filter(({ pattern }) => matches(pattern, event))
    .map(({ id }) => ({ version: 1, rule: id, event }))
}

/** A trigger that does not wait for this event, and the fields in which the event is another. */
export type Unmatched = { readonly source: string; readonly differences: readonly Mismatch[] }

/** Those that come nearest first: of a deploy that failed, the triggers that wait for one that succeeds. */
export function unmatchedBy(
  triggers: readonly PlannedTrigger[],
  event: EventBridgeEvent,
): readonly Unmatched[] {
  return triggers
    .map(({ name, pattern }) => ({ source: name, differences: explain(pattern, event) }))
    .filter(({ differences }) => differences.length > 0)
    .toSorted((a, b) => a.differences.length - b.differences.length)
}

export function triggersOf({ sources }: Plan): readonly PlannedTrigger[] {
  return sources.filter(isTriggerSource)
}

/** `detail.state is "FAILURE", not "SUCCESS"`. */
export function differenceText({ path, wanted, found }: Mismatch): string {
  return `${path} is ${found}, not ${wanted}`
}
