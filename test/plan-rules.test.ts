// Triggers as EventBridge rules: one for each distinct pattern, and what it may do.
import { describe, expect, it } from 'vitest'
import { compileText, toResources } from '../lib/plan/cloudformation.ts'
import { type Plan, plan } from '../lib/plan/plan.ts'
import { ruleId } from '../lib/plan/rules.ts'
import type { EventPattern } from '../lib/trigger/pattern.ts'
import { fc } from './support/fast-check.ts'
import { expectGolden } from './support/golden.ts'
import {
  samplePolicy,
  sampleSchedule,
  sampleTerms,
  sampleTrigger,
} from './support/sample-policies.ts'

const PATTERN = sampleTrigger().pattern
const ID = ruleId(PATTERN)

const erp = samplePolicy({
  name: 'erp-after-deploy',
  schedules: [],
  triggers: [
    sampleTrigger(),
    sampleTrigger({
      name: 'released',
      event: 'custom',
      phrase: 'custom source release.erp',
      pattern: { source: ['release.erp'] },
      targetFrom: ['detail', 'database'],
      pause: { reason: 'Storage move.', by: 'j.doe' },
    }),
  ],
})
const crm = samplePolicy({
  name: 'crm-after-deploy',
  owner: 'crm-team@example.com',
  schedules: [],
  triggers: [
    sampleTrigger({ name: 'erp-deployed', terms: sampleTerms({ startWithinSeconds: 7200 }) }),
  ],
})

describe('the id of a rule', () => {
  it.each<readonly [string, EventPattern, EventPattern, 'one' | 'two']>([
    ['the same pattern', { source: ['a'] }, { source: ['a'] }, 'one'],
    ['another value', { source: ['a'] }, { source: ['b'] }, 'two'],
    [
      'another order of fields',
      { source: ['a'], detail: { x: [1] } },
      { detail: { x: [1] }, source: ['a'] },
      'one',
    ],
    ['another order of alternatives', { source: ['a', 'b'] }, { source: ['b', 'a'] }, 'one'],
    [
      'another order of alternatives that are maps',
      { $or: [{ x: [1] }, { y: [{ exists: true }, { prefix: 'p' }] }] },
      { $or: [{ y: [{ prefix: 'p' }, { exists: true }] }, { x: [1] }] },
      'one',
    ],
    [
      'another order in a range of numbers, which is another range',
      { x: [{ numeric: ['>', 0, '<', 5] }] },
      { x: [{ numeric: ['<', 0, '>', 5] }] },
      'two',
    ],
    ['a text for a number', { x: ['1'] }, { x: [1] }, 'two'],
    ['null for a text', { x: [null] }, { x: ['null'] }, 'two'],
  ])('of %s', (_, a, b, count) => {
    expect(ruleId(a) === ruleId(b)).toBe(count === 'one')
  })

  it('is twelve hexadecimal digits, the same for ever: a new one would be a new rule', () => {
    expect(ID).toMatch(/^[0-9a-f]{12}$/)
    expect(ruleId({ source: ['aws.codedeploy'], detail: { state: ['SUCCESS'] } })).toBe(
      '4881aa8acc2f',
    )
  })

  it('does not depend on how a pattern is written down', () => {
    const pattern = fc.dictionary(
      fc.string(),
      fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1 }),
      { minKeys: 1 },
    )
    fc.assert(
      fc.property(pattern, written => {
        const turned = Object.fromEntries(
          Object.entries(written)
            .reverse()
            .map(([field, values]) => [field, values.toReversed()]),
        )
        return ruleId(turned) === ruleId(written)
      }),
    )
  })
})

describe('the rules of a plan', () => {
  const { rules, sources } = plan([erp, crm])

  it('are one for each distinct pattern, shared by the policies that wait for it', () => {
    expect(rules.find(({ id }) => id === ID)).toEqual({
      id: ID,
      pattern: PATTERN,
      sources: ['crm-after-deploy.erp-deployed', 'erp-after-deploy.app-deployed'],
      maxAgeSeconds: 7320,
    })
    expect(rules).toHaveLength(2)
  })

  it('are those that the sources name', () => {
    const named = sources.flatMap(source => (source.kind === 'trigger' ? [source.rule] : []))
    expect(new Set(named)).toEqual(new Set(rules.map(({ id }) => id)))
  })

  it('are sorted by id, whatever order the policies come in', () => {
    const ids = rules.map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted())
    expect(plan([crm, erp])).toEqual(plan([erp, crm]))
  })
})

