// Why a trigger starts nothing for an event that its rule matches, with the values that stand against each other.
import { BackupError, shown } from '../errors.ts'
import type { Plan, PlannedTrigger } from '../plan/plan.ts'
import { parseStartEvent, type TriggerEvent } from '../start.ts'
import { type Meant, namedTarget, whatIsMeant } from '../submit/runs-of-event.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import { asList } from './output.ts'

export type Unmoved = { readonly source: string; readonly why: string }

export function whyUnmoved(plan: Plan, trigger: PlannedTrigger, event: EventBridgeEvent): string {
  const policy = plan.policies.find(each => each.policy.name === trigger.policy)
  try {
    const start = parseStartEvent({ version: 1, rule: trigger.rule, event })
    if (policy === undefined || !('rule' in start)) return REFUSED
    return wordsFor(whatIsMeant(policy, trigger, start.event), {
      plan,
      trigger,
      event: start.event,
    })
  } catch (error) {
    if (error instanceof BackupError) return REFUSED
    throw error
  }
}

const REFUSED = 'refused, see below'

type Case = {
  readonly plan: Plan
  readonly trigger: PlannedTrigger
  readonly event: TriggerEvent
}

function wordsFor(meant: Meant, { plan, trigger, event }: Case): string {
  switch (meant) {
    case 'this':
      return REFUSED
    case 'another-environment':
      return `detail.environment is ${shown(detailOf(event).environment)}, this is ${plan.environment}`
    case 'another-level': {
      const own = trigger.name.slice(trigger.policy.length + 1)
      return `asks for ${detailOf(event).level}; ${own} makes ${trigger.backup.level}`
    }
    case 'another-target': {
      const field = trigger.targetFrom?.join('.')
      const name = shown(namedTarget(trigger, event))
      return asList(`${field} is ${name}, which is none of `, trigger.targets)
    }
  }
}

function detailOf({ all: { detail } }: TriggerEvent): { readonly [field: string]: unknown } {
  return typeof detail === 'object' && detail !== null ? { ...detail } : {}
}
