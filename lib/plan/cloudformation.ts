// The plan as CloudFormation, which creates, changes and deletes: schedules, rules for triggers, rules that notify.
import { isScheduleSource } from '../start.ts'
import { canonicalJson } from './canonical.ts'
import { type NotificationResource, notificationResources } from './notification-resources.ts'
import type { Plan } from './plan.ts'
import { type PermissionResource, type RuleResource, ruleResources } from './rule-resources.ts'
import { type ScheduleResource, scheduleResources } from './schedule-resources.ts'
import { mustFit } from './stack-limits.ts'
import { type QueuePolicyResource, queuePolicyResources } from './undelivered-policy.ts'

/** A template, or the part of one that is ours. */
type Template = { readonly Resources: { readonly [logicalId: string]: Resource } }

type Resource =
  | ScheduleResource
  | RuleResource
  | PermissionResource
  | QueuePolicyResource
  | NotificationResource

/**
 * Everything that a plan needs on AWS beside the service itself, as resources of one stack.
 * @throws PlanError when they do not fit one stack.
 */
export function toResources(plan: Plan): Template {
  const resources = [
    ...scheduleResources(plan.sources.filter(isScheduleSource)),
    ...ruleResources(plan),
    ...notificationResources(plan),
    ...queuePolicyResources(plan),
  ]
  const template = { Resources: Object.fromEntries(resources) }
  mustFit(plan, template)
  return template
}

/** The same as text: what `holdfast compile` prints, byte-identical for the same policies. */
export function compileText(plan: Plan): string {
  return canonicalJson(toResources(plan))
}
