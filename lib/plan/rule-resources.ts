// One AWS::Events::Rule for each distinct pattern of the triggers, on the account's default bus, where AWS's own events
// are; and what lets exactly these rules call `submit` and leave behind what they could not deliver.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html

import type { EventPattern } from '../trigger/pattern.ts'
import { ruleDescription } from './description.ts'
import {
  QUEUE_POLICY_LOGICAL_ID,
  ruleArn,
  ruleLogicalId,
  ruleName,
  rulePermissionLogicalId,
} from './names.ts'
import type { Plan, PlannedRule } from './plan.ts'
import { retryPolicy, SUBMIT_ARN, UNDELIVERED_ARN } from './service.ts'

export type RuleResource = ReturnType<typeof ruleResource>
export type PermissionResource = ReturnType<typeof permission>

export function ruleResources(
  plan: Plan,
): readonly (readonly [string, RuleResource | PermissionResource])[] {
  return plan.rules.flatMap(
    rule =>
      [
        [ruleLogicalId(rule.id), ruleResource(plan, rule)],
        [rulePermissionLogicalId(rule.id), permission(plan.environment, rule.id)],
      ] as const,
  )
}

function ruleResource(plan: Plan, rule: PlannedRule) {
  return {
    Type: 'AWS::Events::Rule',
    // An event that finds the rule without its permissions is not tried again.
    DependsOn: [rulePermissionLogicalId(rule.id), QUEUE_POLICY_LOGICAL_ID],
    Properties: {
      Name: ruleName(plan.environment, rule.id),
      Description: ruleDescription(plan, rule),
      EventPattern: eventPattern(rule.pattern),
      State: 'ENABLED',
      Targets: [
        {
          Id: 'submit',
          Arn: SUBMIT_ARN,
          InputTransformer: { InputTemplate: startEvent(rule.id) },
          RetryPolicy: retryPolicy(rule.maxAgeSeconds),
          DeadLetterConfig: { Arn: UNDELIVERED_ARN },
        },
      ],
    },
  } as const
}

/**
 * CloudFormation refuses null anywhere in a template, but takes a pattern as JSON text.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-null-values.html
 */
function eventPattern(pattern: EventPattern): EventPattern | string {
  return hasNull(pattern) ? JSON.stringify(pattern) : pattern
}

function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false
  return value === null || Object.values(value).some(hasNull)
}

/** The rule's ARN names the account as well, so SourceAccount would say nothing more. */
function permission(environment: string, rule: string) {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: SUBMIT_ARN,
      Principal: 'events.amazonaws.com',
      SourceArn: ruleArn(environment, rule),
    },
  } as const
}

/**
 * The start event: which rule, and the whole event as it came. EventBridge writes JSON in the place of its reserved
 * variable, so no quotes belong around it; `<aws.events.event>` would leave out `detail`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html (predefined variables)
 */
function startEvent(rule: string): string {
  return `{"version":1,"rule":"${rule}","event":<aws.events.event.json>}`
}
