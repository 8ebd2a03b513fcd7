// The plan as CloudFormation: one AWS::Scheduler::Schedule a source. CloudFormation creates, changes and deletes them;
// what else they refer to (group, functions, role, queue) stands in serverless.yml under the logical ids below.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
import { canonicalJson } from './canonical.ts'
import { scheduleDescription } from './description.ts'
import { scheduleLogicalId, scheduleName } from './names.ts'
import { type Plan, PlanError, type PlannedSource } from './plan.ts'

/** A template, or the part of one that is ours. */
export type Template = { readonly Resources: { readonly [logicalId: string]: ScheduleResource } }

export type ScheduleResource = {
  readonly Type: 'AWS::Scheduler::Schedule'
  readonly Properties: ReturnType<typeof properties>
}

/** CloudFormation's limits are 500 resources and 1 MB a template; what is kept back here belongs to serverless.yml. */
const MAX_SCHEDULES = 450
const MAX_BYTES = 900_000

const GROUP = { Ref: 'ScheduleGroup' } as const
const SUBMIT_ARN = { 'Fn::GetAtt': ['SubmitLambdaFunction', 'Arn'] } as const
const SCHEDULER_ROLE_ARN = { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] } as const
const UNDELIVERED_ARN = { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } as const

/**
 * The schedules of a plan, as resources of one stack.
 * @throws PlanError when they do not fit one stack.
 */
export function toResources(plan: Plan): Template {
  if (plan.sources.length > MAX_SCHEDULES) throw tooManySchedules(plan)
  const template = {
    Resources: Object.fromEntries(
      plan.sources.map(source => [scheduleLogicalId(source.name), schedule(source)]),
    ),
  }
  const bytes = new TextEncoder().encode(JSON.stringify(template, null, 2)).length
  if (bytes > MAX_BYTES) throw tooManyBytes(plan, bytes)
  return template
}

/** The same as text: what `holdfast compile` prints, byte-identical for the same policies. */
export function compileText(plan: Plan): string {
  return canonicalJson(toResources(plan))
}

function schedule(source: PlannedSource): ScheduleResource {
  return { Type: 'AWS::Scheduler::Schedule', Properties: properties(source) }
}

function properties(source: PlannedSource) {
  return {
    Name: scheduleName(source.name),
    GroupName: GROUP,
    Description: scheduleDescription(source),
    State: state(source),
    ScheduleExpression: source.expression,
    ScheduleExpressionTimezone: source.timezone,
    ...(source.startDate === undefined ? {} : { StartDate: source.startDate }),
    ...(source.endDate === undefined ? {} : { EndDate: source.endDate }),
    FlexibleTimeWindow: flexibleTimeWindow(source.jitterSeconds),
    Target: {
      Arn: SUBMIT_ARN,
      RoleArn: SCHEDULER_ROLE_ARN,
      Input: startEvent(source.name),
      RetryPolicy: retryPolicy(source.terms.startWithinSeconds),
      DeadLetterConfig: { Arn: UNDELIVERED_ARN },
    },
  }
}

/**
 * A pause without an end switches the schedule off. One with an end must not: nothing would switch it on again until
 * somebody deploys, so the schedule goes on and `submit` skips its starts until then.
 */
function state({ pause }: PlannedSource): 'ENABLED' | 'DISABLED' {
  return pause !== undefined && pause.until === undefined ? 'DISABLED' : 'ENABLED'
}

/** A window of 1 to 1,440 minutes in which Scheduler picks a moment; whole minutes, rounded up. */
function flexibleTimeWindow(jitterSeconds: number) {
  if (jitterSeconds === 0) return { Mode: 'OFF' } as const
  return { Mode: 'FLEXIBLE', MaximumWindowInMinutes: Math.ceil(jitterSeconds / 60) } as const
}

/**
 * The start event, names only. Scheduler fills in the scheduled time; its execution id would differ on every attempt.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
function startEvent(source: string): string {
  return JSON.stringify({
    version: 1,
    source,
    scheduledTime: '<aws.scheduler.scheduled-time>',
  })
}

/**
 * How long Scheduler tries to hand a start to Lambda: as long as the start is worth anything, 60 s to 24 h being its own
 * bounds. 185 attempts are its most: age ends the attempts, never their number.
 */
function retryPolicy(startWithinSeconds: number) {
  return {
    MaximumEventAgeInSeconds: Math.min(Math.max(startWithinSeconds, 60), 86_400),
    MaximumRetryAttempts: 185,
  }
}

function tooManySchedules(plan: Plan): PlanError {
  const stacks = Math.ceil(plan.sources.length / MAX_SCHEDULES)
  return new PlanError(
    `${plan.environment} has ${plan.sources.length} schedules; one stack takes ${MAX_SCHEDULES} beside the rest of the service (CloudFormation's limit is 500 resources), so this needs ${stacks} stacks. A schedule starts any number of targets: put targets that share their times into one policy, or divide the policies between ${stacks} environments.`,
  )
}

function tooManyBytes(plan: Plan, bytes: number): PlanError {
  return new PlanError(
    `The ${plan.sources.length} schedules of ${plan.environment} make a template of ${bytes} bytes; one stack takes ${MAX_BYTES} beside the rest of the service (CloudFormation's limit is 1 MB). Shorten the policies' descriptions, or divide the policies between two environments.`,
  )
}
