// Nights that nobody wants to live through, simulated: each story is a scenario beside its policies.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { simulate } from '../lib/cli/simulate.ts'
import { outsideOf } from '../lib/cli/simulate-scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-scenario-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = 'apiVersion: holdfast/v1'

const ENVIRONMENT = `${HEADER}
kind: Environment
name: prod
region: eu-central-1
commcells:
  main: {endpoint: https://cc.example.com/commandcenter/api, authSecret: backup/cv, maxInFlight: 8}
`

const TARGETS = `${HEADER}
kind: TargetList
name: shop
app: sqlserver
commcell: main
shared: {instanceId: 301}
targets:
${[1, 2, 3, 4, 5].map(n => `  - {name: db${n}, clientId: ${n}, subclientId: 10${n}}`).join('\n')}
`

const POLICY = `${HEADER}
kind: BackupPolicy
name: shop
owner: dba@example.com
app: sqlserver
targets: [{list: shop}]
timezone: UTC
rpo: 1h
schedules:
  - {name: full, level: FULL, at: daily 01:00, startWithin: 30m}
  - {name: log, level: TRANSACTION_LOG, every: 30m, startWithin: 10m}
triggers:
  - {name: deployed, level: FULL, copyOnly: true, event: codedeploy, match: {application: shop}, targets: [db1], startWithin: 1h}
`

const DEPLOY = {
  version: '0',
  id: 'e1',
  source: 'aws.codedeploy',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  account: '111122223333',
  time: '2020-01-01T00:00:00Z',
  region: 'eu-central-1',
  resources: [],
  detail: {
    application: 'shop',
    deploymentGroup: 'prod',
    deploymentId: 'd-1',
    state: 'SUCCESS',
    region: 'eu-central-1',
  },
}

let stories = 0

type Run = {
  readonly runId: string
  readonly source: string
  readonly target: string
  readonly ending: string
  readonly word: string
  readonly at: string
  readonly jobId: string | null
  readonly statusMessage: string
}

type Counts = { readonly [what: string]: number }

type SourceCounts = { readonly source: string; readonly [what: string]: string | number }

type Result = {
  readonly runs: readonly Run[]
  readonly decisions: Counts
  readonly policies: readonly unknown[]
  readonly notRun: readonly { readonly why: string }[]
  readonly promises: readonly { readonly text: string }[]
  readonly gaps: readonly unknown[]
  readonly sources: readonly SourceCounts[]
}

/** The day of 24 November under a scenario; what it says beside its header are lines of YAML. */
async function story(...lines: readonly string[]) {
  const home = join(folder, String(stories++))
  const policies = join(home, 'policies')
  mkdirSync(policies, { recursive: true })
  const documents = [ENVIRONMENT, TARGETS, POLICY].join('---\n')
  writeFileSync(join(policies, 'shop.yaml'), documents)
  writeFileSync(join(home, 'deploy.json'), JSON.stringify(DEPLOY))
  const scenario = join(home, 'night.yaml')
  const head = [HEADER, 'kind: Scenario', 'name: night', 'environment: prod', 'timezone: UTC']
  const span = 'span: {from: 2026-11-24T00:00, for: 1d}'
  writeFileSync(scenario, [...head, span, ...lines, ''].join('\n'))
  const simulated = async (format: 'json' | 'text' | 'html') => {
    const out = join(home, `out.${format}`)
    await simulate({ policies, scenario, seed: 1, runs: format === 'json', format, out })
    return readFileSync(out, 'utf8')
  }
  const result: Result = JSON.parse(await simulated('json'))
  const of = (source: string) => result.sources.find(each => each.source === source)
  return { ...result, of, text: () => simulated('text'), page: () => simulated('html') }
}

