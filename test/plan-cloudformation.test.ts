// The plan as CloudFormation.
import { describe, expect, it } from 'vitest'
import { compileText, toResources } from '../lib/plan/cloudformation.ts'
import { plan } from '../lib/plan/plan.ts'
import type { PolicySchedule } from '../lib/policy/policy.ts'
import { expectGolden } from './support/golden.ts'
import { oraclePolicy, samplePolicy, sampleSchedule } from './support/sample-policies.ts'

const terms = sampleSchedule().terms
const pause = { reason: 'Storage move.', by: 'j.doe' }

function compiled(given: Partial<PolicySchedule>) {
  const { Resources } = toResources(plan([samplePolicy({ schedules: [sampleSchedule(given)] })]))
  const resource = Resources.ScheduleerpHsqlDlog
  if (resource === undefined) throw new Error('the schedule is not there')
  return resource.Properties
}

describe('a compiled schedule', () => {
  it('reads as agreed', () => {
    expectGolden('plan/template.json', compileText(plan([samplePolicy(), oraclePolicy])))
  })

  it('has the same bytes whatever order the policies come in', () => {
    const [one, other] = [
      [samplePolicy(), oraclePolicy],
      [oraclePolicy, samplePolicy()],
    ]
    expect(compileText(plan(one))).toBe(compileText(plan(other)))
  })

  it.each([
    [30, 60],
    [60, 60],
    [300, 300],
    [86_400, 86_400],
    [172_800, 86_400],
  ])('with startWithin %i s is delivered for %i s at most', (startWithinSeconds, age) => {
    const { Target } = compiled({ terms: { ...terms, startWithinSeconds } })
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: age, MaximumRetryAttempts: 185 })
  })

  it.each([
    [0, { Mode: 'OFF' }],
    [60, { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1 }],
    [90, { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 2 }],
    [3600, { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 }],
  ])('with a jitter of %i s has the window %o', (jitterSeconds, window) => {
    expect(compiled({ jitterSeconds }).FlexibleTimeWindow).toEqual(window)
  })

  it.each([
    ['without a pause', {}, 'ENABLED'],
    ['paused for good', { pause }, 'DISABLED'],
    [
      'paused until a day, which submit minds and nobody would switch on again',
      { pause: { ...pause, until: '2026-12-05T05:00:00Z' } },
      'ENABLED',
    ],
  ] as const)('%s is %3$s', (_, given, state) => {
    expect(compiled(given).State).toBe(state)
  })

  it('starts with names only, and with the time that it was due', () => {
    expect(JSON.parse(compiled({}).Target.Input)).toEqual({
      version: 1,
      source: 'erp-sql.log',
      scheduledTime: '<aws.scheduler.scheduled-time>',
    })
  })

  it('carries the bounds of its policy', () => {
    const bounds = { startDate: '2027-01-01T00:00:00Z', endDate: '2027-06-30T22:00:00Z' }
    expect(compiled(bounds)).toMatchObject({
      StartDate: '2027-01-01T00:00:00Z',
      EndDate: '2027-06-30T22:00:00Z',
    })
  })
})

describe('the description of a schedule', () => {
  it.each([
    [
      'says what it does, when and whose it is',
      {},
      /^TRANSACTION_LOG, every 15m UTC\. Policy erp-sql, owner dba-oncall@example\.com\./,
    ],
    ['says why it stands still', { pause }, / Paused by j\.doe: Storage move\. /],
    [
      'says until when',
      { pause: { ...pause, until: '2026-12-05T05:00:00Z' } },
      / Paused by j\.doe until 2026-12-05T05:00:00Z: Storage move\. /,
    ],
  ])('%s', (_, given, pattern) => {
    expect(compiled(given).Description).toMatch(pattern)
  })

  it('is one line of 512 characters at most, and no character is cut in half', () => {
    const policy = samplePolicy({ description: `two\n  lines ${'🗄'.repeat(400)}` })
    const [resource] = Object.values(toResources(plan([policy])).Resources)
    const description = resource?.Properties.Description ?? ''
    expect(description).toMatch(/two lines 🗄+…$/u)
    expect(description.length).toBeGreaterThan(509)
    expect(description.length).toBeLessThanOrEqual(512)
  })
})

describe('one stack', () => {
  const many = (count: number, description = 'x') =>
    plan([
      samplePolicy({
        description,
        schedules: Array.from({ length: count }, (_, i) => sampleSchedule({ name: `log-${i}` })),
      }),
    ])

  it('takes 450 schedules', () => {
    expect(Object.keys(toResources(many(450)).Resources)).toHaveLength(450)
  })

  it('refuses more, and says how many stacks they need and what to do instead', () => {
    expect(() => toResources(many(901))).toThrow(
      /^prod has 901 schedules; one stack takes 450 .* needs 3 stacks\. .* divide the policies between 3 environments\.$/,
    )
  })

  it('refuses a template of nearly 1 MB', () => {
    expect(() => toResources(many(450, '🗄'.repeat(400)))).toThrow(
      /^The 450 schedules of prod make a template of \d+ bytes; one stack takes 900000 /,
    )
  })
})
