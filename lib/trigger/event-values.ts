// The words that events use for how a deployment ended. Every service has its own, and AWS adds to them: a known wrong
// word is an error, any other unknown one a warning.
import type { FlawPath, TriggerFlaw } from './flaw.ts'
import { meant } from './meant.ts'
import { oneOf, quote } from './wording.ts'

export type EventValues = {
  /** Whose events they are: `CodeDeploy`. */
  readonly service: string
  readonly known: readonly string[]
  /** Which of its words means what other services say in others. */
  readonly means: { readonly [M in Meaning]?: string }
}

type Meaning = 'success' | 'failure' | 'start' | 'stop'

/** How services, their APIs and people call it, in capitals. */
const MEANINGS: { readonly [M in Meaning]: readonly string[] } = {
  success: ['SUCCESS', 'SUCCEEDED', 'SUCCESSFUL', 'COMPLETE', 'COMPLETED'],
  failure: ['FAILURE', 'FAILED', 'FAIL'],
  start: ['START', 'STARTED', 'INPROGRESS', 'IN_PROGRESS', 'RUNNING'],
  stop: ['STOP', 'STOPPED'],
}

/** "Monitoring deployments with Amazon CloudWatch Events" (CodeDeploy); aws/aws-lambda-go, codedeploy.go. */
export const CODEDEPLOY: EventValues = {
  service: 'CodeDeploy',
  known: ['START', 'READY', 'SUCCESS', 'FAILURE', 'STOP'],
  means: { success: 'SUCCESS', failure: 'FAILURE', start: 'START', stop: 'STOP' },
}

const PIPELINE_MEANS = {
  success: 'SUCCEEDED',
  failure: 'FAILED',
  start: 'STARTED',
  stop: 'STOPPED',
} as const

/** "Monitoring CodePipeline events"; aws/aws-lambda-go, codepipeline_cloudwatch.go. */
export const PIPELINE: EventValues = {
  service: 'CodePipeline',
  known: [
    ...['STARTED', 'SUCCEEDED', 'RESUMED', 'FAILED'],
    ...['STOPPING', 'STOPPED', 'CANCELED', 'SUPERSEDED'],
  ],
  means: PIPELINE_MEANS,
}

export const PIPELINE_STAGE: EventValues = {
  service: 'CodePipeline',
  known: PIPELINE.known.filter(state => state !== 'SUPERSEDED'),
  means: PIPELINE_MEANS,
}

export const PIPELINE_ACTION: EventValues = {
  service: 'CodePipeline',
  known: ['STARTED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'ABANDONED'],
  means: { success: 'SUCCEEDED', failure: 'FAILED', start: 'STARTED' },
}

/** "Stack status codes" (CloudFormation). */
export const STACK: EventValues = {
  service: 'CloudFormation',
  known: [
    ...['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'CREATE_COMPLETE', 'REVIEW_IN_PROGRESS'],
    ...['ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED', 'ROLLBACK_COMPLETE'],
    ...['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_COMPLETE'],
    ...['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'],
    ...['UPDATE_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'],
    ...['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'],
    ...['IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_IN_PROGRESS'],
    ...['IMPORT_ROLLBACK_FAILED', 'IMPORT_ROLLBACK_COMPLETE'],
  ],
  means: {
    success: 'UPDATE_COMPLETE',
    failure: 'UPDATE_ROLLBACK_COMPLETE',
    start: 'UPDATE_IN_PROGRESS',
  },
}

/** "Amazon ECS service deployment state change events". */
export const ECS_DEPLOYMENT: EventValues = {
  service: 'ECS',
  known: [
    'SERVICE_DEPLOYMENT_IN_PROGRESS',
    'SERVICE_DEPLOYMENT_COMPLETED',
    'SERVICE_DEPLOYMENT_FAILED',
  ],
  means: {
    success: 'SERVICE_DEPLOYMENT_COMPLETED',
    failure: 'SERVICE_DEPLOYMENT_FAILED',
    start: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
  },
}

/** "Build notifications input format reference" (CodeBuild). */
export const BUILD: EventValues = {
  service: 'CodeBuild',
  known: ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'STOPPED', 'FAULT', 'TIMED_OUT'],
  means: { success: 'SUCCEEDED', failure: 'FAILED', start: 'IN_PROGRESS', stop: 'STOPPED' },
}

/** "Webhook events and payloads", deployment_status (GitHub). */
export const GITHUB_DEPLOYMENT: EventValues = {
  service: 'GitHub',
  known: ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success', 'waiting'],
  means: { success: 'success', failure: 'failure', start: 'in_progress' },
}

const ALL = [
  ...[CODEDEPLOY, PIPELINE, PIPELINE_STAGE, PIPELINE_ACTION],
  ...[STACK, ECS_DEPLOYMENT, BUILD, GITHUB_DEPLOYMENT],
]

/** What to say of a value that these events may not have; undefined when they do. */
export function valueFlaw(
  value: string,
  { service, known, means }: EventValues,
  path: FlawPath,
): TriggerFlaw | undefined {
  if (known.includes(value)) return undefined
  const right = rightWord(value, known, means)
  if (right !== undefined) {
    const whose = servicesThatSay(value)
    const but =
      whose.length > 0 ? `; ${quote(value)} is the word of ${whose}` : `, not ${quote(value)}`
    const message = `${service}'s event says ${quote(right)}${but}`
    return { code: 'event-never-matches', message, fix: `write ${right}`, path }
  }
  const near = meant(value, known)
  const message = `${quote(value)} is nothing that ${service}'s event is known to say`
  const fix = near === undefined ? `known are ${oneOf(known)}` : `did you mean ${near}?`
  return { code: 'event-value-unknown', message, fix, path }
}

/** The known word that differs in its capitals only, or that means the same. */
function rightWord(
  value: string,
  known: readonly string[],
  means: EventValues['means'],
): string | undefined {
  const capitals = value.toUpperCase()
  const same = known.find(word => word.toUpperCase() === capitals)
  if (same !== undefined) return same
  for (const meaning of ['success', 'failure', 'start', 'stop'] as const) {
    if (MEANINGS[meaning].includes(capitals)) return means[meaning]
  }
  const theirs = ALL.find(values => values.known.includes(value))
  const meaning = Object.entries(theirs?.means ?? {}).find(([, word]) => word === value)?.[0]
  return meaning === undefined ? undefined : means[meaning as Meaning]
}

const servicesThatSay = (value: string): string => {
  const services = ALL.filter(({ known }) => known.includes(value)).map(({ service }) => service)
  return [...new Set(services)].join(' and ')
}
