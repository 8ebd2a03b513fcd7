// Defaults, environment, policy, schedule, override: later wins, and each table line is one rule.
import { describe, expect, it } from 'vitest'
import { readPolicies } from '../lib/policy/read.ts'

type Layers = {
  readonly defaults?: string
  readonly environment?: string
  readonly policy?: string
  readonly schedule?: string
  readonly overrides?: string
}

/** One policy with one schedule, and a line or more in each layer. */
function text({ defaults, environment, policy, schedule, overrides }: Layers): string {
  return `apiVersion: holdfast/v1
kind: Defaults
owner: somebody@example.com
${defaults ?? ''}
---
apiVersion: holdfast/v1
kind: Environment
name: prod
region: eu-central-1
commcells:
  main: {endpoint: 'https://commandcenter.example.com/api', authSecret: backup/prod}
${environment === undefined ? '' : `defaults:\n  ${environment}`}
---
apiVersion: holdfast/v1
kind: TargetList
name: erp
app: sqlserver
commcell: main
targets: [{name: erp-core, clientId: 1, instanceId: 2, subclientId: 3}, {name: erp-old, clientId: 1, instanceId: 2, subclientId: 4}]
---
apiVersion: holdfast/v1
kind: BackupPolicy
name: erp
app: sqlserver
targets: [erp-core]
${policy ?? ''}
schedules:
  - name: full
    level: FULL
    every: 12h
    ${schedule ?? ''}
${overrides === undefined ? '' : `overrides:\n  prod:\n    ${overrides}`}
`
}

/** Warnings are other tests' business. */
function read(layers: Layers) {
  const { policies, diagnostics } = readPolicies([{ file: 'a.yaml', text: text(layers) }])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const [policy] = policies
  if (policy === undefined) throw new Error('no policy came out')
  return policy
}

const full = (layers: Layers) => read(layers).schedules.find(({ name }) => name === 'full')
const maxRun = (layers: Layers) => full(layers)?.terms.maxRunSeconds

it.each<[string, Layers, number]>([
  ['built in', {}, 86_400],
  ['Defaults over built in', { defaults: 'maxRun: 1h' }, 3_600],
  ['environment over Defaults', { defaults: 'maxRun: 1h', environment: 'maxRun: 2h' }, 7_200],
  ['policy over environment', { environment: 'maxRun: 2h', policy: 'maxRun: 3h' }, 10_800],
  ['schedule over policy', { policy: 'maxRun: 3h', schedule: 'maxRun: 4h' }, 14_400],
  ['override over schedule', { schedule: 'maxRun: 4h', overrides: 'maxRun: 5h' }, 18_000],
  [
    "an override's schedule over the override",
    { overrides: 'maxRun: 5h\n    schedules: {full: {maxRun: 6h}}' },
    21_600,
  ],
])('takes maxRun from the last layer that has it: %s', (_, layers, seconds) => {
  expect(maxRun(layers)).toBe(seconds)
})

it('merges maps by key', () => {
  const layers = { defaults: 'retry: {attempts: 5}', schedule: 'retry: {backoff: 2m}' }
  expect(full(layers)?.terms.retry).toEqual({ attempts: 5, backoffSeconds: 120 })
  const labels = { policy: 'labels: {tier: gold, site: a}', overrides: 'labels: {site: b}' }
  expect(read(labels).labels).toEqual({ tier: 'gold', site: 'b' })
})

it('replaces lists as a whole', () => {
  const policy = read({ overrides: 'targets: [erp-old]' })
  expect(policy.targets.map(({ name }) => name)).toEqual(['erp-old'])
})

it('removes a schedule by null, and adds a whole one by a new name', () => {
  const policy = read({ overrides: 'schedules: {full: null, extra: {level: FULL, every: 6h}}' })
  expect(policy.schedules.map(({ name, phrase }) => `${name} ${phrase}`)).toEqual([
    'extra every 6h',
  ])
})

