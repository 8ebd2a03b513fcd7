// Policies that look right and are not, and policies that look wrong and are right.
import { describe, expect, it } from 'vitest'
import { toResources } from '../lib/plan/cloudformation.ts'
import { plan, toSources } from '../lib/plan/plan.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { fc } from './support/fast-check.ts'
import { readGolden } from './support/golden.ts'
import { findingsIn, policyText } from './support/policy-text.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const DIFF = 'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'

const BASE = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

const POLICY = policyText({ keys: ['environments: [prod]'], schedules: [FULL] })

const told = (...documents: readonly string[]) =>
  findingsIn(documents).map(({ severity, code, fix }) => `${severity} ${code} -> ${fix}`)

describe('what EventBridge Scheduler would refuse or ignore', () => {
  it('tells a start date that has passed, but not for the first five minutes', () => {
    const text = (date: string) =>
      policyText({ timezone: 'UTC', schedules: [`${FULL}, startDate: ${date}`] })
    const at = Date.parse('2026-11-21T12:00:00Z')
    expect(findingsIn([text('2026-11-21T11:54')], at).map(({ code }) => code)).toEqual([
      'date-past',
    ])
    expect(findingsIn([text('2026-11-21T11:55')], at)).toEqual([])
    expect(findingsIn([text('2026-11-21T12:30')], at)).toEqual([])
  })

  it('tells one date a schedule: what has ended need not be begun anew', () => {
    const dates = 'startDate: 2026-01-01T00:00, endDate: 2026-06-01T00:00'
    expect(told(policyText({ schedules: [FULL, `${DIFF}, ${dates}`] }))).toEqual([
      'warning date-past -> remove the schedule, or write a later endDate',
    ])
  })

  it.each(['startDate', 'endDate'])('refuses %s beside once', key => {
    const once = 'name: extra, level: FULL, copyOnly: true, once: 2027-01-15T20:00'
    expect(told(policyText({ schedules: [FULL, `${once}, ${key}: 2027-01-10T00:00`] }))).toEqual([
      `error schedule-time -> remove ${key}`,
    ])
  })

  it('takes the Region of the European Sovereign Cloud', () => {
    expect(told(POLICY, environment('https://cc.example.com/api', 'eusc-de-east-1'))).toEqual([])
  })

  it.each<[endpoint: string, fix: string]>([
    ['https://admin@cc.example.com/api', 'write https://cc.example.com/api'],
    ['https://cc.example.com/api?x=1', 'write https://cc.example.com/api'],
    ['https://cc.example.com/api#top', 'write https://cc.example.com/api'],
    [' https://cc.example.com/api', 'write https://cc.example.com/api'],
    ['https:cc.example.com', 'write https://cc.example.com/commandcenter/api'],
  ])('refuses the endpoint %s', (endpoint, fix) => {
    expect(told(POLICY, environment(endpoint))).toEqual([`error wrong-value -> ${fix}`])
    expect(told(POLICY, environment(fix.replace('write ', '')))).toEqual([])
  })

  it('refuses the topic of another Region, where it is written', () => {
    const text = environment('https://cc.example.com/api').replace(
      'commcells:',
      'channels: {dba: {sns: "arn:aws:sns:us-east-1:123456789012:alerts"}}\ncommcells:',
    )
    const notify = ['environments: [dr]', 'notify: [{when: [FAILED], to: dba}]']
    const found = findingsIn([policyText({ keys: notify, schedules: [FULL] }), text])
    expect(found.map(({ code }) => code)).toEqual(['wrong-value'])
    expect(found[0]?.message).toContain('us-east-1')
    expect(found[0]?.place.line).toBeGreaterThan(11)
  })
})

function environment(endpoint: string, region = 'eu-central-1'): string {
  return [
    'apiVersion: holdfast/v1',
    'kind: Environment',
    'name: dr',
    `region: ${region}`,
    'commcells:',
    `  main: {endpoint: "${endpoint}", authSecret: backup/dr}`,
    '',
  ].join('\n')
}

describe('an rpo', () => {
  it('is not kept before an interval begins that would keep it', () => {
    const log = 'name: log, level: TRANSACTION_LOG, every: 1h, startDate: 2027-05-01T00:00'
    expect(told(policyText({ keys: ['rpo: 25h'], schedules: [FULL, log] }))[0]).toContain(
      'error rpo-not-met',
    )
  })

  it('counts the jitter of the FULL that a differential of the same minute gives way to', () => {
    const schedules = [
      `${FULL}, jitter: 3h, startWithin: 4h`,
      'name: diff, level: DIFFERENTIAL, at: daily 01:00',
    ]
    expect(told(policyText({ keys: ['rpo: 25h'], schedules }))[0]).toContain('rpo-not-met')
    expect(told(policyText({ keys: ['rpo: 28h'], schedules }))).toEqual([])
  })

  it('is mended by a level that Oracle takes', () => {
    const oracle = { app: 'oracle', targets: 'billing-prod', keys: ['rpo: 4h'] } as const
    const once = 'name: once, level: FULL, once: 2027-01-01T00:00'
    const [finding = ''] = told(policyText({ ...oracle, schedules: [once] }))
    expect(finding).toContain(
      'add a schedule with level: INCREMENTAL, cumulative: true and every: 4h',
    )
    const added = 'name: added, level: INCREMENTAL, cumulative: true, every: 4h'
    expect(told(policyText({ ...oracle, schedules: [once, added] }))).toEqual([])
  })
})

