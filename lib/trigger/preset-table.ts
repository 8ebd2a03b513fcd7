// The presets: for each event which friendly key of `match` says which field of it, and what that field may be.
// Shapes: the services' pages in the "EventBridge events reference", the samples in aws/aws-lambda-go, and for GitHub the
// function of AWS's "Receiving events from GitHub" quick start (aws-samples/serverless-patterns, eventbridge-webhooks).
import {
  BUILD,
  CODEDEPLOY,
  ECS_DEPLOYMENT,
  type EventValues,
  GITHUB_DEPLOYMENT,
  PIPELINE,
  PIPELINE_STAGE,
  STACK,
} from './event-values.ts'

export type Preset = {
  readonly source?: string
  readonly detailType: string
  /** In the order in which patterns and phrases name them. */
  readonly keys: { readonly [key: string]: MatchKey }
  /** At least one of these: without, every deployment of the account would match. */
  readonly needs: readonly string[]
  /** Where an event says which deployment, execution or request it is about. */
  readonly identity: readonly string[]
}

export type MatchKey = {
  /** The field of the pattern. */
  readonly at: readonly string[]
  /** How a value stands in the pattern, when it is not the value itself. */
  readonly entry?: (value: string) => unknown
  /** What the service lets a name be; whatever differs matches nothing. */
  readonly name?: { readonly pattern: RegExp; readonly words: string }
  /** Fixed words, and those meant when the key is not written. */
  readonly values?: EventValues
  readonly defaults?: readonly string[]
}

const STATE = (values: EventValues, ...defaults: readonly string[]): MatchKey => ({
  at: ['detail', 'state'],
  values,
  defaults,
})

const PIPELINE_NAME: MatchKey = {
  at: ['detail', 'pipeline'],
  name: { pattern: /^[\w.@-]{1,100}$/, words: 'letters, digits, . @ - and _' },
}

/** An event id is the same for every delivery of one event, and of no other event. "AWS service event metadata". */
export const EVENT_ID = ['id']

export const PRESETS = {
  codedeploy: {
    source: 'aws.codedeploy',
    // Not "Instance State-change Notification", which comes once for every instance of a deployment.
    detailType: 'CodeDeploy Deployment State-change Notification',
    keys: {
      application: {
        at: ['detail', 'application'],
        name: { pattern: /^[\w.+=,@-]{1,100}$/, words: 'letters, digits and . _ + = , @ -' },
      },
      deploymentGroup: {
        at: ['detail', 'deploymentGroup'],
        name: { pattern: /^[^*]{1,100}$/, words: 'up to 100 characters' },
      },
      state: STATE(CODEDEPLOY, 'SUCCESS'),
    },
    needs: ['application', 'deploymentGroup'],
    identity: ['detail', 'deploymentId'],
  },
  codepipeline: {
    source: 'aws.codepipeline',
    detailType: 'CodePipeline Pipeline Execution State Change',
    keys: { pipeline: PIPELINE_NAME, state: STATE(PIPELINE, 'SUCCEEDED') },
    needs: ['pipeline'],
    identity: ['detail', 'execution-id'],
  },
  cloudformation: {
    source: 'aws.cloudformation',
    detailType: 'CloudFormation Stack Status Change',
    keys: {
      stack: {
        // The event has the stack's name nowhere but in its id: arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID.
        at: ['detail', 'stack-id'],
        entry: name => ({ wildcard: `arn:*:stack/${name}/*` }),
        name: { pattern: /^[a-z][a-z\d-]{0,127}$/i, words: 'letters, digits and -' },
      },
      status: {
        at: ['detail', 'status-details', 'status'],
        values: STACK,
        defaults: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'],
      },
    },
    needs: ['stack'],
    // Not client-request-token: "all events initiated by a given stack operation are assigned the same client request
    // token", nested stacks included, it may be missing, and a caller may choose the same one for each of its releases.
    identity: EVENT_ID,
  },
  ecs: {
    source: 'aws.ecs',
    // Not "ECS Service Action", in which the same event names occur.
    detailType: 'ECS Deployment State Change',
    keys: {
      service: {
        // Only `resources` names the service: arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME.
        at: ['resources'],
        entry: name => ({ suffix: `/${name}` }),
        name: {
          pattern: /^([\w-]{1,255}\/)?[\w-]{1,255}$/,
          words: 'letters, digits, - and _, with cluster/ before it or not',
        },
      },
      eventName: {
        at: ['detail', 'eventName'],
        values: ECS_DEPLOYMENT,
        defaults: ['SERVICE_DEPLOYMENT_COMPLETED'],
      },
    },
    needs: ['service'],
    identity: ['detail', 'deploymentId'],
  },
  codebuild: {
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build State Change',
    keys: {
      project: {
        at: ['detail', 'project-name'],
        name: { pattern: /^[a-z\d][\w-]{1,254}$/i, words: 'letters, digits, - and _' },
      },
      status: { at: ['detail', 'build-status'], values: BUILD, defaults: ['SUCCEEDED'] },
    },
    needs: ['project'],
    identity: ['detail', 'build-id'],
  },
  github: {
    source: 'github.com',
    // The quick start hands on the X-GitHub-Event header as detail-type and the payload as detail.
    detailType: 'deployment_status',
    keys: {
      repository: {
        at: ['detail', 'repository', 'full_name'],
        name: { pattern: /^[\w-]+\/[\w.-]+$/, words: 'owner/name' },
      },
      environment: { at: ['detail', 'deployment', 'environment'] },
      state: {
        at: ['detail', 'deployment_status', 'state'],
        values: GITHUB_DEPLOYMENT,
        defaults: ['success'],
      },
    },
    needs: ['repository'],
    identity: ['detail', 'deployment', 'id'],
  },
  request: {
    detailType: 'Backup Requested',
    keys: {
      from: { at: ['source'] },
      policy: {
        at: ['detail', 'policy'],
        name: { pattern: /^[a-z\d-]{1,40}$/, words: 'lower-case letters, digits and -' },
      },
    },
    needs: ['from'],
    identity: ['detail', 'correlationId'],
  },
} as const satisfies { readonly [event: string]: Preset }

/** codepipeline with `stage` in its match: other events, of one stage each. */
export const STAGE_PRESET: Preset = {
  source: 'aws.codepipeline',
  detailType: 'CodePipeline Stage Execution State Change',
  keys: {
    pipeline: PIPELINE_NAME,
    stage: {
      at: ['detail', 'stage'],
      name: { pattern: /^[\w.@-]{1,100}$/, words: 'letters, digits, . @ - and _' },
    },
    state: STATE(PIPELINE_STAGE, 'SUCCEEDED'),
  },
  needs: ['pipeline'],
  identity: ['detail', 'execution-id'],
}
