// `holdfast targets resolve` as a person runs it: a folder of policies, an emulated Command Center on loopback, and the
// built command in between.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { listen } from '../lib/emulator/listen.ts'
import { expectGolden, readGolden } from './support/golden.ts'
import { holdfast } from './support/holdfast.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Emulated = Omit<Partial<Parameters<typeof emulateCommandCenter>[0]>, 'now'>

async function commandCenter(options: Emulated = {}) {
  const emulated = emulateCommandCenter({ now: Date.now, tokens: ['t0ken'], ...options })
  const { url, close } = await listen(emulated.app, { host: '127.0.0.1', port: 0 })
  closing.push(close)
  return { ...emulated, url }
}

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-resolve-'))
  mkdirSync(join(cwd, 'policies'))
  closing.push(() => rmSync(cwd, { recursive: true }))
})

const path = (file: string) => join(cwd, 'policies', file)
const text = (file = 'erp.yaml') => readFileSync(path(file), 'utf8')
const write = (file: string, content: string) => writeFileSync(path(file), content)

/** CommCells by name, with more keys of theirs where they need any. */
function environment(commcells: { readonly [name: string]: { url: string; keys?: string } }) {
  const entries = Object.entries(commcells).map(
    ([name, { url, keys = '' }]) =>
      `  ${name}: {endpoint: ${url}/commandcenter/api, authSecret: backup/${name}${keys}}`,
  )
  write(
    'lab.yaml',
    ['apiVersion: holdfast/v1', 'kind: Environment', 'name: lab', 'region: eu-central-1']
      .concat('commcells:', entries, '')
      .join('\n'),
  )
}

function list(name: string, keys: readonly string[], targets: readonly string[]) {
  const head = ['apiVersion: holdfast/v1', 'kind: TargetList', `name: ${name}`, ...keys, 'targets:']
  write(`${name}.yaml`, [...head, ...targets.map(target => `  - {${target}}`), ''].join('\n'))
}

const SQL = ['app: sqlserver', 'commcell: main']
const ORACLE = ['app: oracle', 'commcell: main']
const CORE =
  'name: core, clientName: erp-db01, instanceName: ERP-DB01\\ERP, subclientName: erp-core'
const REPORTING =
  'name: reports, clientName: erp-db01, instanceName: ERP-DB01\\ERP, subclientName: erp-reporting'

const resolve = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  holdfast(['targets', 'resolve', ...args], { cwd, env: { HOLDFAST_AUTHTOKEN: 't0ken', ...env } })

describe('the ids of names', () => {
  it('are written into the list, and everything else stays as it was', async () => {
    environment({ main: await commandCenter() })
    write('erp.yaml', readGolden('cli/resolve/before.yaml'))
    expect((await holdfast(['validate'], { cwd })).stdout).toContain('[target-unresolved]')

    const { stdout, stderr, exitCode } = await resolve()
    expectGolden('cli/resolve/after.yaml', text())
    expect(stdout).toBe(
      `policies/erp.yaml:11: erp-core: clientId: 2101, instanceId: 301, subclientId: 9101 (written)
policies/erp.yaml:17: erp-reporting: clientId: 2101, instanceId: 301, subclientId: 9102 (written)
`,
    )
    expect(stderr).toBe(
      `CommCell main has 7 clients; looking up 2 targets …
2 targets of lab: 2 written to policies/erp.yaml.
`,
    )
    expect(exitCode).toBe(0)
    expect(readdirSync(join(cwd, 'policies')).toSorted()).toEqual(['erp.yaml', 'lab.yaml'])
    expect((await holdfast(['validate'], { cwd })).stdout).not.toContain('[target-')
  })

  it('are not written twice', async () => {
    environment({ main: await commandCenter() })
    write('erp.yaml', readGolden('cli/resolve/after.yaml'))
    const { stdout, stderr, exitCode } = await resolve()
    expect([stdout, exitCode, text()]).toEqual(['', 0, readGolden('cli/resolve/after.yaml')])
    expect(stderr).toContain('2 targets of lab: 2 as the Command Center says.')
  })

  it('are only told with --check, by the exit code as well', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [CORE])
    const before = text()
    const { stdout, exitCode } = await resolve(['--check'])
    expect(stdout).toMatch(/core: clientId: 2101, instanceId: 301, subclientId: 9101$/m)
    expect([exitCode, text()]).toEqual([1, before])
  })

  it('are there for machines', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [CORE, `${REPORTING}, clientId: 2101, instanceId: 301, subclientId: 9102`])
    const { stdout } = await resolve(['--format', 'json'])
    expect(JSON.parse(stdout)).toEqual({
      environment: 'lab',
      files: ['policies/erp.yaml'],
      targets: [
        {
          target: 'core',
          list: 'erp',
          commcell: 'main',
          file: 'policies/erp.yaml',
          line: 7,
          state: 'written',
          missing: { clientId: 2101, instanceId: 301, subclientId: 9101 },
          differences: [],
        },
        {
          target: 'reports',
          list: 'erp',
          commcell: 'main',
          file: 'policies/erp.yaml',
          line: 8,
          state: 'right',
          missing: {},
          differences: [],
        },
      ],
    })
  })

  it('are looked up for one list, or one CommCell, where one is named', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [CORE])
    list('other', SQL, [REPORTING])
    const before = text('other.yaml')
    await resolve(['--list', 'erp'])
    expect(text()).toContain('subclientId: 9101')
    expect(text('other.yaml')).toBe(before)
    const { stderr, exitCode } = await resolve(['--list', 'epr'])
    expect(stderr).toContain('lab has no target list epr with targets; there are erp, other.')
    expect(exitCode).toBe(2)
  })

  it('of a target that is known by ids alone are nothing to look up', async () => {
    environment({ main: { url: 'http://127.0.0.1:9' } })
    list('erp', SQL, ['name: core, clientId: 1, instanceId: 2, subclientId: 3'])
    const { stdout, stderr, exitCode } = await resolve([], { HOLDFAST_AUTHTOKEN: '' })
    expect([stdout, exitCode]).toEqual(['', 0])
    expect(stderr).toBe('1 target of lab: 1 without names to look up.\n')
  })
})