describe('a compiled rule', () => {
  it('reads as agreed', () => {
    expectGolden('plan/rules.json', compileText(plan([erp, crm])))
  })

  it('stands on the default bus with exactly the pattern, and a name that says whose it is', () => {
    expect(properties()).toMatchObject({
      Name: `holdfast-prod-${ID}`,
      EventPattern: PATTERN,
      State: 'ENABLED',
    })
    expect(properties()).not.toHaveProperty('EventBusName')
  })

  it('hands the whole event over as JSON, in no more than EventBridge takes of a template', () => {
    const [{ InputTransformer }] = properties().Targets
    const event = { id: 'e1', source: 'aws.codedeploy', detail: { text: 'a "quoted" word' } }
    const handed = InputTransformer.InputTemplate.replace(
      '<aws.events.event.json>',
      JSON.stringify(event),
    )
    expect(JSON.parse(handed)).toEqual({ version: 1, rule: ID, event })
    expect(InputTransformer.InputTemplate.length).toBeLessThan(8192)
  })

  it.each([
    [0, 30, 60],
    [0, 300, 300],
    [7200, 3600, 10_800],
    [43_200, 86_400, 86_400],
  ])(
    'with a delay of %i s and startWithin %i s is delivered for %i s at most',
    (delaySeconds, startWithinSeconds, age) => {
      const terms = sampleTerms({ startWithinSeconds })
      const [{ RetryPolicy }] = properties(
        plan([samplePolicy({ triggers: [sampleTrigger({ delaySeconds, terms })] })]),
      ).Targets
      expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: age, MaximumRetryAttempts: 185 })
    },
  )

  it('stays enabled while its triggers are paused: submit says why nothing starts', () => {
    const pause = { reason: 'Storage move.', by: 'j.doe' }
    expect(properties(plan([{ ...erp, triggers: [sampleTrigger({ pause })] }])).State).toBe(
      'ENABLED',
    )
  })

  it('says in one line what it waits for, what it starts and whose that is', () => {
    expect(properties().Description).toBe(
      'On codedeploy application erp, deploymentGroup prod starts crm-after-deploy.erp-deployed (FULL, owner crm-team@example.com), erp-after-deploy.app-deployed (FULL, owner dba-oncall@example.com).',
    )
  })

  it('says so in at most 512 characters, however many it starts', () => {
    const triggers = Array.from({ length: 40 }, (_, i) => sampleTrigger({ name: `deployed-${i}` }))
    const { Description } = properties(plan([samplePolicy({ triggers })]))
    expect(Description).toMatch(/^On codedeploy .*…$/)
    expect(Description.length).toBeLessThanOrEqual(512)
  })
})

describe('what a rule is allowed', () => {
  const { Resources } = toResources(plan([erp, crm]))
  const arn = (id: string) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/holdfast-prod-${id}`,
  })

  it('is to call submit, each by a permission of its own', () => {
    expect(Resources[`RulePermission${ID}`]?.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['SubmitLambdaFunction', 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: arn(ID),
    })
  })

  it('is to leave in the queue what was not delivered, and nobody else is', () => {
    expect(Resources.UndeliveredQueuePolicy?.Properties).toMatchObject({
      Queues: [{ Ref: 'UndeliveredQueue' }],
      PolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] },
            Condition: {
              ArnLike: { 'aws:SourceArn': plan([erp, crm]).rules.map(({ id }) => arn(id)) },
            },
          },
        ],
      },
    })
  })

  it('is there before the rule', () => {
    expect(Resources[`Rule${ID}`]).toMatchObject({
      DependsOn: [`RulePermission${ID}`, 'UndeliveredQueuePolicy'],
    })
  })

  it('is nothing where there is no rule', () => {
    const { Resources } = toResources(plan([samplePolicy({ schedules: [sampleSchedule()] })]))
    expect(Object.keys(Resources)).toEqual(['ScheduleerpHsqlDlog'])
  })
})

function properties(of: Plan = plan([erp, crm])) {
  const resource = toResources(of).Resources[`Rule${ID}`]
  if (resource?.Type !== 'AWS::Events::Rule' || !('Name' in resource.Properties)) {
    throw new Error('the rule is not there')
  }
  return resource.Properties
}

it('writes a pattern with null as JSON text, which is the only form that CloudFormation takes', () => {
  const pattern = { detail: { error: [null] } }
  const policy = samplePolicy({ schedules: [], triggers: [sampleTrigger({ pattern })] })
  const { Resources } = toResources(plan([policy]))
  expect(Resources[`Rule${ruleId(pattern)}`]?.Properties).toMatchObject({
    EventPattern: '{"detail":{"error":[null]}}',
  })
})