it('replaces all that a schedule says about when, and only that, by another way of saying when', () => {
  const schedule = full({
    policy: 'timezone: Europe/Berlin',
    schedule: 'offset: 5m\n    maxRun: 4h',
    overrides: 'schedules: {full: {at: Sun 01:00}}',
  })
  expect(schedule?.phrase).toBe('Sun 01:00')
  expect(schedule?.terms.maxRunSeconds).toBe(14_400)
})

it('takes owner and timezone from Defaults and environment', () => {
  const policy = read({
    environment: 'timezone: America/New_York',
    overrides: 'schedules: {full: {at: Sun 01:00}}',
  })
  expect(policy.owner).toBe('somebody@example.com')
  expect(policy.schedules[0]?.timezone).toBe('America/New_York')
})

it('gives a log less time than data, and a schedule half its shortest gap to start', () => {
  const { schedules } = read({
    overrides: 'schedules: {log: {level: TRANSACTION_LOG, every: 10m}}',
  })
  expect(schedules.map(({ terms }) => [terms.startWithinSeconds, terms.maxRunSeconds])).toEqual([
    [3_600, 86_400],
    [300, 14_400],
  ])
})

it('does not spread by default what has no room, and spreads the same way every time', () => {
  const layers = {
    defaults: 'spread: 30m',
    overrides: 'schedules: {log: {level: TRANSACTION_LOG, every: 15m}}',
  }
  const [spreadFull, log] = read(layers).schedules
  expect(log?.spreadSeconds).toBe(0)
  expect(spreadFull?.spreadSeconds).toBeLessThanOrEqual(1800)
  expect(read(layers).schedules[0]?.expression).toBe(spreadFull?.expression)
})

describe('terms', () => {
  const both = (layers: Layers) => {
    const { schedules, triggers } = read({
      ...layers,
      policy: `${layers.policy ?? ''}\n${TRIGGER}`,
    })
    const [schedule] = schedules
    const [trigger] = triggers
    if (schedule === undefined || trigger === undefined) throw new Error('not both came out')
    return { schedule: schedule.terms, trigger: trigger.terms }
  }

  it('have defaults', () => {
    const terms = {
      overlap: 'skip',
      maxRunSeconds: 86_400,
      onMaxRun: 'flag',
      blackouts: [],
      onBlackout: 'skip',
      retry: { attempts: 3, backoffSeconds: 30 },
    }
    expect(both({})).toEqual({
      schedule: { startWithinSeconds: 3_600, ...terms },
      trigger: { startWithinSeconds: 3_600, ...terms, cooldownSeconds: 600 },
    })
  })

  it.each<[string, object]>([
    ['startWithin: 20m', { startWithinSeconds: 1_200 }],
    ['overlap: buffer', { overlap: 'buffer' }],
    ['maxRun: 2h', { maxRunSeconds: 7_200 }],
    ['onMaxRun: cancel', { onMaxRun: 'cancel' }],
    ['onBlackout: defer', { onBlackout: 'defer' }],
    ['retry: {attempts: 1}', { retry: { attempts: 1, backoffSeconds: 30 } }],
  ])('reach schedules and triggers from every layer: %s', (written, terms) => {
    const layers = [{ defaults: written }, { environment: written }, { policy: written }]
    for (const layer of [...layers, { overrides: written }]) {
      expect(both(layer)).toMatchObject({ schedule: terms, trigger: terms })
    }
  })

  it('reach only what has them: a window is for the clock', () => {
    const { schedule, trigger } = both({
      defaults: 'timezone: UTC\nwindow: 00:00-13:00\nspread: 10m\njitter: 1m',
    })
    expect(schedule.window).toEqual({ from: 0, to: 780, timezone: 'UTC' })
    expect(trigger).not.toHaveProperty('window')
  })

  it('reach only the level that has them: cumulative is for the INCREMENTAL of Oracle', () => {
    expect(full({ defaults: 'cumulative: true' })?.backup).toEqual({
      app: 'sqlserver',
      level: 'FULL',
      copyOnly: false,
    })
  })
})

