// What AWS would not take, said before anything is sent: how much there is, how much fits, and what to do.
import { isScheduleSource } from '../start.ts'
import { type Plan, PlanError } from './plan.ts'

/** CloudFormation's limits are 500 resources and 1 MB a template; what is kept back here belongs to serverless.yml. */
const MAX_RESOURCES = 450
const MAX_BYTES = 900_000

/**
 * Lambda takes 20 KB of policy for one function, and every rule is a statement there: so many bytes, and the environment's
 * name three times. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (resource-based policy)
 */
const MAX_POLICY_BYTES = 20_480
const STATEMENT_BYTES = 370

/** EventBridge's quota of rules a bus, unless somebody had it raised. */
const MAX_NOTIFICATIONS = 300

type Sized = { readonly Resources: { readonly [logicalId: string]: unknown } }

/** @throws PlanError for what does not fit one stack. */
export function mustFit(plan: Plan, template: Sized): void {
  const maxRules = Math.floor(MAX_POLICY_BYTES / (STATEMENT_BYTES + 3 * plan.environment.length))
  if (plan.rules.length > maxRules) throw tooManyRules(plan, maxRules)
  if (plan.notifications.length > MAX_NOTIFICATIONS) throw tooManyNotifications(plan)
  const count = Object.keys(template.Resources).length
  if (count > MAX_RESOURCES) throw tooManyResources(plan, count)
  const bytes = new TextEncoder().encode(JSON.stringify(template, null, 2)).length
  if (bytes > MAX_BYTES) throw tooManyBytes(plan, bytes)
}

function tooManyResources(plan: Plan, count: number): PlanError {
  const stacks = Math.ceil(count / MAX_RESOURCES)
  return new PlanError(
    `${plan.environment} has ${partsOf(plan)}: ${count} resources. One stack takes ${MAX_RESOURCES} beside the rest of the service (CloudFormation's limit is 500), so this needs ${stacks} stacks. A schedule starts any number of targets: put targets that share their times into one policy, or divide the policies between ${stacks} environments.`,
  )
}

function tooManyBytes(plan: Plan, bytes: number): PlanError {
  return new PlanError(
    `${partsOf(plan)} of ${plan.environment} make a template of ${bytes} bytes; one stack takes ${MAX_BYTES} beside the rest of the service (CloudFormation's limit is 1 MB). Shorten the policies' descriptions, or divide the policies between two environments.`,
  )
}

function tooManyRules({ environment, rules }: Plan, most: number): PlanError {
  return new PlanError(
    `The triggers of ${environment} wait for events by ${rules.length} different patterns; one stack takes ${most}, because each needs a rule and every rule a statement in the submit function's policy (Lambda's limit is 20 KB). Triggers with the same pattern share a rule, and match takes lists: write application: [erp, crm] in one trigger, or divide the policies between two environments.`,
  )
}

function tooManyNotifications({ environment, notifications }: Plan): PlanError {
  return new PlanError(
    `The policies of ${environment} notify in ${notifications.length} ways; the bus takes ${MAX_NOTIFICATIONS} rules (EventBridge's quota), one for each policy and channel. Take notify out of the policies that all tell the same channel and write one rule of your own on the bus (docs/operations.md, "Hearing the results").`,
  )
}

/** `450 schedules, 3 rules (two resources each) and 1 notification`. */
function partsOf({ sources, rules, notifications }: Plan): string {
  const parts = [
    counted(sources.filter(isScheduleSource).length, 'schedule'),
    ...(rules.length > 0 ? [`${counted(rules.length, 'rule')} (two resources each)`] : []),
    ...(notifications.length > 0 ? [counted(notifications.length, 'notification')] : []),
  ]
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
