// The plan as CloudFormation: its schedules, and what fits one stack.
import { describe, expect, it } from 'vitest'
import { compileText, toResources } from '../lib/plan/cloudformation.ts'
import { plan } from '../lib/plan/plan.ts'
import type { Policy, PolicySchedule } from '../lib/policy/policy.ts'
import { expectGolden } from './support/golden.ts'
import {
  oraclePolicy,
  prod,
  sampleNotification,
  samplePolicy,
  sampleSchedule,
  sampleTrigger,
} from './support/sample-policies.ts'

const terms = sampleSchedule().terms
const pause = { reason: 'Storage move.', by: 'j.doe' }

function compiled(given: Partial<PolicySchedule>, description = 'ERP databases.') {
  const policy = samplePolicy({ description, schedules: [sampleSchedule(given)] })
  const { Resources } = toResources(plan([policy]))
  const resource = Resources.ScheduleerpHsqlDlog
  if (resource?.Type !== 'AWS::Scheduler::Schedule') throw new Error('the schedule is not there')
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
    const description = compiled({}, `two\n  lines ${'🗄'.repeat(400)}`).Description
    expect(description).toMatch(/two lines 🗄+…$/u)
    expect(description.length).toBeGreaterThan(509)
    expect(description.length).toBeLessThanOrEqual(512)
  })
})

describe('one stack', () => {
  const schedules = (count: number) =>
    Array.from({ length: count }, (_, i) => sampleSchedule({ name: `log-${i}` }))
  const triggers = (count: number, targets = 1) =>
    Array.from({ length: count }, (_, i) =>
      sampleTrigger({ name: `deployed-${i}`, pattern: { source: [`app.${i % targets}`] } }),
    )
  const compile = (given: Partial<Policy>) => toResources(plan([samplePolicy(given)])).Resources

  it('takes 450 resources: schedules, and two for each rule, and the policy of the queue', () => {
    const given = { schedules: schedules(409), triggers: triggers(20, 20) }
    expect(Object.keys(compile(given))).toHaveLength(450)
  })

  it('refuses more, and says how many stacks they need and what to do instead', () => {
    expect(() => compile({ schedules: schedules(901) })).toThrow(
      /^prod has 901 schedules: 901 resources\. One stack takes 450 .* needs 3 stacks\. .* divide the policies between 3 environments\.$/,
    )
  })

  it('says what they are made of', () => {
    const given = { schedules: schedules(410), triggers: triggers(20, 20) }
    expect(() => compile(given)).toThrow(
      /^prod has 410 schedules and 20 rules \(two resources each\): 451 resources\. /,
    )
    expect(() => compile({ ...given, notify: [sampleNotification()] })).toThrow(
      /^prod has 410 schedules, 20 rules \(two resources each\) and 1 notification: 452 resources\. /,
    )
  })

  it('refuses a template of nearly 1 MB', () => {
    const given = { schedules: schedules(450), description: '🗄'.repeat(400) }
    expect(() => compile(given)).toThrow(
      /^450 schedules of prod make a template of \d+ bytes; one stack takes 900000 /,
    )
  })

  it('takes any number of triggers with 53 patterns', () => {
    expect(Object.keys(compile({ schedules: [], triggers: triggers(400, 53) }))).toHaveLength(107)
  })

  it('refuses a 54th, for which the policy of the function has no room, and says how to share rules', () => {
    expect(() => compile({ triggers: triggers(54, 54) })).toThrow(
      /^The triggers of prod wait for events by 54 different patterns; one stack takes 53, .*20 KB.* write application: \[erp, crm\] /,
    )
  })

  it('leaves less room to an environment with a long name', () => {
    const environment = { ...prod, name: 'e'.repeat(40) }
    expect(() => compile({ environment, triggers: triggers(42, 42) })).toThrow(
      'one stack takes 41,',
    )
  })

  it('refuses more than 300 rules on the bus of result events', () => {
    const policies = Array.from({ length: 301 }, (_, i) =>
      samplePolicy({ name: `p-${i}`, schedules: [], notify: [sampleNotification()] }),
    )
    expect(() => toResources(plan(policies))).toThrow(
      /^The policies of prod notify in 301 ways; the bus takes 300 rules /,
    )
  })
})
