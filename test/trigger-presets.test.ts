// The presets: the pattern, identity and phrase of each, what their match takes and refuses, and events as AWS records them.
import { expect, it } from 'vitest'
import { matches } from '../lib/trigger/match.ts'
import { EVENTS, triggerOf } from '../lib/trigger/presets.ts'
import type { WrittenTrigger } from '../lib/trigger/trigger.ts'
import { readGolden } from './support/golden.ts'

const sample = (name: string) => JSON.parse(readGolden(`events/aws/${name}.json`))
const read = (event: string, match?: object, pattern?: unknown) =>
  triggerOf(
    { event, ...(match ? { match } : {}), ...(pattern ? { pattern } : {}) } as WrittenTrigger,
    'erp-after-deploy',
  )

const CUSTOM = {
  source: ['release.erp'],
  'detail-type': ['Release Finished'],
  detail: { environment: ['prod'], result: ['ok'] },
}

/** Event, match, samples, where the business id is, and the phrase. */
const PRESETS: readonly (readonly [string, object | undefined, string, string, string])[] = [
  [
    'codedeploy',
    { application: 'erp', deploymentGroup: 'prod' },
    'codedeploy',
    'detail.deploymentId',
    'codedeploy application erp, deploymentGroup prod, state SUCCESS',
  ],
  [
    'codedeploy',
    { deploymentGroup: ['test', 'prod'] },
    'codedeploy',
    'detail.deploymentId',
    'codedeploy deploymentGroup test or prod, state SUCCESS',
  ],
  [
    'codepipeline',
    { pipeline: 'erp' },
    'codepipeline',
    'detail.execution-id',
    'codepipeline pipeline erp, state SUCCEEDED',
  ],
  [
    'codepipeline',
    { pipeline: 'erp', stage: 'Deploy' },
    'codepipeline-stage',
    'detail.execution-id',
    'codepipeline pipeline erp, stage Deploy, state SUCCEEDED',
  ],
  [
    'cloudformation',
    { stack: 'erp-schema' },
    'cloudformation',
    'id',
    'cloudformation stack erp-schema, status CREATE_COMPLETE or UPDATE_COMPLETE',
  ],
  [
    'cloudformation',
    { stack: 'erp-schema', status: ['UPDATE_COMPLETE'] },
    'cloudformation',
    'id',
    'cloudformation stack erp-schema, status UPDATE_COMPLETE',
  ],
  [
    'ecs',
    { service: 'erp-web' },
    'ecs',
    'detail.deploymentId',
    'ecs service erp-web, eventName SERVICE_DEPLOYMENT_COMPLETED',
  ],
  [
    'ecs',
    { service: 'prod/erp-web' },
    'ecs',
    'detail.deploymentId',
    'ecs service prod/erp-web, eventName SERVICE_DEPLOYMENT_COMPLETED',
  ],
  [
    'codebuild',
    { project: 'erp-deploy' },
    'codebuild',
    'detail.build-id',
    'codebuild project erp-deploy, status SUCCEEDED',
  ],
  [
    'github',
    { repository: 'example/erp', environment: 'prod' },
    'github',
    'detail.deployment.id',
    'github repository example/erp, environment prod, state success',
  ],
  [
    'request',
    { from: ['ci.erp'] },
    'request',
    'detail.correlationId',
    'request from ci.erp, policy erp-after-deploy',
  ],
  [
    'custom',
    undefined,
    'custom',
    'id',
    'custom source release.erp, detail-type Release Finished, environment prod, result ok',
  ],
]

it.each(PRESETS)(
  '%s %j matches its success and not its failure',
  (event, match, name, id, phrase) => {
    const trigger = read(event, match, event === 'custom' ? CUSTOM : undefined)
    expect(trigger.flaws.filter(({ code }) => code !== 'ecs-rollback-completes-too')).toEqual([])
    expect(matches(trigger.pattern, sample(`${name}-success`))).toBe(true)
    expect(matches(trigger.pattern, sample(`${name}-failure`))).toBe(false)
    expect(trigger.identity.join('.')).toBe(id)
    expect(trigger.phrase).toBe(phrase)
  },
)

it('has a row for every event', () => {
  expect(new Set(PRESETS.map(([event]) => event))).toEqual(new Set(EVENTS))
})