describe('what is not found', () => {
  const WRONG = [
    CORE,
    'name: a, clientName: erp-db02, instanceName: X, subclientName: default',
    'name: b, clientName: erp-db01, instanceName: ERP-DB01\\EPR, subclientName: default',
    'name: c, clientName: erp-db01, instanceName: ERP-DB01, subclientName: core',
  ]

  it('is told with what there is, and then nothing is written', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, WRONG)
    const before = text()
    const { stdout, stderr, exitCode } = await resolve()
    expect(stdout.split('\n')).toEqual([
      'policies/erp.yaml:7: core: clientId: 2101, instanceId: 301, subclientId: 9101',
      'policies/erp.yaml:8: a: CommCell main has no client "erp-db02" that this user may see; did you mean erp-db01?',
      'policies/erp.yaml:9: b: SQL Server on client "erp-db01" has no instance "ERP-DB01\\EPR" that this user may see; did you mean ERP-DB01\\ERP?',
      'policies/erp.yaml:10: c: instance "ERP-DB01" of client "erp-db01" has no subclient "core" that this user may see; there are default',
      '',
    ])
    expect(stderr).toContain(
      '4 targets of lab: 1 found and not written, 3 not found. Nothing is written while one is missing; --partial writes the others.',
    )
    expect([exitCode, text()]).toEqual([1, before])
  })

  it('does not hold back the others with --partial', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, WRONG)
    const { stderr, exitCode } = await resolve(['--partial'])
    expect(text()).toContain('subclientName: erp-core, clientId: 2101, instanceId: 301, subcl')
    expect(text().match(/\bclientId:/g)).toHaveLength(1)
    expect(stderr).toContain('1 written to policies/erp.yaml, 3 not found.')
    expect(exitCode).toBe(1)
  })

  it('is where Oracle RAC is meant and not said', async () => {
    environment({ main: await commandCenter() })
    list('crm', ORACLE, [
      'name: crm, clientName: crm-rac, instanceName: CRM, subclientName: default',
    ])
    const { stdout } = await resolve()
    expect(stdout).toContain('it is there as Oracle RAC: write rac: true')
  })
})

describe('what is different', () => {
  const OLD = `${CORE}, clientId: 2101, instanceId: 301, subclientId: 77   `

  it('is told and left alone, and other targets get their ids', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [OLD, REPORTING])
    const { stdout, exitCode } = await resolve()
    expect(stdout).toMatch(/core: subclientId: 77 is 9101 there; --update writes it$/m)
    expect(stdout).toMatch(/reports: .* \(written\)$/m)
    expect([exitCode, text().includes(OLD)]).toEqual([1, true])
  })

  it('takes the place of what was there with --update', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [OLD])
    const before = text()
    expect((await resolve(['--update', '--check'])).exitCode).toBe(1)
    expect(text()).toBe(before)
    expect((await resolve(['--update'])).exitCode).toBe(0)
    expect(text()).toBe(before.replace('subclientId: 77', 'subclientId: 9101'))
  })

  it('is never completed: half of one subclient and half of another would be a third', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [`${CORE}, clientId: 58`])
    const before = text()
    const { stdout, exitCode } = await resolve()
    expect(stdout).toContain('clientId: 58 is 2101 there, instanceId: 301, subclientId: 9101; --up')
    expect([exitCode, text()]).toEqual([1, before])
  })

  it('may be spelling alone, which does no harm', async () => {
    environment({ main: await commandCenter() })
    list('bill', ORACLE, [
      'name: bill, clientName: BILLING-DB01, instanceName: bill, subclientName: "default"',
    ])
    const told = await resolve()
    expect(told.stdout).toContain('instanceName: bill is BILL there, which is the same name; --up')
    expect(told.exitCode).toBe(0)
    await resolve(['--update'])
    expect(text('bill.yaml')).toContain('clientName: billing-db01, instanceName: BILL, subcl')
  })
})

