// The schedules and triggers of a policy as start sources: what ships with the functions, and the same with what only AWS
// and people need to know.
import type { Policy, PolicySchedule, PolicyTrigger } from '../policy/policy.ts'
import type { PolicySources, ScheduleSource, TriggerSource } from '../start.ts'
import type { PlannedSource } from './plan.ts'
import { ruleId } from './rules.ts'

export function policySources(policy: Policy): PolicySources {
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
    sources: [
      ...policy.schedules.map(schedule => scheduleSource(policy, schedule)),
      ...policy.triggers.map(trigger => triggerSource(policy, trigger)),
    ],
  }
}

export function plannedSources(policy: Policy): readonly PlannedSource[] {
  const common = {
    policy: policy.name,
    owner: policy.owner,
    ...(policy.description === undefined ? {} : { description: policy.description }),
    ...(policy.rpoSeconds === undefined ? {} : { rpoSeconds: policy.rpoSeconds }),
  }
  return [
    ...policy.schedules.map(schedule => ({
      ...scheduleSource(policy, schedule),
      ...common,
      phrase: schedule.phrase,
      jitterSeconds: schedule.jitterSeconds,
      spreadSeconds: schedule.spreadSeconds,
    })),
    ...policy.triggers.map(trigger => ({
      ...triggerSource(policy, trigger),
      ...common,
      phrase: trigger.phrase,
      pattern: trigger.pattern,
    })),
  ]
}

function scheduleSource(policy: Policy, schedule: PolicySchedule): ScheduleSource {
  return {
    kind: 'schedule',
    name: sourceName(policy, schedule.name),
    backup: schedule.backup,
    targets: policy.targets.map(target => target.name),
    terms: schedule.terms,
    expression: schedule.expression,
    timezone: schedule.timezone,
    ...(schedule.startDate === undefined ? {} : { startDate: schedule.startDate }),
    ...(schedule.endDate === undefined ? {} : { endDate: schedule.endDate }),
    ...(schedule.jitterSeconds > 0 ? { jitterSeconds: schedule.jitterSeconds } : {}),
    ...(schedule.pause === undefined ? {} : { pause: schedule.pause }),
    yieldsTo: schedule.yieldsTo.map(name => sourceName(policy, name)),
  }
}

function triggerSource(policy: Policy, trigger: PolicyTrigger): TriggerSource {
  return {
    kind: 'trigger',
    name: sourceName(policy, trigger.name),
    backup: trigger.backup,
    targets: trigger.targets,
    terms: trigger.terms,
    event: trigger.event,
    rule: ruleId(trigger.pattern),
    delaySeconds: trigger.delaySeconds,
    identity: trigger.identity,
    ...(trigger.targetFrom === undefined ? {} : { targetFrom: trigger.targetFrom }),
    ...(trigger.pause === undefined ? {} : { pause: trigger.pause }),
  }
}

function sourceName(policy: Policy, name: string): string {
  return `${policy.name}.${name}`
}