const TRIGGER = `triggers:
  - name: deployed
    event: codedeploy
    match: {application: erp, deploymentGroup: prod}
    level: FULL
    copyOnly: true`

describe('triggers in an override', () => {
  const patterns = (changes: string) =>
    read({ policy: TRIGGER, overrides: `triggers: ${changes}` }).triggers.map(
      ({ name, phrase, terms }) => `${name}: ${phrase}, ${terms.cooldownSeconds ?? 0}s`,
    )

  it.each([
    [
      'merge, and so do the maps in them',
      '{deployed: {match: {deploymentGroup: staging}, cooldown: 1h}}',
      ['deployed: codedeploy application erp, deploymentGroup staging, state SUCCESS, 3600s'],
    ],
    [
      'say all about the event when they name one',
      '{deployed: {event: codepipeline, match: {pipeline: erp}}}',
      ['deployed: codepipeline pipeline erp, state SUCCEEDED, 600s'],
    ],
    ['are removed by null', '{deployed: null}', []],
    [
      'are added by a new name',
      '{asked: {event: request, match: {from: [ci]}, level: FULL, copyOnly: true, cooldown: 0m}}',
      [
        'deployed: codedeploy application erp, deploymentGroup prod, state SUCCESS, 600s',
        'asked: request from ci, policy erp, 0s',
      ],
    ],
  ])('%s', (_, changes, expected) => {
    expect(patterns(changes)).toEqual(expected)
  })
})

describe('a schedule yields to', () => {
  const yields = (schedules: string) => {
    const policy = read({ policy: 'timezone: Europe/Berlin', overrides: `schedules: ${schedules}` })
    return Object.fromEntries(policy.schedules.map(({ name, yieldsTo }) => [name, yieldsTo]))
  }

  it.each<[string, string, object]>([
    [
      'a FULL of the same minute',
      '{full: {at: Sun 01:00}, diff: {level: DIFFERENTIAL, at: daily 01:00}}',
      { full: [], diff: ['full'] },
    ],
    [
      'a FULL that is due in another zone, when the minutes meet',
      '{full: {at: Sun 01:00}, diff: {level: DIFFERENTIAL, every: 6h}}',
      { full: [], diff: ['full'] },
    ],
    [
      'no FULL of other days',
      '{full: {at: Sun 01:00}, diff: {level: DIFFERENTIAL, at: Mon-Sat 01:00}}',
      { full: [], diff: [] },
    ],
    [
      'no copy-only FULL, which is no base',
      '{full: {at: Sat 05:00}, copy: {level: FULL, copyOnly: true, at: Sun 01:00}, diff: {level: DIFFERENTIAL, at: Sun 01:00}}',
      { full: [], copy: [], diff: [] },
    ],
    [
      'nothing, when it is a log',
      '{full: {at: Sun 01:00}, log: {level: TRANSACTION_LOG, every: 30m}}',
      { full: [], log: [] },
    ],
  ])('%s', (_, schedules, expected) => {
    expect(yields(schedules)).toEqual(expected)
  })
})

it('keeps the longer of two pauses, and one without an end is the longest', () => {
  const policy = 'timezone: UTC\npause: {reason: Move, by: a, until: 2027-01-02T00:00}'
  const until = (schedule: string) => full({ policy, schedule })?.pause?.until
  expect(until('pause: {reason: Test, by: b, until: 2027-01-03T00:00}')).toBe(
    '2027-01-03T00:00:00Z',
  )
  expect(until('pause: {reason: Test, by: b, until: 2027-01-01T00:00}')).toBe(
    '2027-01-02T00:00:00Z',
  )
  expect(until('pause: {reason: Test, by: b}')).toBeUndefined()
})