describe('several CommCells', () => {
  it('have a token each, and none sees that of another', async () => {
    const [main, second] = [await commandCenter(), await commandCenter({ tokens: ['0ther'] })]
    environment({ main, 'second-one': second })
    list('erp', SQL, [CORE])
    list('more', ['app: sqlserver', 'commcell: second-one'], [REPORTING])
    const { stderr, exitCode } = await resolve()
    expect(stderr).toContain('the variable HOLDFAST_AUTHTOKEN_MAIN, because there are several')
    expect(exitCode).toBe(2)
    const tokens = { HOLDFAST_AUTHTOKEN_MAIN: 't0ken', HOLDFAST_AUTHTOKEN_SECOND_ONE: '0ther' }
    expect((await resolve([], tokens)).exitCode).toBe(0)
    expect(text()).toContain('subclientId: 9101')
    expect(text('more.yaml')).toContain('subclientId: 9102')
    expect([main.denials(), second.denials()]).toEqual([0, 0])
  })

  it('are one with --commcell', async () => {
    environment({ main: await commandCenter(), dead: { url: 'http://127.0.0.1:9' } })
    list('erp', SQL, [CORE])
    list('more', ['app: sqlserver', 'commcell: dead'], [REPORTING])
    expect((await resolve(['--commcell', 'main'])).exitCode).toBe(0)
  })
})

describe('a Command Center that does not answer', () => {
  it('is told once, nothing is written, and the exit code is another', async () => {
    environment({ main: await commandCenter({ tokens: ['n0ne'] }) })
    list('erp', SQL, [CORE])
    const before = text()
    const { stdout, stderr, exitCode } = await resolve()
    expect(stdout).toMatch(/core: GET http:.*\/Client: HTTP 401/)
    expect(stdout + stderr).not.toContain('t0ken')
    expect([exitCode, text()]).toEqual([2, before])
  })

  it('may stop in the middle; what was found can be kept, and the next try goes on from there', async () => {
    environment({ main: await commandCenter({ quota: { writesPerHour: 9, readsPerHour: 2 } }) })
    list('erp', SQL, [
      CORE,
      'name: stg, clientName: erp-db01-stg, instanceName: ERP-DB01-STG\\ERP, subclientName: erp-core',
    ])
    const { stdout, exitCode } = await resolve(['--partial'])
    expect(stdout).toMatch(/stg: GET .*Subclient\?clientId=58: HTTP 429/)
    expect(text().match(/\bclientId:/g)).toHaveLength(1)
    expect(exitCode).toBe(2)
    environment({ main: await commandCenter() })
    const next = await resolve()
    expect(next.stdout).toMatch(/stg: clientId: 58, instanceId: 12, subclientId: 431 \(written\)/)
    expect(next.exitCode).toBe(0)
  })

  it('gets the header that it wants', async () => {
    const main = await commandCenter({ tokenForms: ['authorization-bearer'] })
    environment({ main: { ...main, keys: ', authHeader: {name: Authorization, prefix: Bearer}' } })
    list('erp', SQL, [CORE])
    expect((await resolve()).exitCode).toBe(0)
    expect(main.denials()).toBe(0)
  })

  it('is not asked more than its limits allow', async () => {
    const { url } = await commandCenter()
    environment({ main: { url, keys: ', limits: {readsPerHour: 1, writesPerHour: 1}' } })
    list('erp', SQL, [CORE])
    const { stdout, exitCode } = await resolve()
    expect(stdout).toContain("this hour's quota of reads is used up")
    expect(exitCode).toBe(2)
  })

  it('has a CA that AWS keeps: there is a way without it', async () => {
    const { url } = await commandCenter()
    environment({ main: { url, keys: ', caSecret: backup/ca' } })
    list('erp', SQL, [CORE])
    const { stderr, exitCode } = await resolve()
    expect(stderr).toContain('name that in the variable NODE_EXTRA_CA_CERTS')
    expect(exitCode).toBe(2)
    write('ca.pem', '')
    expect((await resolve([], { NODE_EXTRA_CA_CERTS: path('ca.pem') })).exitCode).toBe(0)
  })
})

describe('a list that is wrong', () => {
  it.each([
    ['has an anchor', `${CORE}, labels: &l {tier: gold}`, 'yaml-alias'],
    ['has no name for a part', 'name: core, clientName: erp-db01', 'target-ids-missing'],
  ])('%s: it is mended first', async (_, target, code) => {
    environment({ main: { url: 'http://127.0.0.1:9' } })
    list('erp', SQL, [target])
    const before = text()
    const { stderr, exitCode } = await resolve()
    expect(stderr).toContain(`[${code}]`)
    expect([exitCode, text()]).toEqual([1, before])
  })

  it('is another thing than a policy that is wrong', async () => {
    environment({ main: await commandCenter() })
    list('erp', SQL, [CORE])
    write('policy.yaml', 'apiVersion: holdfast/v1\nkind: BackupPolicy\nname: half\n')
    expect((await resolve()).exitCode).toBe(0)
  })
})