const NAMES = [
  ...['codedeploy', 'codepipeline', 'codepipeline-stage', 'cloudformation', 'ecs'],
  ...['codebuild', 'github', 'request', 'custom'],
].flatMap(name => [`${name}-success`, `${name}-failure`])

it.each(PRESETS)('%s %j matches no event of another kind', (event, match, name) => {
  const { pattern } = read(event, match, event === 'custom' ? CUSTOM : undefined)
  const others = [...NAMES, 'codedeploy-instance-success'].filter(
    other => other !== `${name}-success`,
  )
  expect(others.filter(other => matches(pattern, sample(other)))).toEqual([])
})

it('writes patterns in one order whatever the order of the match', () => {
  const one = read('codedeploy', { application: 'erp', deploymentGroup: 'prod' })
  const other = read('codedeploy', {
    deploymentGroup: 'prod',
    state: 'SUCCESS',
    application: 'erp',
  })
  expect(JSON.stringify(other)).toBe(JSON.stringify(one))
  expect(JSON.stringify(one.pattern)).toBe(
    '{"source":["aws.codedeploy"],"detail-type":["CodeDeploy Deployment State-change Notification"],"detail":{"application":["erp"],"deploymentGroup":["prod"],"state":["SUCCESS"]}}',
  )
})

it('finds the service of ECS by the end of its ARN, and a stack by its name within the id', () => {
  expect(read('ecs', { service: 'web' }).pattern.resources).toEqual([{ suffix: '/web' }])
  expect(read('cloudformation', { stack: ['a', 'b'] }).pattern.detail).toMatchObject({
    'stack-id': [{ wildcard: 'arn:*:stack/a/*' }, { wildcard: 'arn:*:stack/b/*' }],
  })
  const { pattern } = read('cloudformation', { stack: 'erp' })
  expect(matches(pattern, sample('cloudformation-success'))).toBe(false)
})

it('asks for the policy of a request, its own unless match names another', () => {
  expect(read('request', { from: 'ci.erp' }).pattern).toEqual({
    source: ['ci.erp'],
    'detail-type': ['Backup Requested'],
    detail: { policy: ['erp-after-deploy'] },
  })
  expect(read('request', { from: 'ci.erp', policy: 'all' }).pattern.detail).toEqual({
    policy: ['all'],
  })
})

it('tells deployments apart by the event where one deployment sends several that are wanted', () => {
  const before = read('codedeploy', { application: 'erp', state: ['START', 'SUCCESS'] })
  const stages = read('codepipeline', { pipeline: 'erp', stage: ['Test', 'Deploy'] })
  expect([before.identity, stages.identity]).toEqual([['id'], ['id']])
})

it('takes a value that is listed twice once', () => {
  const { pattern } = read('codebuild', { project: ['erp', 'erp'] })
  expect(pattern.detail).toMatchObject({ 'project-name': ['erp'] })
})

/** Code, path and message of each finding. */
const flawsOf = (event: string, match?: object, pattern?: unknown) =>
  read(event, match, pattern).flaws.map(
    ({ code, path, message, fix }) => `${code} ${path.join('.')}: ${message} -> ${fix}`,
  )