describe('an outage of the Command Center in the night', async () => {
  const night = await story('outages: [{from: 2026-11-24T00:50, for: 3h}]')

  it('lets starts wait while they may, and misses them then', () => {
    expect(night.of('shop.full')).toMatchObject({ starts: 1, missed: 5, completed: 0 })
    expect(night.of('shop.log')).toMatchObject({ starts: 48, missed: 30, completed: 210 })
  })

  it('tries again what is still in time when it is over', async () => {
    const short = await story('outages: [{from: 2026-11-24T00:55, for: 20m}]')
    const [full] = short.runs.filter(({ source }) => source === 'shop.full')
    expect(full?.ending).toBe('completed')
    expect(short.of('shop.full')).toMatchObject({ completed: 5, missed: 0 })
  })

  it('breaks the promise, and tells when it holds again', () => {
    expect(night.policies).toMatchObject([{ policy: 'shop', met: false }])
    const texts = night.promises.map(({ text }) => text)
    expect(texts.filter(text => text.includes('broken'))).toHaveLength(5)
    expect(texts.filter(text => text.includes('holds again'))).toHaveLength(5)
    expect(night.gaps).toHaveLength(5)
    expect(night.gaps[0]).toMatchObject({ policy: 'shop', target: 'db1', worstGapSeconds: 12_600 })
  })

  it('is on its page with its scenario, what it lets go wrong, and one gap of one length', async () => {
    const page = await night.page()
    const head = /<header[\s\S]*<\/header>/.exec(page)?.[0] ?? ''
    expect(head).toContain('35 runs would be missed, 5 promises would be broken')
    expect(head).toMatch(/Scenario <b>night<\/b> \(<code>[^<]*night\.yaml<\/code>\)/)
    expect(head).toContain('every CommCell cannot be reached, Tue 2026-11-24 00:50 to')
    expect(head).toContain('<b>✕ 3h30m</b>')
    const rows = /id="incident-list">([\s\S]*?)<\/tbody>/.exec(page)?.[1] ?? ''
    expect(rows.match(/<tr/g)).toHaveLength(3)
    expect(rows).toContain('no recovery point for 3h30m, 1h promised')
  })

  it('breaks it as well where nothing completes before the end, or after the beginning', async () => {
    const late = await story('outages: [{from: 2026-11-24T20:50, for: 4h}]')
    expect(late.policies).toMatchObject([
      { met: false, from: '2026-11-24T20:30:00Z', to: '2026-11-25T00:00:00Z', isOpen: true },
    ])
    expect(await late.text()).toContain('not kept, worst gap at least 3h 30m (db1, Tue 24 Nov')
    const early = await story('outages: [{from: 2026-11-24T00:00, for: 3h}]')
    expect(early.policies).toMatchObject([
      { met: false, from: '2026-11-24T00:00:00Z', to: '2026-11-24T03:00:00Z' },
    ])
  })

  it.each([
    ['outages: [{from: 2026-11-24T00:50, for: 3h}]', false],
    ['outages: [{from: 2026-11-24T00:50, for: 3h, answer: silent}]', false],
    ['outages: [{from: 2026-11-24T20:50, for: 4h}]', false],
    ['missed: [{source: shop.log, from: 2026-11-24T02:00, for: 4h}]', true],
    [
      'fails: [{source: shop.log, reason: Media is full.}, {source: shop.full, reason: Media is full.}]',
      false,
    ],
    ['outages: [{from: 2026-11-24T23:50, for: 10m}]', true],
  ])('is told alike by text, JSON, events and page: %s', async (trouble, met) => {
    const { policies, promises, text, page } = await story(trouble)
    expect(policies).toMatchObject([{ policy: 'shop', met }])
    expect(promises.some(each => each.text.includes('broken'))).toBe(!met)
    expect(await text()).toContain(met ? '✓ shop: RPO 1h kept' : '✗ shop: RPO 1h not kept')
    const rows = /id="target-list">([\s\S]*?)<\/tbody>/.exec(await page())?.[1] ?? ''
    const first = /<tr[\s\S]*?<\/tr>/.exec(rows)?.[0] ?? ''
    expect(first).toMatch(met ? /promise kept/ : /promise broken/)
  })

  it('says what it is about', async () => {
    expect(await night.text()).toMatch(
      /^prod, in the scenario night, from Tue 24 Nov 2026 00:00 to Wed 25 Nov 2026 00:00 UTC\n/,
    )
  })

  it('is told in one line for all its starts', async () => {
    const text = await night.text()
    expect(text).toContain(
      '6 starts of shop.log (30 runs) missed, Tue 24 Nov 2026 01:00 to 03:30 UTC: cc.example.com was not reached: the connection was refused (ECONNREFUSED)',
    )
    expect(text).toContain('shop: RPO 1h broken for db1')
  })

  it('starts nothing twice when only the answers were lost', async () => {
    const silent = await story('outages: [{from: 2026-11-24T00:59, for: 3m, answer: silent}]')
    const jobs = silent.runs.flatMap(({ jobId }) => jobId ?? [])
    expect(new Set(jobs).size).toBe(jobs.length)
    expect(silent.of('shop.full')).toMatchObject({ runs: 5, completed: 5 })
  })

  it('may be a page of maintenance', async () => {
    const page = await story('outages: [{from: 2026-11-24T00:59, for: 2h, answer: maintenance}]')
    expect(page.of('shop.full')?.completed).toBe(0)
    expect(JSON.stringify(page.notRun)).toContain('Commvault lists no job of ours')
  })
})

