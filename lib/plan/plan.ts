// What the policies of one environment mean: plain data, so that printing, diffing, proving and compiling are readers
// of one value.
import { compare } from '../policy/order.ts'
import { NOTIFY_STATES, type NotifyState, type Policy } from '../policy/policy.ts'
import {
  isTriggerSource,
  type PolicySources,
  type ScheduleSource,
  type TriggerSource,
} from '../start.ts'
import type { EventPattern } from '../trigger/pattern.ts'
import { rulesOf } from './rules.ts'
import { plannedSources, policySources } from './sources.ts'

export type Plan = {
  readonly environment: string
  readonly region: string
  /** By policy name, then in the policy's own order. */
  readonly policies: readonly PolicySources[]
  /** By source name. */
  readonly sources: readonly PlannedSource[]
  /** By id: one for each distinct pattern, whatever the number of triggers that wait for it. */
  readonly rules: readonly PlannedRule[]
  /** By policy, then in the policy's own order. */
  readonly notifications: readonly PlannedNotification[]
}

/** A start source with what only AWS and people need to know of it. */
export type PlannedSource = PlannedSchedule | PlannedTrigger

type PlannedPart = {
  readonly policy: string
  readonly owner: string
  readonly description?: string
  /** As a person wrote it: `Sun 01:00`. */
  readonly phrase: string
  readonly rpoSeconds?: number
}

export type PlannedSchedule = ScheduleSource &
  PlannedPart & { readonly jitterSeconds: number; readonly spreadSeconds: number }

export type PlannedTrigger = TriggerSource & PlannedPart & { readonly pattern: EventPattern }

/** An EventBridge rule. */
export type PlannedRule = {
  /** Made of the pattern alone, so it stays the same while the pattern does. */
  readonly id: string
  readonly pattern: EventPattern
  /** Names of the triggers, sorted. */
  readonly sources: readonly string[]
  /** How long EventBridge tries to deliver: as long as the most patient of the triggers would still start. */
  readonly maxAgeSeconds: number
}

/** Result events of one policy that go to one SNS topic. */
export type PlannedNotification = {
  readonly policy: string
  readonly channel: string
  readonly sns: string
  readonly when: readonly NotifyState[]
}

/** The policies are right, and AWS would still not take what they add up to. The message is complete without a stack. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
}

/**
 * Plans the policies of one environment, in whatever order they come.
 * @throws PlanError for no policy at all, and for policies of two environments.
 */
export function plan(policies: readonly Policy[]): Plan {
  const { name, region } = environmentOf(policies)
  const ordered = policies.toSorted((a, b) => compare(a.name, b.name))
  const sources = ordered.flatMap(plannedSources).toSorted((a, b) => compare(a.name, b.name))
  return {
    environment: name,
    region,
    policies: ordered.map(policySources),
    sources,
    rules: rulesOf(sources.filter(isTriggerSource)),
    notifications: ordered.flatMap(plannedNotifications),
  }
}

/** The compiled sources as they are shipped inside the functions: one JSON file a policy. */
export function toSources(
  plan: Plan,
): readonly { readonly file: string; readonly content: PolicySources }[] {
  return plan.policies.map(content => ({ file: `${content.policy.name}.json`, content }))
}

function environmentOf(policies: readonly Policy[]): Policy['environment'] {
  const [first] = policies
  if (first === undefined) {
    throw new PlanError('There is no policy for this environment, so there is nothing to plan.')
  }
  const stranger = policies.find(policy => policy.environment.name !== first.environment.name)
  if (stranger !== undefined) {
    throw new PlanError(
      `A plan is of one environment; ${first.name} is of ${first.environment.name}, ${stranger.name} of ${stranger.environment.name}.`,
    )
  }
  return first.environment
}

/** One for each channel, in the order in which the policy first names it. */
function plannedNotifications({ name, notify }: Policy): readonly PlannedNotification[] {
  const topics = new Map(notify.map(({ channel, sns }) => [channel, sns]))
  return [...topics].map(([channel, sns]) => {
    const those = notify.filter(notification => notification.channel === channel)
    const wanted = new Set(those.flatMap(({ when }) => when))
    return { policy: name, channel, sns, when: NOTIFY_STATES.filter(state => wanted.has(state)) }
  })
}
