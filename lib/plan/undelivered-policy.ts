// Who may leave in the queue what it could not deliver. EventBridge Scheduler writes there by its role; rules have none and
// need the queue's own policy, without which a failed delivery is lost without a word.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (granting permissions to the dead-letter queue)
import { QUEUE_POLICY_LOGICAL_ID, ruleArn } from './names.ts'
import type { Plan } from './plan.ts'
import { arnHere, serviceName, UNDELIVERED_ARN, UNDELIVERED_QUEUE } from './service.ts'

export type QueuePolicyResource = ReturnType<typeof queuePolicy>

/** None where no rule needs it. */
export function queuePolicyResources(
  plan: Plan,
): readonly (readonly [string, QueuePolicyResource])[] {
  const needed = plan.rules.length > 0 || plan.notifications.length > 0
  return needed ? [[QUEUE_POLICY_LOGICAL_ID, queuePolicy(plan)]] : []
}

/** One statement and one list: SQS takes 20 statements, and 8,192 bytes in all. */
function queuePolicy(plan: Plan) {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [UNDELIVERED_QUEUE],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: UNDELIVERED_ARN,
            Condition: { ArnLike: { 'aws:SourceArn': writers(plan) } },
          },
        ],
      },
    },
  } as const
}

/** The triggers' rules one by one; of notifications there may be hundreds, and the bus that they stand on is ours alone. */
function writers({ environment, rules, notifications }: Plan) {
  const onOurBus = arnHere('events', `rule/${serviceName(environment)}/*`)
  return [
    ...rules.map(({ id }) => ruleArn(environment, id)),
    ...(notifications.length > 0 ? [onOurBus] : []),
  ]
}