it('lets a slow full stand in the way of the next', async () => {
  const slow = await story(
    'slow: [{source: shop.full, target: db2, takes: 30h}]',
    'fails: [{source: shop.log, target: db3, from: 2026-11-24T12:00, for: 1h, reason: The library is full.}]',
  )
  const two = await story('slow: [{source: shop.full, target: db2, takes: 20h}]')
  expect(slow.runs.filter(({ word }) => word === 'EXPIRED')).toMatchObject([{ target: 'db2' }])
  const failed = slow.runs.filter(({ word }) => word === 'FAILED')
  expect(failed).toMatchObject([
    { target: 'db3', statusMessage: 'The library is full.' },
    { target: 'db3', statusMessage: 'The library is full.' },
  ])
  expect(
    two.runs.find(({ source, target }) => source === 'shop.full' && target === 'db2'),
  ).toMatchObject({ ending: 'completed', at: expect.stringContaining('2026-11-24T21:') })
})

it('skips what comes while a slow full still runs', async () => {
  const days = await story('slow: [{source: shop.log, target: db4, takes: 70m}]')
  const skipped = days.runs.filter(({ word }) => word === 'OVERLAP')
  expect(new Set(skipped.map(({ target }) => target))).toEqual(new Set(['db4']))
  expect(days.of('shop.log')?.skipped).toBe(skipped.length)
  expect(days.notRun[0]).toMatchObject({ source: 'shop.log', ending: 'skipped', word: 'OVERLAP' })
})

it('makes five targets wait for one slot', async () => {
  const lane = await story('caps: {main: {maxInFlight: 1}}')
  const fulls = lane.runs.filter(({ source }) => source === 'shop.full')
  expect(fulls.filter(({ ending }) => ending === 'completed')).toHaveLength(1)
  expect(fulls.filter(({ ending }) => ending === 'missed')).toHaveLength(4)
  expect(lane.notRun.some(({ why }) => why.includes('maxInFlight'))).toBe(true)
})

it('keeps to other limits of calls', async () => {
  const limits = 'caps: {main: {limits: {readsPerHour: 1000, writesPerHour: 8}}}'
  const { decisions } = await story(limits)
  const free = await story()
  expect(decisions.miss).toBeGreaterThan(0)
  expect(free.decisions.miss).toBe(0)
})

describe('an event', () => {
  it('starts what waits for it', async () => {
    const calm = await story('events: [{at: 2026-11-24T10:00, file: deploy.json}]')
    expect(calm.of('shop.deployed')).toMatchObject({ starts: 1, completed: 1 })
  })

  it('waits out an outage', async () => {
    const { of, runs } = await story(
      'outages: [{from: 2026-11-24T09:55, for: 30m}]',
      'events: [{at: 2026-11-24T10:00, file: deploy.json}]',
    )
    expect(of('shop.deployed')).toMatchObject({ starts: 1, completed: 1, missed: 0 })
    const run = runs.find(({ source }) => source === 'shop.deployed')
    expect(Date.parse(run?.at ?? '')).toBeGreaterThan(Date.parse('2026-11-24T10:25:00Z'))
  })

  it('is missed when the outage is longer than it may wait', async () => {
    const { of } = await story(
      'outages: [{from: 2026-11-24T09:55, for: 2h}]',
      'events: [{at: 2026-11-24T10:00, file: deploy.json}]',
    )
    expect(of('shop.deployed')).toMatchObject({ completed: 0, missed: 1 })
  })

  it('needs its file', async () => {
    const missing = story('events: [{at: 2026-11-24T10:00, file: none.json}]')
    await expect(missing).rejects.toThrow('there is no such file')
  })
})

it('finds the starts that EventBridge did not deliver', async () => {
  const lost = await story('missed: [{source: shop.full, from: 2026-11-24T00:00, for: 3h}]')
  expect(lost.of('shop.full')).toMatchObject({ starts: 1, completed: 5 })
  const dense = await story('missed: [{source: shop.log, from: 2026-11-24T06:00, for: 2h}]')
  expect(dense.of('shop.log')).toMatchObject({ starts: 48, completed: 240, missed: 0 })
})

it('says nothing of starts after its end', async () => {
  const { of } = await story('outages: [{from: 2026-11-24T23:58, for: 1h}]')
  expect(of('shop.log')?.starts).toBe(48)
})

