// One AWS::Scheduler::Schedule a schedule of a policy.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
import { scheduleDescription } from './description.ts'
import { scheduleLogicalId, scheduleName } from './names.ts'
import type { PlannedSchedule } from './plan.ts'
import {
  retryPolicy,
  SCHEDULE_GROUP,
  SCHEDULER_ROLE_ARN,
  SUBMIT_ARN,
  UNDELIVERED_ARN,
} from './service.ts'

export type ScheduleResource = ReturnType<typeof scheduleResource>

export function scheduleResources(
  schedules: readonly PlannedSchedule[],
): readonly (readonly [string, ScheduleResource])[] {
  return schedules.map(source => [scheduleLogicalId(source.name), scheduleResource(source)])
}

function scheduleResource(source: PlannedSchedule) {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: scheduleName(source.name),
      GroupName: SCHEDULE_GROUP,
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
    },
  } as const
}

/**
 * A pause without an end switches the schedule off. One with an end must not: nothing would switch it on again until
 * somebody deploys, so the schedule goes on and `submit` skips its starts until then.
 */
function state({ pause }: PlannedSchedule): 'ENABLED' | 'DISABLED' {
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
