// What things are called on AWS. All names are stable and need no hash of their own: renaming is a delete and a create,
// so a name may change only when a person changed what it names.
import { PlanError } from './plan.ts'
import { arnHere, serviceName } from './service.ts'

/** EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html (Name). */
const SCHEDULE_NAME = /^[0-9a-zA-Z-_.]{1,64}$/

/**
 * The schedule's name within its group: the source's own, `policy.schedule`.
 * @throws PlanError for a name that AWS refuses; `validate` reports it first, with its place.
 */
export function scheduleName(source: string): string {
  if (SCHEDULE_NAME.test(source)) return source
  throw new PlanError(
    `${source} cannot be the name of an EventBridge schedule: ${source.length} characters, where 64 of letters, digits, hyphen, underscore and point are allowed. Shorten the policy's or the schedule's name.`,
  )
}

/**
 * The rule's name on the default bus, which others use as well: `holdfast-prod-3f9a1c0e5b7d`. At most 62 characters, where
 * 64 are allowed: environments have names of at most 40.
 */
export function ruleName(environment: string, rule: string): string {
  return `${serviceName(environment)}-${rule}`
}

/**
 * Known before the rule is there, because the name is ours: so what the rule needs can be allowed before its first event
 * comes.
 */
export function ruleArn(environment: string, rule: string) {
  return arnHere('events', `rule/${ruleName(environment, rule)}`)
}

/**
 * Logical ids in the template, which must be alphanumeric. Our names are lower case, so capitals are free to stand for
 * what is not: H for a hyphen, D for the dot. No two things share an id.
 */
export function scheduleLogicalId(source: string): string {
  return `Schedule${alphanumeric(source)}`
}

export function ruleLogicalId(rule: string): string {
  return `Rule${rule}`
}

export function rulePermissionLogicalId(rule: string): string {
  return `RulePermission${rule}`
}

export function notificationLogicalId(policy: string, channel: string): string {
  return `Notification${alphanumeric(`${policy}.${channel}`)}`
}

export const QUEUE_POLICY_LOGICAL_ID = 'UndeliveredQueuePolicy'

function alphanumeric(name: string): string {
  return name.replaceAll('-', 'H').replaceAll('.', 'D')
}