const erp = { application: 'erp' }
const FLAWS: readonly (readonly [string, object | undefined, readonly string[]])[] = [
  [
    'codedeploy',
    { ...erp, state: 'SUCCEEDED' },
    [
      'event-never-matches match.state: CodeDeploy\'s event says "SUCCESS"; "SUCCEEDED" is the word of CodePipeline and CodeBuild -> write SUCCESS',
    ],
  ],
  [
    'codedeploy',
    { ...erp, state: ['SUCCESS', 'Stopped'] },
    [
      'event-never-matches match.state.1: CodeDeploy\'s event says "STOP", not "Stopped" -> write STOP',
    ],
  ],
  [
    'codedeploy',
    { ...erp, state: 'SUCESS' },
    [
      'event-value-unknown match.state: "SUCESS" is nothing that CodeDeploy\'s event is known to say -> did you mean SUCCESS?',
    ],
  ],
  [
    'codedeploy',
    { ...erp, state: 'PARTIAL' },
    [
      'event-value-unknown match.state: "PARTIAL" is nothing that CodeDeploy\'s event is known to say -> known are START, READY, SUCCESS, FAILURE or STOP',
    ],
  ],
  [
    'codepipeline',
    { pipeline: 'erp', state: 'SUCCESS' },
    [
      'event-never-matches match.state: CodePipeline\'s event says "SUCCEEDED"; "SUCCESS" is the word of CodeDeploy -> write SUCCEEDED',
    ],
  ],
  [
    'codepipeline',
    { pipeline: 'erp', state: 'InProgress' },
    [
      'event-never-matches match.state: CodePipeline\'s event says "STARTED", not "InProgress" -> write STARTED',
    ],
  ],
  [
    'cloudformation',
    { stack: 'erp', status: 'SUCCEEDED' },
    [
      'event-never-matches match.status: CloudFormation\'s event says "UPDATE_COMPLETE"; "SUCCEEDED" is the word of CodePipeline and CodeBuild -> write UPDATE_COMPLETE',
    ],
  ],
  [
    'codebuild',
    { project: 'erp', status: 'success' },
    [
      'event-never-matches match.status: CodeBuild\'s event says "SUCCEEDED"; "success" is the word of GitHub -> write SUCCEEDED',
    ],
  ],
  [
    'github',
    { repository: 'o/n', state: 'SUCCEEDED' },
    [
      'event-never-matches match.state: GitHub\'s event says "success"; "SUCCEEDED" is the word of CodePipeline and CodeBuild -> write success',
    ],
  ],
  ['ecs', { service: 'web', eventName: 'SERVICE_DEPLOYMENT_FAILED' }, []],
  [
    'ecs',
    { service: 'web' },
    [
      'ecs-rollback-completes-too event: ECS says SERVICE_DEPLOYMENT_COMPLETED after a rollback, too, so a failed deployment may start a backup -> trigger on the pipeline that deploys, if that matters',
    ],
  ],
  [
    'ecs',
    { service: 'web', eventName: 'COMPLETED' },
    [
      'event-never-matches match.eventName: ECS\'s event says "SERVICE_DEPLOYMENT_COMPLETED", not "COMPLETED" -> write SERVICE_DEPLOYMENT_COMPLETED',
    ],
  ],
  [
    'codedeploy',
    undefined,
    [
      'missing-key : Every codedeploy event of the account would match: match does not say which application or deploymentGroup -> write match: {application: …}',
    ],
  ],
  [
    'codedeploy',
    { state: 'SUCCESS' },
    [
      'missing-key match: Every codedeploy event of the account would match: match does not say which application or deploymentGroup -> write match: {application: …}',
    ],
  ],
  [
    'codepipeline',
    { stage: 'Deploy' },
    [
      'missing-key match: Every codepipeline event of the account would match: match does not say which pipeline -> write match: {pipeline: …}',
    ],
  ],
  [
    'request',
    { policy: 'x' },
    [
      'missing-key match: Any sender would match: match does not say from which source -> write match: {from: …}',
    ],
  ],
  [
    'codedeploy',
    { ...erp, deploymentgroup: 'prod' },
    [
      'unknown-key match.deploymentgroup: codedeploy has no key "deploymentgroup" in match -> did you mean deploymentGroup?',
    ],
  ],
  [
    'cloudformation',
    { stack: 'erp', state: 'UPDATE_COMPLETE' },
    ['unknown-key match.state: cloudformation has no key "state" in match -> did you mean status?'],
  ],
  [
    'codepipeline',
    { pipeline: 'erp', stag: 'Deploy' },
    ['unknown-key match.stag: codepipeline has no key "stag" in match -> did you mean stage?'],
  ],
  [
    'codebuild',
    { project: 'erp', branch: 'main' },
    [
      'unknown-key match.branch: codebuild has no key "branch" in match -> codebuild has project or status',
    ],
  ],
  [
    'codedeploy',
    { application: 7 },
    [
      'wrong-type match.application: application is text or a list of texts, not 7 -> write it in quotes: "7"',
    ],
  ],
  [
    'codedeploy',
    { application: ['erp', null] },
    [
      'wrong-type match.application.1: application is text or a list of texts, not null -> write its name',
    ],
  ],
  [
    'codedeploy',
    { application: '' },
    [
      'wrong-type match.application: application is text or a list of texts, not "" -> write its name',
    ],
  ],
  [
    'codedeploy',
    { application: [] },
    [
      'wrong-type match.application: An empty list of application would match nothing -> list a value, or leave the key out',
    ],
  ],
  [
    'codedeploy',
    { application: { prefix: 'erp' } },
    [
      'wrong-type match.application: application is text or a list of texts, not a map -> write its name',
    ],
  ],
  [
    'codedeploy',
    ['erp'],
    ['wrong-type match: match is a map, not ["erp"] -> write match: {application: …}'],
  ],
  [
    'codedeploy',
    { application: 'erp-*' },
    [
      'event-never-matches match.application: No application is called "erp-*": names have letters, digits and . _ + = , @ - -> name each one in a list; for a wildcard write event: custom',
    ],
  ],
  [
    'cloudformation',
    { stack: 'erp_schema' },
    [
      'event-never-matches match.stack: No stack is called "erp_schema": names have letters, digits and - -> write the name as the service shows it',
    ],
  ],
  [
    'github',
    { repository: 'erp' },
    [
      'event-never-matches match.repository: No repository is called "erp": names have owner/name -> write the name as the service shows it',
    ],
  ],
  ['cloudformation', { stack: ['a', 'b', 'c'] }, []],
  [
    'cloudformation',
    { stack: ['a', 'b', 'c', 'd'] },
    [
      'event-pattern-invalid match: The wildcards of detail.stack-id are too complex for EventBridge -> list fewer names; write a second trigger for the others',
    ],
  ],
  [
    'request',
    { from: ['ci.erp', 'holdfast'] },
    [
      'event-own-results match.from.1: Holdfast sends no requests, and must not start itself -> name the source that your pipeline puts into its event: from: [ci.erp]',
    ],
  ],
  [
    'request',
    { from: 'aws.codebuild' },
    [
      'event-never-matches match.from: Only AWS itself sends events from "aws.codebuild", and no such request -> name the source that your pipeline puts into its event: from: [ci.erp]',
    ],
  ],
  [
    'custom',
    undefined,
    [
      'missing-key : custom needs a pattern -> write the fields of the event: pattern: {source: [release.erp]}',
    ],
  ],
  [
    'codedploy',
    erp,
    ['unknown-event event: There is no event "codedploy" -> did you mean codedeploy?'],
  ],
  ['esc', erp, ['unknown-event event: There is no event "esc" -> did you mean ecs?']],
  [
    'jenkins',
    erp,
    [
      'unknown-event event: There is no event "jenkins" -> write codedeploy, codepipeline, cloudformation, ecs, codebuild, github, request or custom',
    ],
  ],
  [
    'toString',
    erp,
    [
      'unknown-event event: There is no event "toString" -> write codedeploy, codepipeline, cloudformation, ecs, codebuild, github, request or custom',
    ],
  ],
]