describe('one policy that takes over from another on a date', () => {
  const until = (date: string) => (schedule: string) => `${schedule}, endDate: ${date}`
  const from = (date: string) => (schedule: string) => `${schedule}, startDate: ${date}`
  const both = (end: string, start: string) =>
    told(
      policyText({ name: 'old', schedules: [FULL, DIFF].map(until(end)) }),
      policyText({ name: 'new', schedules: [FULL, DIFF].map(from(start)) }),
    )

  it('starts nothing twice and breaks no chain', () => {
    expect(both('2027-01-01T00:00', '2027-01-01T00:00')).toEqual([])
  })

  it('does both where they overlap', () => {
    const found = both('2027-02-01T00:00', '2027-01-01T00:00').map(one => one.split(' ')[1])
    expect(new Set(found)).toEqual(new Set(['duplicate-cover', 'breaks-differential-base']))
  })

  it('starts nothing twice in an overlap without a common start', () => {
    expect(both('2027-01-02T00:00', '2027-01-01T02:00')).not.toContainEqual(
      expect.stringContaining('duplicate-cover'),
    )
  })
})

it.each([
  ['7m', 'write every: 10m or longer'],
  ['90s', 'write every: 2m or longer'],
  ['13h', 'write at: daily 00:00 or longer'],
])('a guardrail of %s is kept by what its fix says', (minInterval, fix) => {
  const every = minInterval === '90s' ? '1m' : '5m'
  const defaults = `apiVersion: holdfast/v1\nkind: Defaults\nguardrails: {minInterval: ${minInterval}}\n`
  const log = (when: string) =>
    told(policyText({ schedules: [FULL, `name: log, level: TRANSACTION_LOG, ${when}`] }), defaults)
  expect(log(`every: ${every}`)).toEqual([`error guardrail-min-interval -> ${fix}`])
  expect(log(fix.slice('write '.length, -' or longer'.length))).toEqual([])
})

describe('an override that takes schedules away', () => {
  const override = (keys: readonly string[], removed: string) =>
    policyText({
      app: 'oracle',
      targets: 'billing-prod',
      keys,
      schedules: [FULL, 'name: inc, level: INCREMENTAL, at: Mon-Sat 01:00'],
      triggers: ['name: shipped, level: FULL, event: codedeploy, match: {application: erp}'],
    }).concat(`overrides: {staging: {schedules: {${removed}}}}\n`)

  it('does not make a key of the policy a mistake', () => {
    expect(told(override(['cumulative: true', 'jitter: 5m'], 'full: null, inc: null'))).toEqual([])
  })

  it('is not needed for a key that nothing has', () => {
    const text = policyText({
      app: 'oracle',
      targets: 'billing-prod',
      keys: ['cumulative: true'],
      schedules: [FULL],
    })
    expect(told(text)).toEqual(['error level-option -> remove cumulative'])
  })
})

describe('the same policies', () => {
  const documents = [
    'every-key',
    'overlay',
    'several-environments',
    'blackout-and-pause',
    'oracle',
  ].map(name => ({ file: `${name}.yaml`, text: readGolden(`policy/ok/${name}.yaml`) }))

  function read(files: readonly { file: string; text: string }[]) {
    const each = documents.map(({ file }) =>
      readPolicies([BASE, ...files.filter(one => one.file.endsWith(file))]),
    )
    const plans = each.flatMap(({ policies }) => {
      const names = [...new Set(policies.map(({ environment }) => environment.name))]
      return names.map(name =>
        plan(policies.filter(({ environment }) => environment.name === name)),
      )
    })
    return {
      bytes: plans.map(one => JSON.stringify([toResources(one), toSources(one)])),
      findings: each.flatMap(({ diagnostics }) =>
        diagnostics.map(({ code, place }) => [code, place.line, place.column]),
      ),
    }
  }

  it('compile to the same bytes with other line ends, in another folder', () => {
    const other = documents.map(({ file, text }) => ({
      file: `some/where/else/${file}`,
      text: text.replaceAll('\n', '\r\n'),
    }))
    expect(read(other)).toEqual(read(documents))
    expect(read(documents).bytes.length).toBeGreaterThanOrEqual(documents.length)
  })

  it('compile to the same bytes in whatever order and however many files they stand', () => {
    const split = documents.flatMap(({ file, text }) =>
      text
        .split(/^---\n/m)
        .map((document, index) => ({ file: `${index}-${file}`, text: document })),
    )
    const { bytes } = read(documents)
    fc.assert(
      fc.property(fc.shuffledSubarray(split, { minLength: split.length }), shuffled => {
        expect(read(shuffled).bytes).toEqual(bytes)
      }),
      { numRuns: 10 },
    )
  })
})