it('is the same every time', async () => {
  const lines = ['outages: [{from: 2026-11-24T00:50, for: 3h}]', 'background: 30']
  const one = await story(...lines)
  const two = await story(...lines)
  expect(JSON.stringify(two)).toBe(JSON.stringify(one))
})

it('names what lies outside of the span, which may be a wrong date', () => {
  const day = { from: Date.parse('2026-11-24T00:00Z'), to: Date.parse('2026-11-25T00:00Z') }
  const at = (time: string) => Date.parse(`${time}:00Z`)
  const outage = (from: string, to: string) =>
    ({ from: at(from), to: at(to), answer: 'unreachable' }) as const
  const none = { name: 'x', environment: 'prod', slow: [], fails: [], caps: {}, missed: [] }
  const outages = [
    outage('2026-11-23T22:00', '2026-11-24T00:00'),
    outage('2026-11-23T22:00', '2026-11-24T00:01'),
    outage('2026-12-24T00:00', '2026-12-24T03:00'),
  ]
  const events = [
    { at: at('2026-11-25T00:00'), file: 'deploy.json' },
    { at: at('2026-11-24T23:59'), file: 'deploy.json' },
  ]
  expect(outsideOf({ ...none, outages, events, background: 0 }, day)).toEqual([
    'an outage (2026-11-23T22:00:00Z)',
    'an outage (2026-12-24T00:00:00Z)',
    'an event (2026-11-25T00:00:00Z)',
  ])
})

it('says so where a span is too short to judge a promise', async () => {
  const out = join(folder, 'short.txt')
  const policies = join(import.meta.dirname, '..', 'policies')
  const from = Date.parse('2027-03-28T00:00:00Z')
  await simulate({ policies, env: 'prod', seed: 1, from, for: 12 * 3_600, format: 'text', out })
  const text = readFileSync(out, 'utf8')
  expect(text).toContain('✓ erp-sql: RPO 15m kept')
  expect(text).toContain('- billing-oracle: RPO 25h not judged')
  expect(text).toContain('no start, on Sun 2027-03-28 in Europe/Berlin')
})

it('names starts that the clocks swallow', async () => {
  const out = join(folder, 'clocks.json')
  const policies = join(folder, 'clocks')
  mkdirSync(policies)
  const policy = POLICY.replace('timezone: UTC', 'timezone: Europe/Berlin')
    .replace('daily 01:00', 'daily 02:30')
    .replace('rpo: 1h\n', '')
  writeFileSync(join(policies, 'shop.yaml'), [ENVIRONMENT, TARGETS, policy].join('---\n'))
  const from = Date.parse('2027-03-26T00:00:00Z')
  await simulate({ policies, seed: 1, from, for: 3 * 86_400, format: 'json', out })
  expect(JSON.parse(readFileSync(out, 'utf8')).clockChanges).toEqual([
    {
      source: 'shop.full',
      local: 'Sun 2027-03-28 02:30',
      timezone: 'Europe/Berlin',
      at: '2027-03-28T01:00:00Z',
    },
  ])
})

describe('refuses', () => {
  const policies = join(import.meta.dirname, '..', 'policies')
  const asked = { policies, seed: 1, format: 'text', out: join(folder, 'none') } as const
  const file = (text: string) => {
    const path = join(folder, 'other.yaml')
    writeFileSync(path, text)
    return path
  }
  const scenario = (environment: string) =>
    `${HEADER}\nkind: Scenario\nname: x\nenvironment: ${environment}\n`

  it('a scenario that is not there', async () => {
    await expect(simulate({ ...asked, scenario: 'none.yaml' })).rejects.toThrow('no such file')
  })

  it('a file without a scenario', async () => {
    const other = file(
      `${HEADER}\nkind: BlackoutCalendar\nname: x\ntimezone: UTC\nwindows: [{name: a, weekly: Mon 08:00-09:00}]\n`,
    )
    await expect(simulate({ ...asked, scenario: other })).rejects.toThrow(
      'no document of kind Scenario',
    )
  })

  it('a scenario of another environment than asked for', async () => {
    const other = file(scenario('staging'))
    await expect(simulate({ ...asked, scenario: other, env: 'prod' })).rejects.toThrow(
      'it is of environment staging',
    )
  })

  it('a scenario with a mistake', async () => {
    await expect(simulate({ ...asked, scenario: file(scenario('prd')) })).rejects.toThrow(
      'did you mean prod?',
    )
  })

  it('one together with --event', async () => {
    const both = simulate({ ...asked, scenario: file(scenario('prod')), event: 'x.json' })
    await expect(both).rejects.toThrow('--event is what one event would start')
  })
})
