// What right policies become: silently, completely, and the same whatever the order of the files.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadPolicies } from '../lib/policy/load.ts'
import type { PolicySchedule } from '../lib/policy/policy.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'

const ROOT = join(import.meta.dirname, '..')
const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
const ok = readdirSync(join(ROOT, 'test/golden/policy/ok'))

function readCase(file: string) {
  return readPolicies([base, { file, text: readGolden(`policy/ok/${file}`) }])
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

it.each(ok)('is silent about %s', file => {
  expect(readCase(file).diagnostics).toEqual([])
})

it('compiles the weekly, the daily and the quarter-hourly backup of SQL Server', () => {
  expect(schedulesOf('sql-server.yaml', 'prod')).toEqual([
    'ledger.weekly-full | Sun 01:00 | cron(0 1 ? * SUN *) | Europe/Berlin | 7200',
    'ledger.daily-diff | Mon-Sat 01:00 | cron(0 1 ? * MON-SAT *) | Europe/Berlin | 3600',
    'ledger.log | every 15m | cron(0/15 * * * ? *) | UTC | 300',
  ])
})

it('compiles the nightly incremental of Oracle, spread by less than it may be', () => {
  const [policy] = readCase('oracle.yaml').policies
  const [, nightly] = policy?.schedules ?? []
  expect(nightly?.backup).toEqual({ app: 'oracle', level: 'INCREMENTAL', cumulative: true })
  expect(nightly?.spreadSeconds).toBeLessThanOrEqual(20 * 60)
  const minute = 30 + (nightly?.spreadSeconds ?? 0) / 60
  expect(nightly?.expression).toBe(`cron(${minute} 22 ? * MON-SAT *)`)
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

it('gives every key of a policy its effect', () => {
  const { policies } = readCase('every-key.yaml')
  expect(JSON.parse(JSON.stringify(policies, without('environment', 'hash', 'place')))).toEqual([
    {
      name: 'every-key',
      description: 'Each key of a policy and of a schedule once.',
      owner: 'dba@example.com',
      labels: { tier: 'gold' },
      app: 'sqlserver',
      targets: [
        {
          app: 'sqlserver',
          name: 'erp-core',
          commcell: 'main',
          clientId: 2101,
          instanceId: 301,
          subclientId: 9101,
          entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
        },
      ],
      rpoSeconds: 691_200,
      schedules: [
        {
          name: 'full',
          backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
          phrase: 'cron 0 3 * * 6',
          expression: 'cron(5 3 ? * SAT *)',
          timezone: 'Europe/Berlin',
          spreadSeconds: 300,
          jitterSeconds: 300,
          startDate: '2026-10-31T23:00:00Z',
          endDate: '2027-10-31T23:00:00Z',
          pause: PAUSED,
          terms: TERMS,
        },
        {
          name: 'office-logs',
          backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
          phrase: 'every 1h offset 5m between 06:00-22:00',
          expression: 'cron(9 6-21 * * ? *)',
          timezone: 'Europe/Berlin',
          spreadSeconds: 240,
          jitterSeconds: 300,
          pause: { reason: 'No users yet', by: 'j.doe' },
          terms: TERMS,
        },
        {
          name: 'before-release',
          backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
          phrase: 'once 2027-01-15T20:00',
          expression: 'at(2027-01-15T20:00:00)',
          timezone: 'Europe/Berlin',
          spreadSeconds: 0,
          jitterSeconds: 300,
          pause: PAUSED,
          terms: TERMS,
        },
      ],
    },
  ])
})

const PAUSED = { reason: 'Storage move', by: 'j.doe', until: '2026-12-05T05:00:00Z' }

const TERMS = {
  startWithinSeconds: 1800,
  overlap: 'allow',
  maxRunSeconds: 21_600,
  retry: { attempts: 2, backoffSeconds: 60 },
}

/** For JSON.stringify: leaves out some keys at any depth. */
function without(...keys: readonly string[]) {
  return (key: string, value: unknown) => (keys.includes(key) ? undefined : value)
}

it('reads the sample policies of this repository without a word, for every environment', () => {
  const { files, diagnostics: unread } = loadPolicies(join(ROOT, 'policies'))
  const { environments, policies, diagnostics } = readPolicies(files)
  expect([...unread, ...diagnostics]).toEqual([])
  expect(environments.map(({ name }) => name)).toEqual(['local', 'prod', 'staging'])
  expect(policies.map(({ name, environment }) => `${environment.name} ${name}`)).toEqual([
    'local billing-oracle',
    'local erp-sql',
    'prod billing-oracle',
    'prod erp-sql',
    'staging billing-oracle',
    'staging erp-sql',
  ])
})

it('says the same whatever the order of the files', () => {
  const { files } = loadPolicies(join(ROOT, 'policies'))
  expect(readPolicies(files.toReversed())).toEqual(readPolicies(files))
})

it('hashes what a policy says, and not where or how it is written', () => {
  const hashOf = (text: string) => readPolicies([base, { file: 'a.yaml', text }]).policies[0]?.hash
  const text = readGolden('policy/ok/sql-server.yaml')
  expect(hashOf(text)).toMatch(/^[0-9a-f]{64}$/)
  expect(hashOf(`# a comment\n${text.replace('every: 15m', 'every: "15m"')}`)).toBe(hashOf(text))
  expect(hashOf(text.replace('every: 15m', 'every: 30m'))).not.toBe(hashOf(text))
})

it('places a policy and its schedules at their names', () => {
  const [policy] = readCase('sql-server.yaml').policies
  const spots = [policy?.place, ...(policy?.schedules.map(({ place }) => place) ?? [])]
  expect(spots.map(place => `${place?.line}:${place?.column}`)).toEqual([
    '3:7',
    '12:11',
    '17:11',
    '21:11',
  ])
})
