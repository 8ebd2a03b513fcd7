// One AWS::Events::Rule on the bus of result events for each policy and channel: results become messages of an SNS topic.
// The message is the whole event as it is. A sentence made of its fields would read better, but EventBridge promises no
// escaping of what it fills in, and a quotation mark in Commvault's words must not lose a message.
import type { NotifyState } from '../policy/policy.ts'
import type { EventPattern } from '../trigger/pattern.ts'
import { notificationDescription } from './description.ts'
import { notificationLogicalId, QUEUE_POLICY_LOGICAL_ID } from './names.ts'
import { type Plan, PlanError, type PlannedNotification } from './plan.ts'
import { arnHere, RESULT_BUS, UNDELIVERED_ARN } from './service.ts'

export type NotificationResource = ReturnType<typeof notificationResource>

/** @throws PlanError for a topic that EventBridge could not reach. */
export function notificationResources({
  region,
  notifications,
}: Plan): readonly (readonly [string, NotificationResource])[] {
  return notifications.map(notification => [
    notificationLogicalId(notification.policy, notification.channel),
    notificationResource(notification, region),
  ])
}

/** Without a name of ours: policy and channel may have more than the 64 characters that a rule's name may. */
function notificationResource(notification: PlannedNotification, region: string) {
  return {
    Type: 'AWS::Events::Rule',
    DependsOn: [QUEUE_POLICY_LOGICAL_ID],
    Properties: {
      EventBusName: RESULT_BUS,
      Description: notificationDescription(notification),
      EventPattern: notificationPattern(notification),
      State: 'ENABLED',
      Targets: [
        {
          Id: 'channel',
          Arn: topicArn(notification, region),
          // A topic whose policy does not let EventBridge publish would otherwise keep silent for ever.
          DeadLetterConfig: { Arn: UNDELIVERED_ARN },
        },
      ],
    },
  } as const
}

/** Which result events a policy's channel hears. */
export function notificationPattern({ policy, when }: PlannedNotification): EventPattern {
  const states = when.filter(state => !(state in DETAIL_TYPES))
  const detailTypes = when.flatMap(state => DETAIL_TYPES[state] ?? [])
  const detail = { createdBy: { policyName: [policy] } }
  const ofPolicy = { source: ['holdfast'], detail }
  if (states.length === 0) return { ...ofPolicy, 'detail-type': detailTypes }
  if (detailTypes.length === 0) {
    return { ...ofPolicy, 'detail-type': JOB_EVENT, detail: { ...detail, state: states } }
  }
  const either = [
    { 'detail-type': JOB_EVENT, detail: { state: states } },
    { 'detail-type': detailTypes },
  ]
  return { ...ofPolicy, $or: either }
}

const JOB_EVENT = ['Backup Job State Change']

/** What is not said by the state of a job event has an event of its own; docs/events.md lists both. */
const DETAIL_TYPES: { readonly [state in NotifyState]?: string } = {
  SKIPPED: 'Backup Run Skipped',
  DEFERRED: 'Backup Run Deferred',
  MISSED: 'Backup Run Missed',
  LEVEL_CONVERTED: 'Backup Level Converted',
  RPO_BREACHED: 'Backup RPO Breached',
  RPO_RESTORED: 'Backup RPO Restored',
}

/** A rule's targets are in its own Region. */
function topicArn({ policy, channel, sns }: PlannedNotification, region: string) {
  if (!sns.startsWith('arn:')) return arnHere('sns', sns)
  const [, , , itsRegion] = sns.split(':')
  if (itsRegion === region) return sns
  throw new PlanError(
    `Policy ${policy} tells channel ${channel}, whose topic is in ${itsRegion} (${sns}), but the environment is in ${region}, and EventBridge delivers within a Region only. Write a topic in ${region} into the environment's channels.`,
  )
}
