// What is known of the events of the sources that the presets read: their detail-types, and the field that says how it went.
// Lists: "AWS services that send events to EventBridge" (EventBridge events reference), one page a service.
import {
  BUILD,
  CODEDEPLOY,
  ECS_DEPLOYMENT,
  type EventValues,
  GITHUB_DEPLOYMENT,
  PIPELINE,
  PIPELINE_ACTION,
  PIPELINE_STAGE,
  STACK,
} from './event-values.ts'

export type KnownEvent = {
  /** Dotted path of the field with one of `values`. */
  readonly path?: string
  readonly values?: EventValues
}

/** By source and detail-type. */
export const KNOWN_EVENTS: {
  readonly [source: string]: { readonly [detailType: string]: KnownEvent }
} = {
  'aws.codedeploy': {
    'CodeDeploy Deployment State-change Notification': { path: 'detail.state', values: CODEDEPLOY },
    'CodeDeploy Instance State-change Notification': { path: 'detail.state', values: CODEDEPLOY },
  },
  'aws.codepipeline': {
    'CodePipeline Pipeline Execution State Change': { path: 'detail.state', values: PIPELINE },
    'CodePipeline Stage Execution State Change': { path: 'detail.state', values: PIPELINE_STAGE },
    'CodePipeline Action Execution State Change': { path: 'detail.state', values: PIPELINE_ACTION },
  },
  'aws.cloudformation': {
    'CloudFormation Stack Status Change': { path: 'detail.status-details.status', values: STACK },
    'CloudFormation Stack State Change': {},
    'CloudFormation Resource Status Change': {},
    'CloudFormation Drift Detection Status Change': {},
    'CloudFormation StackSet Status Change': {},
    'CloudFormation StackSet StackInstance Status Change': {},
    'CloudFormation StackSet Operation Status Change': {},
    'CloudFormation Hook Invocation Progress': {},
  },
  'aws.ecs': {
    'ECS Deployment State Change': { path: 'detail.eventName', values: ECS_DEPLOYMENT },
    'ECS Service Action': {},
    'ECS Task State Change': {},
    'ECS Container Instance State Change': {},
  },
  'aws.codebuild': {
    'CodeBuild Build State Change': { path: 'detail.build-status', values: BUILD },
    'CodeBuild Build Phase Change': {},
    'CodeBuild Fleet State Change': {},
  },
  'github.com': {
    deployment_status: { path: 'detail.deployment_status.state', values: GITHUB_DEPLOYMENT },
  },
}

/** Every AWS source sends these, too. "AWS service events delivered via AWS CloudTrail". */
export const CLOUDTRAIL_TYPES = [
  'AWS API Call via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Service Event via CloudTrail',
  'AWS Insight via CloudTrail',
]
