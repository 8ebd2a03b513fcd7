// Events as the services send them, with invented ids: what the presets' examples are made from. Shapes as in preset-table.ts.
import { isoTime, type Numbers } from './example-numbers.ts'

/** What an example is about. */
type Subject = {
  /** The name that the trigger waits for in a field, or the fallback. */
  readonly name: (path: string, fallback: string) => string
  readonly state: string
  readonly failed: boolean
  readonly at: number
  readonly numbers: Numbers
}

/** Source, detail-type, resources and detail. */
type Template = {
  readonly source: string
  readonly 'detail-type': string
  readonly resources: readonly string[]
  readonly detail: { readonly [field: string]: unknown }
}

export const REGION = 'eu-central-1'
export const ACCOUNT = '111122223333'

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`

export const TEMPLATES: { readonly [event: string]: (subject: Subject) => Template } = {
  codedeploy: ({ name, state, numbers }) => {
    const application = name('detail.application', 'erp')
    const group = name('detail.deploymentGroup', 'prod')
    return {
      source: 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      resources: [
        arn('codedeploy', `application:${application}`),
        arn('codedeploy', `deploymentgroup:${application}/${group}`),
      ],
      detail: {
        region: REGION,
        application,
        deploymentGroup: group,
        deploymentId: `d-${numbers.hex(9).toUpperCase()}`,
        instanceGroupId: numbers.uuid(),
        state,
      },
    }
  },
  codepipeline: subject => pipeline(subject, 'CodePipeline Pipeline Execution State Change'),
  'codepipeline stage': subject => {
    const template = pipeline(subject, 'CodePipeline Stage Execution State Change')
    const stage = subject.name('detail.stage', 'Deploy')
    return { ...template, detail: { ...template.detail, stage } }
  },
  cloudformation: ({ name, state, failed, numbers }) => {
    const id = arn('cloudformation', `stack/${name('detail.stack-id', 'erp')}/${numbers.uuid()}`)
    const reason = failed ? 'The following resource(s) failed to update: [Database].' : ''
    return {
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      resources: [id],
      detail: {
        'stack-id': id,
        'status-details': { status: state, 'status-reason': reason },
        'client-request-token': numbers.uuid(),
      },
    }
  },
  ecs: ({ name, state, failed, at, numbers }) => {
    const service = name('resources', 'erp')
    const path = service.includes('/') ? service : `prod/${service}`
    const deploymentId = `ecs-svc/${numbers.digits(19)}`
    const reason = failed ? 'tasks failed to start.' : 'completed.'
    return {
      source: 'aws.ecs',
      'detail-type': 'ECS Deployment State Change',
      resources: [arn('ecs', `service/${path}`)],
      detail: {
        eventType: failed ? 'ERROR' : 'INFO',
        eventName: state,
        deploymentId,
        updatedAt: isoTime(at),
        reason: `ECS deployment ${deploymentId} ${reason}`,
      },
    }
  },
  codebuild: ({ name, state, numbers }) => {
    const project = name('detail.project-name', 'erp-deploy')
    const id = arn('codebuild', `build/${project}:${numbers.uuid()}`)
    return {
      source: 'aws.codebuild',
      'detail-type': 'CodeBuild Build State Change',
      resources: [id],
      detail: {
        'build-status': state,
        'project-name': project,
        'build-id': id,
        'current-phase': 'COMPLETED',
        'current-phase-context': '[]',
        version: '1',
        'additional-information': { 'build-complete': true, initiator: 'codepipeline/erp' },
      },
    }
  },
  github: ({ name, state, at, numbers }) => {
    const repository = name('detail.repository.full_name', 'example/erp')
    const environment = name('detail.deployment.environment', 'prod')
    return {
      source: 'github.com',
      'detail-type': 'deployment_status',
      resources: [],
      detail: {
        action: 'created',
        deployment_status: { id: numbers.integer(), state, environment, created_at: isoTime(at) },
        deployment: {
          id: numbers.integer(),
          sha: numbers.hex(40),
          ref: 'main',
          task: 'deploy',
          environment,
        },
        repository: { id: numbers.integer(), full_name: repository },
        sender: { login: 'deploy-bot' },
      },
    }
  },
  request: ({ name, numbers }) => ({
    source: name('source', 'ci.erp'),
    'detail-type': 'Backup Requested',
    resources: [],
    detail: {
      policy: name('detail.policy', 'erp-after-deploy'),
      correlationId: `release-${numbers.hex(8)}`,
      reason: 'before the migration',
    },
  }),
  custom: ({ name }) => ({
    source: name('source', 'release.erp'),
    'detail-type': name('detail-type', 'Release Finished'),
    resources: [],
    detail: {},
  }),
}

function pipeline({ name, state, numbers }: Subject, type: string): Template {
  const pipelineName = name('detail.pipeline', 'erp')
  return {
    source: 'aws.codepipeline',
    'detail-type': type,
    resources: [arn('codepipeline', pipelineName)],
    detail: {
      pipeline: pipelineName,
      'execution-id': numbers.uuid(),
      state,
      version: 4,
      'pipeline-execution-attempt': 1,
    },
  }
}
