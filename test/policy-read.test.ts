// What right policies become: silently, completely, and the same whatever the order of the files.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../lib/policy/load.ts'
import { placeIn } from '../lib/policy/origin.ts'
import type { PolicySchedule } from '../lib/policy/policy.ts'
import { type PoliciesRead, readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'

const ROOT = join(import.meta.dirname, '..')
const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
const ok = readdirSync(join(ROOT, 'test/golden/policy/ok'))

/** With the environments and targets of base.yaml, unless the case is a whole repository. */
function readCase(name: string): PoliciesRead {
  const file = { file: name, text: readGolden(`policy/ok/${name}`) }
  return readPolicies(/^kind: Environment$/m.test(file.text) ? [file] : [base, file])
}

function policyOf(
  name: string,
  of: { readonly environment?: string; readonly policy?: string } = {},
) {
  const found = readCase(name).policies.find(
    ({ name, environment }) =>
      name === (of.policy ?? name) && environment.name === (of.environment ?? environment.name),
  )
  if (found === undefined) throw new Error(`${name} has no such policy`)
  return found
}

function schedulesOf(file: string, environment: string): readonly string[] {
  const { policies } = readCase(file)
  return policies
    .filter(policy => policy.environment.name === environment)
    .flatMap(({ name, schedules }) => schedules.map(schedule => `${name}.${line(schedule)}`))
}

function line({ name, phrase, expression, timezone, terms }: PolicySchedule): string {
  return [name, phrase, expression, timezone, terms.startWithinSeconds].join(' | ')
}

it.each(ok)('has nothing against %s', file => {
  const codes = readCase(file).diagnostics.map(({ code }) => code)
  // The night of the clock change is worth a warning; it is the case of the language's own text.
  expect(codes).toEqual(file === 'blackout-and-pause.yaml' ? ['dst-skipped-start'] : [])
})

it('compiles the weekly, the daily and the quarter-hourly backup of SQL Server', () => {
  expect(schedulesOf('sql-server.yaml', 'prod')).toEqual([
    'ledger.weekly-full | Sun 01:00 | cron(0 1 ? * SUN *) | Europe/Berlin | 7200',
    'ledger.daily-diff | Mon-Sat 01:00 | cron(0 1 ? * MON-SAT *) | Europe/Berlin | 3600',
    'ledger.log | every 15m | cron(0/15 * * * ? *) | UTC | 300',
  ])
})

it('compiles the nightly incremental of Oracle, spread by less than it may be, inside its window', () => {
  const [full, nightly] = policyOf('oracle.yaml', { policy: 'invoices' }).schedules
  expect(nightly?.backup).toEqual({ app: 'oracle', level: 'INCREMENTAL', cumulative: true })
  expect(nightly?.spreadSeconds).toBeLessThanOrEqual(20 * 60)
  const minute = 30 + (nightly?.spreadSeconds ?? 0) / 60
  expect(nightly?.expression).toBe(`cron(${minute} 22 ? * MON-SAT *)`)
  const window = { from: 22 * 60, to: 5 * 60, timezone: 'America/New_York' }
  expect([full?.terms.window, nightly?.terms.window]).toEqual([window, window])
  expect([full?.terms.onMaxRun, nightly?.terms.onMaxRun]).toEqual(['flag', 'cancel'])
})

it('knows clusters, and log subclients as logs', () => {
  const data = policyOf('oracle.yaml', { policy: 'hr-data' })
  const log = policyOf('oracle.yaml', { policy: 'hr-log' })
  expect([...data.targets, ...log.targets]).toMatchObject([
    { name: 'hr-rac', rac: true, content: 'data' },
    { name: 'hr-rac-log', rac: true, content: 'log' },
  ])
  expect(policyOf('oracle.yaml', { policy: 'invoices' }).targets).toMatchObject([{ rac: false }])
  expect(log.schedules[0]?.terms.maxRunSeconds).toBe(4 * 3_600)
})

it('finds targets by list and by label, without the excluded ones', () => {
  const { policies } = readCase('many-targets.yaml')
  expect(policies.map(({ name, targets }) => [name, targets.map(target => target.name)])).toEqual([
    ['large-shops-noon', ['shop-002']],
    ['shops-nightly', ['shop-001', 'shop-002']],
  ])
  expect(schedulesOf('many-targets.yaml', 'prod')).toEqual([
    'large-shops-noon.noon | weekdays 12:30 | cron(30 12 ? * MON-FRI *) | Europe/Berlin | 3600',
    'shops-nightly.full | Sun 00:30 | cron(30 0 ? * SUN *) | Europe/Berlin | 14400',
    'shops-nightly.diff | Mon-Sat 00:30 | cron(30 0 ? * MON-SAT *) | Europe/Berlin | 10800',
    'shops-nightly.log | every 1h offset 10m | cron(10 * * * ? *) | UTC | 1800',
  ])
})

it('lists all targets of an environment, protected or not', () => {
  const { inventories } = readCase('many-targets.yaml')
  const prod = inventories.find(({ environment }) => environment === 'prod')
  const shops = prod?.targets.filter(({ list }) => list === 'shops') ?? []
  expect(shops.map(({ name, app, labels }) => `${app} ${name} ${labels.region}`)).toEqual([
    'sqlserver shop-001 north',
    'sqlserver shop-002 north',
    'sqlserver shop-003 south',
  ])
  expect(shops.map(({ place }) => place().line)).toEqual([9, 10, 11])
  expect(prod?.targets.map(({ name }) => name)).toContain('billing-prod')
})

it('makes of one policy another in each environment', () => {
  const prod = policyOf('several-environments.yaml', { environment: 'prod' })
  const staging = policyOf('several-environments.yaml', { environment: 'staging' })
  expect([prod, staging].map(({ rpoSeconds, owner }) => [rpoSeconds, owner])).toEqual([
    [1_800, 'dba-oncall@example.com'],
    [8 * 86_400, 'dba-oncall@example.com'],
  ])
  expect([prod, staging].map(({ schedules }) => schedules.map(({ name }) => name))).toEqual([
    ['weekly-full', 'log'],
    ['weekly-full'],
  ])
  expect([prod, staging].map(({ targets }) => targets.map(({ name }) => name))).toEqual([
    ['crm-core', 'crm-archive'],
    ['crm-core'],
  ])
  const [weekly, log] = prod.schedules
  const minute = (weekly?.spreadSeconds ?? 0) / 60
  expect(weekly?.expression).toBe(`cron(${minute} 23 ? * SAT *)`)
  expect([weekly?.timezone, log?.expression]).toEqual(['Europe/Berlin', 'cron(0/30 * * * ? *)'])
  expect(prod.hash).not.toBe(staging.hash)
})

describe('blackouts and pauses', () => {
  const ledger = policyOf('blackout-and-pause.yaml', { policy: 'ledger-sql' })
  const terms = (name: string) => ledger.schedules.find(one => one.name === name)?.terms

  it('reach the levels that they are meant for, as instants', () => {
    const close = {
      calendar: 'year-end-close',
      name: 'close-2026',
      reason: 'Ledger close, no data backups',
      span: { kind: 'dated', from: '2026-12-30T17:00:00Z', to: '2027-01-02T07:00:00Z' },
    }
    const payroll = {
      calendar: 'year-end-close',
      name: 'payroll',
      span: {
        kind: 'weekly',
        timezone: 'Europe/Berlin',
        weekdays: [2, 3, 4, 5, 6],
        from: 480,
        to: 600,
      },
    }
    expect(terms('weekly-full')?.blackouts).toEqual([close, payroll])
    expect(terms('daily-diff')?.blackouts).toEqual([close])
    expect(terms('log')?.blackouts).toEqual([])
  })

  it('say what becomes of a start', () => {
    expect(terms('weekly-full')).toMatchObject({ onBlackout: 'defer', startWithinSeconds: 21_600 })
    expect(terms('daily-diff')?.onBlackout).toBe('skip')
  })

  it('pause every schedule of a paused policy', () => {
    const { schedules } = policyOf('blackout-and-pause.yaml', { policy: 'archive-sql' })
    expect(schedules.map(({ pause }) => pause)).toEqual([
      { reason: 'Storage move, ticket OPS-4711', by: 'j.doe', until: '2026-12-05T05:00:00Z' },
    ])
  })
})

it('gives every key its effect', () => {
  const { environment, hash, origin, ...policy } = policyOf('every-key.yaml')
  expect(JSON.parse(JSON.stringify(policy, without('origin')))).toEqual({
    name: 'every-key',
    description: 'Each key of a policy, of a schedule and of a trigger once.',
    owner: 'dba@example.com',
    labels: { tier: 'gold' },
    app: 'sqlserver',
    targets: ['erp-core', 'erp-reporting'].map((name, index) => ({
      app: 'sqlserver',
      name,
      commcell: 'main',
      clientId: 2101,
      instanceId: 301,
      subclientId: 9101 + index,
      entityInfo: { companyId: 7, companyName: 'Acme', multiCommcellId: 2 },
    })),
    rpoSeconds: 691_200,
    notify: [
      { when: ['FAILED', 'MISSED'], channel: 'dba', sns: 'backup-alerts' },
      {
        when: ['LEVEL_CONVERTED'],
        channel: 'boss',
        sns: 'arn:aws:sns:eu-central-1:111122223333:boss',
      },
    ],
    schedules: [
      {
        name: 'full',
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
        phrase: 'cron 0 3 * * 6',
        expression: 'cron(5 3 ? * SAT *)',
        timezone: 'Europe/Berlin',
        spreadSeconds: 300,
        jitterSeconds: 300,
        terms: {
          ...TERMS,
          startWithinSeconds: 3_600,
          overlap: 'buffer',
          onMaxRun: 'flag',
          window: { from: 150, to: 300, timezone: 'Europe/Berlin' },
          blackouts: [PATCHES, QUARTER],
          onBlackout: 'defer',
        },
        yieldsTo: [],
      },
      {
        name: 'diff',
        backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
        phrase: 'daily 03:00',
        expression: 'cron(0 3 * * ? *)',
        timezone: 'Europe/Berlin',
        spreadSeconds: 0,
        jitterSeconds: 300,
        pause: { reason: 'Storage move', by: 'j.doe', until: '2026-12-05T05:00:00Z' },
        terms: TERMS,
        yieldsTo: [],
      },
      {
        name: 'office-logs',
        backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
        phrase: 'every 1h offset 5m between 06:00-22:00',
        expression: 'cron(9 6-21 * * ? *)',
        timezone: 'Europe/Berlin',
        spreadSeconds: 240,
        jitterSeconds: 300,
        startDate: '2026-10-31T23:00:00Z',
        endDate: '2199-10-31T23:00:00Z',
        terms: { ...TERMS, overlap: 'replace' },
        yieldsTo: [],
      },
      {
        name: 'before-release',
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
        phrase: 'once 2027-01-15T20:00',
        expression: 'at(2027-01-15T20:00:00)',
        timezone: 'Europe/Berlin',
        spreadSeconds: 0,
        jitterSeconds: 300,
        terms: { ...TERMS, blackouts: [PATCHES, QUARTER] },
        yieldsTo: [],
      },
    ],
    triggers: [
      {
        name: 'released',
        event: 'custom',
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
        targets: ['erp-reporting'],
        phrase: 'custom source release.erp',
        pattern: { source: ['release.erp'] },
        identity: ['id'],
        targetFrom: ['detail', 'database'],
        delaySeconds: 120,
        pause: { reason: 'Freeze', by: 'j.doe', until: '2026-12-05T05:00:00Z' },
        terms: { ...TERMS, blackouts: [PATCHES, QUARTER] },
      },
      {
        name: 'asked',
        event: 'request',
        backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
        targets: ['erp-core', 'erp-reporting'],
        phrase: 'request from ci.erp, policy every-key',
        pattern: {
          source: ['ci.erp'],
          'detail-type': ['Backup Requested'],
          detail: { policy: ['every-key'] },
        },
        identity: ['detail', 'correlationId'],
        delaySeconds: 0,
        terms: {
          ...TERMS,
          startWithinSeconds: 600,
          overlap: 'skip',
          maxRunSeconds: 3_600,
          onMaxRun: 'flag',
          onBlackout: 'defer',
          cooldownSeconds: 3_600,
          retry: { attempts: 1, backoffSeconds: 60 },
        },
      },
    ],
  })
  expect(environment.commcells.main?.maxInFlight).toBe(2)
})

const PATCHES = {
  calendar: 'patch-night',
  name: 'patches',
  reason: 'Servers are patched',
  span: { kind: 'weekly', timezone: 'UTC', weekdays: [3], from: 1_200, to: 1_320 },
}

const QUARTER = {
  calendar: 'quarter',
  name: 'q4',
  span: { kind: 'dated', from: '2026-12-30T17:00:00Z', to: '2027-01-02T07:00:00Z' },
}

const TERMS = {
  startWithinSeconds: 1_800,
  overlap: 'allow',
  maxRunSeconds: 21_600,
  onMaxRun: 'cancel',
  blackouts: [PATCHES],
  onBlackout: 'skip',
  retry: { attempts: 2, backoffSeconds: 60 },
}

/** For JSON.stringify: leaves out some keys at any depth. */
function without(...keys: readonly string[]) {
  return (key: string, value: unknown) => (keys.includes(key) ? undefined : value)
}

/** Places are functions, which are never equal. */
function comparable({ inventories, ...read }: PoliciesRead) {
  const placed = inventories.map(({ targets, ...rest }) => ({
    ...rest,
    targets: targets.map(target => ({ ...target, place: target.place() })),
  }))
  return { ...read, inventories: placed, tests: read.tests.map(({ value }) => value) }
}

describe('the sample policies of this repository', () => {
  const { files, diagnostics: unread } = loadPolicies(join(ROOT, 'policies'))
  const read = readPolicies(files)

  it('are read without a word, for every environment', () => {
    expect([...unread, ...read.diagnostics]).toEqual([])
    expect(read.environments.map(({ name }) => name)).toEqual(['local', 'prod', 'staging'])
    const names = ['billing-oracle', 'erp-after-deploy', 'erp-sql']
    expect(read.policies.map(({ name, environment }) => `${environment.name} ${name}`)).toEqual(
      ['local', 'prod', 'staging'].flatMap(environment =>
        names.map(name => `${environment} ${name}`),
      ),
    )
    expect(read.tests.map(({ value }) => value.name)).toEqual(['erp-rules', 'erp-rules-staging'])
  })

  it('begin with where their schema is, so that editors know them', () => {
    for (const { file, text } of files) {
      const folders = file.split('/').length - 2
      const path = folders === 0 ? './schema.json' : `${'../'.repeat(folders)}schema.json`
      expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${path}`)
    }
  })

  it('wait for the deployments of their own stage', () => {
    const patterns = read.policies
      .filter(({ name }) => name === 'erp-after-deploy')
      .map(({ environment, triggers }) => [environment.name, triggers[0]?.phrase])
    expect(patterns).toEqual([
      ['local', 'codedeploy application erp, deploymentGroup prod, state SUCCESS'],
      ['prod', 'codedeploy application erp, deploymentGroup prod, state SUCCESS'],
      ['staging', 'codedeploy application erp, deploymentGroup staging, state SUCCESS'],
    ])
  })

  it('say the same whatever the order of the files', () => {
    expect(comparable(readPolicies(files.toReversed()))).toEqual(comparable(read))
  })

  it('do not depend on today, but for warnings', () => {
    const later = readPolicies(files, { now: Date.UTC(2040, 0) })
    expect(later.policies).toEqual(read.policies)
  })
})

describe('the hash of a policy', () => {
  const hashOf = (text: string) => readPolicies([{ file: 'a.yaml', text }]).policies[0]?.hash
  const text = readGolden('policy/ok/every-key.yaml')

  it('does not change with where and how a policy is written', () => {
    expect(hashOf(text)).toMatch(/^[0-9a-f]{64}$/)
    const rewritten = text.replace('every: 1h', 'every: "1h"').replace('rpo: 8d', 'rpo: 192h')
    expect(hashOf(`# a comment\n${rewritten}`)).toBe(hashOf(text))
  })

  it.each([
    ['a time', 'every: 1h', 'every: 2h'],
    ['a term of Defaults', 'overlap: allow', 'overlap: skip'],
    ['a term of the environment', 'onMaxRun: cancel', 'onMaxRun: flag'],
    ['a window', 'window: 02:30-05:00', 'window: 02:30-06:00'],
    ['a calendar', '"Tue 20:00-22:00"', '"Tue 20:00-23:00"'],
    ['the reason of a blackout', 'Servers are patched', 'Servers are moved'],
    ['a pattern', 'source: [release.erp]', 'source: [release.crm]'],
    ['a delay', 'delay: 2m', 'delay: 3m'],
    ['an override', 'cooldown: 1h', 'cooldown: 2h'],
    ['who is told', 'when: [FAILED, MISSED]', 'when: [FAILED]'],
    ['the topic of a channel', 'sns: backup-alerts', 'sns: other-alerts'],
    ['a target', 'subclientId: 9101', 'subclientId: 9111'],
  ])('changes with %s', (_, before, after) => {
    expect(text).toContain(before)
    expect(hashOf(text.replace(before, after))).toMatch(/^[0-9a-f]{64}$/)
    expect(hashOf(text.replace(before, after))).not.toBe(hashOf(text))
  })
})

it('knows where a policy, its schedules and its triggers stand', () => {
  const { origin, schedules, triggers } = policyOf('every-key.yaml')
  const lines = [{ origin }, ...schedules, ...triggers].map(one => placeIn(one.origin).line)
  const text = readGolden('policy/ok/every-key.yaml').split('\n')
  expect(lines.map(at => text[at - 1]?.trim().replace('- ', ''))).toEqual([
    'name: every-key',
    'name: full',
    'name: diff',
    'name: office-logs',
    'name: before-release',
    'name: released',
    'name: asked',
  ])
})

describe('a mistake in what nothing refers to', () => {
  const whole = readGolden('policy/ok/sql-server.yaml')
  const testText = [
    'apiVersion: holdfast/v1',
    'kind: PolicyTest',
    'name: rules',
    'environment: prod',
    'cases:',
    '  - {name: deploy, event: ok.json, expect: []}',
    '',
  ].join('\n')
  const readWith = (...documents: readonly string[]) =>
    readPolicies([base, { file: 'more.yaml', text: [whole, ...documents].join('\n---\n') }])
  const right = readWith(testText)

  it.each([
    ['a misspelt key', testText.replace('expect', 'expetc')],
    ['no YAML', testText.replace('[]', '[')],
    ['a quoted kind', testText.replace('PolicyTest', '"PolicyTest" # ours').replace('[]', 'no')],
    ['its name twice', `${testText}---\n${testText}`],
    ['a scenario', 'apiVersion: holdfast/v1\nkind: Scenario\nname: bad\nfautls: []\n'],
  ])('takes no policy away: %s', (_, text) => {
    const { diagnostics, unreadable, readable } = readWith(text)
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
    expect(unreadable).toEqual([])
    expect(readable).toEqual(right.readable)
  })

  it.each([
    ['another kind', testText.replace('PolicyTest', 'PolicyTset').replace('expect', 'expetc')],
    ['no kind', testText.replace('kind: PolicyTest\n', '')],
    ['a policy without a border', `${testText}${whole.replace(/^---\n/gm, '')}`],
  ])('may hide a policy where it is not sure what it is: %s', (_, text) => {
    expect(readWith(text).unreadable).not.toEqual([])
  })
})
