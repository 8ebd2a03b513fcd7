// What the policies of one environment mean: plain data, so that printing, diffing, proving and compiling are readers
// of one value.
import { compare } from '../policy/order.ts'
import type { Policy, PolicySchedule } from '../policy/policy.ts'
import type { PolicySources, StartSource } from '../start.ts'

export type Plan = {
  readonly environment: string
  readonly region: string
  /** By policy name, then in the policy's own order. */
  readonly policies: readonly PolicySources[]
  /** By source name. */
  readonly sources: readonly PlannedSource[]
}

/** A start source with what only AWS and people need to know of it. */
export type PlannedSource = StartSource & {
  readonly policy: string
  readonly owner: string
  readonly description?: string
  /** As a person wrote it: `Sun 01:00`. */
  readonly phrase: string
  readonly jitterSeconds: number
  readonly spreadSeconds: number
  readonly rpoSeconds?: number
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
  return {
    environment: name,
    region,
    policies: ordered.map(policySources),
    sources: ordered.flatMap(plannedSources).toSorted((a, b) => compare(a.name, b.name)),
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

function policySources(policy: Policy): PolicySources {
  return {
    version: 1,
    environment: policy.environment.name,
    policy: {
      name: policy.name,
      owner: policy.owner,
      hash: policy.hash,
      ...(policy.rpoSeconds === undefined ? {} : { rpoSeconds: policy.rpoSeconds }),
    },
    commcells: policy.environment.commcells,
    targets: Object.fromEntries(policy.targets.map(target => [target.name, target])),
    sources: policy.schedules.map(schedule => startSource(policy, schedule)),
  }
}

function plannedSources(policy: Policy): readonly PlannedSource[] {
  return policy.schedules.map(schedule => ({
    ...startSource(policy, schedule),
    policy: policy.name,
    owner: policy.owner,
    ...(policy.description === undefined ? {} : { description: policy.description }),
    phrase: schedule.phrase,
    jitterSeconds: schedule.jitterSeconds,
    spreadSeconds: schedule.spreadSeconds,
    ...(policy.rpoSeconds === undefined ? {} : { rpoSeconds: policy.rpoSeconds }),
  }))
}

function startSource(policy: Policy, schedule: PolicySchedule): StartSource {
  return {
    kind: 'schedule',
    name: `${policy.name}.${schedule.name}`,
    backup: schedule.backup,
    targets: policy.targets.map(target => target.name),
    terms: schedule.terms,
    expression: schedule.expression,
    timezone: schedule.timezone,
    ...(schedule.startDate === undefined ? {} : { startDate: schedule.startDate }),
    ...(schedule.endDate === undefined ? {} : { endDate: schedule.endDate }),
    ...(schedule.pause === undefined ? {} : { pause: schedule.pause }),
  }
}