it.each(FLAWS)('finds what is wrong with %s %j', (event, match, flaws) => {
  expect(flawsOf(event, match)).toEqual(flaws)
})

it('has match and pattern exclude each other', () => {
  expect(flawsOf('codedeploy', erp, CUSTOM)).toEqual([
    'unknown-key pattern: codedeploy makes its own pattern -> say what is meant in match, or write event: custom',
  ])
  expect(flawsOf('custom', erp, CUSTOM)).toEqual([
    'unknown-key match: custom has no match: its pattern says it all -> move it into pattern',
  ])
})

it('refuses more names than EventBridge takes, and keeps the phrase short all the same', () => {
  const project = Array.from({ length: 300 }, (_, n) => `erp-${n}`)
  const { flaws, phrase } = read('codebuild', { project })
  expect(flaws.map(({ code, path }) => [code, ...path])).toEqual([
    ['event-pattern-invalid', 'match'],
  ])
  expect(phrase.length).toBeLessThan(130)
})

it('keeps the phrase of a long pattern short, and shows no character that a terminal obeys', () => {
  const { phrase } = read('custom', undefined, { source: [`\u001b[2J${'x'.repeat(500)}`] })
  expect(phrase).toMatch(/^custom source \\u001b\[2Jx+…$/)
  expect(phrase.length).toBeLessThan(130)
})
