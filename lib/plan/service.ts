// What the resources of a plan refer to: it stands in serverless.yml, under these logical ids.

export const SCHEDULE_GROUP = { Ref: 'ScheduleGroup' } as const
export const RESULT_BUS = { Ref: 'ResultBus' } as const
export const SUBMIT_ARN = { 'Fn::GetAtt': ['SubmitLambdaFunction', 'Arn'] } as const
export const SCHEDULER_ROLE_ARN = { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] } as const
export const UNDELIVERED_QUEUE = { Ref: 'UndeliveredQueue' } as const
export const UNDELIVERED_ARN = { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } as const

/** The bus of result events, and the first words of all names that we choose: `holdfast-prod`. */
export const serviceName = (environment: string): string => `holdfast-${environment}`

/** An ARN of this account and Region, which CloudFormation fills in. */
export const arnHere = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
})

/**
 * How long a start is tried to be handed to Lambda: as long as it is worth anything, 60 s to 24 h being the bounds of
 * EventBridge and of its Scheduler. 185 attempts are the most of both: age ends the attempts, never their number.
 */
export function retryPolicy(seconds: number) {
  return {
    MaximumEventAgeInSeconds: Math.min(Math.max(seconds, 60), 86_400),
    MaximumRetryAttempts: 185,
  }
}
