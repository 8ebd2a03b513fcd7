// What the policies of one environment mean, and the sources that ship inside the functions.
import { describe, expect, it } from 'vitest'
import { sourcesText } from '../lib/plan/canonical.ts'
import { plan, toSources } from '../lib/plan/plan.ts'
import { secretArns } from '../lib/plan/secrets.ts'
import type { CommCell } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { expectGolden } from './support/golden.ts'
import {
  oraclePolicy,
  prod,
  samplePolicy,
  sampleSchedule,
  sampleTrigger,
} from './support/sample-policies.ts'

describe('a plan', () => {
  it('is of one environment, and knows its Region', () => {
    const { environment, region } = plan([samplePolicy()])
    expect({ environment, region }).toEqual({ environment: 'prod', region: 'eu-central-1' })
  })

  it('is the same whatever order the policies come in', () => {
    expect(plan([oraclePolicy, samplePolicy()])).toEqual(plan([samplePolicy(), oraclePolicy]))
  })

  it('lists policies and sources by name, and keeps the order within a policy', () => {
    const { policies, sources } = plan([samplePolicy(), oraclePolicy])
    expect(policies.map(({ policy }) => policy.name)).toEqual(['billing-oracle', 'erp-sql'])
    expect(policies[1]?.sources.map(({ name }) => name)).toEqual([
      'erp-sql.weekly-full',
      'erp-sql.log',
    ])
    expect(sources.map(({ name }) => name)).toEqual([
      'billing-oracle.nightly-incremental',
      'erp-sql.log',
      'erp-sql.weekly-full',
    ])
  })

  it('carries bounds and a pause only where the policy has them', () => {
    const pause = { reason: 'storage move', by: 'j.doe' }
    const bounded = sampleSchedule({ startDate: '2027-01-01T00:00:00Z', pause })
    const [source] = plan([samplePolicy({ schedules: [bounded] })]).sources
    expect(source).toMatchObject({ startDate: '2027-01-01T00:00:00Z', pause })
    expect(source).not.toHaveProperty('endDate')
  })

  it('names in full the schedules that another yields to', () => {
    const diff = sampleSchedule({ name: 'daily-diff', yieldsTo: ['weekly-full'] })
    const [source] = plan([samplePolicy({ schedules: [diff] })]).sources
    expect(source).toMatchObject({ yieldsTo: ['erp-sql.weekly-full'] })
  })

  it('has triggers behind the schedules of their policy, with the rule that tells them', () => {
    const { policies, rules } = plan([samplePolicy({ triggers: [sampleTrigger()] })])
    expect(policies[0]?.sources.map(({ kind }) => kind)).toEqual([
      'schedule',
      'schedule',
      'trigger',
    ])
    expect(policies[0]?.sources[2]).toEqual({
      kind: 'trigger',
      name: 'erp-sql.app-deployed',
      backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
      targets: ['erp-core'],
      terms: sampleTrigger().terms,
      event: 'codedeploy',
      rule: rules[0]?.id,
      delaySeconds: 120,
      identity: ['detail', 'deploymentId'],
    })
  })

  it('refuses policies of two environments', () => {
    const elsewhere = samplePolicy({ name: 'crm', environment: { ...prod, name: 'staging' } })
    expect(() => plan([samplePolicy(), elsewhere])).toThrow(
      'A plan is of one environment; erp-sql is of prod, crm of staging.',
    )
  })

  it('refuses to be of nothing', () => {
    expect(() => plan([])).toThrow(
      'There is no policy for this environment, so there is nothing to plan.',
    )
  })
})

describe('compiled sources', () => {
  it('are one file a policy', () => {
    const files = toSources(plan([samplePolicy(), oraclePolicy])).map(({ file }) => file)
    expect(files).toEqual(['billing-oracle.json', 'erp-sql.json'])
  })

  it.each(toSources(plan([samplePolicy(), oraclePolicy])))('$file reads as agreed', source => {
    expectGolden(`plan/${source.file}`, sourcesText(source.content))
  })

  it('say everything by its value, so that nothing is lost on the way through JSON', () => {
    for (const { content } of toSources(plan([samplePolicy(), oraclePolicy]))) {
      expect(JSON.parse(sourcesText(content))).toEqual(content)
    }
  })

  it('have the same bytes in whatever order the keys were written', () => {
    const [first] = toSources(plan([samplePolicy()]))
    if (first === undefined) throw new Error('no sources')
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(first.content), { minLength: 6 }), entries => {
        const shuffled = Object.fromEntries(entries) as typeof first.content
        expect(sourcesText(shuffled)).toBe(sourcesText(first.content))
      }),
    )
  })
})

describe('the secrets of an environment', () => {
  const commcell = (name: string, authSecret: string): CommCell => ({
    name,
    endpoint: 'https://cc.example.com/api',
    authSecret,
    maxInFlight: 1,
  })
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:dr-AbCdEf'
  const commcells = {
    main: commcell('main', 'holdfast/prod'),
    twin: commcell('twin', 'holdfast/prod'),
    dr: commcell('dr', arn),
  }

  it('are each named once: a name with the six characters that nobody knows, an ARN as it is', () => {
    const policy = samplePolicy({ environment: { ...prod, commcells } })
    const account =
      'arn:$' + '{AWS::Partition}:secretsmanager:$' + '{AWS::Region}:$' + '{AWS::AccountId}'
    expect(secretArns(plan([policy]))).toEqual([
      arn,
      { 'Fn::Sub': `${account}:secret:holdfast/prod-??????` },
    ])
  })
})
