// Signed in for good, through the real bundles: the renewer writes the secret, submit and track follow it, over HTTP and
// against a Command Center that has read Commvault's pages for itself.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { getRequestListener } from '@hono/node-server'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { createHandler as createRenew } from '../functions/renew.ts'
import type { createHandler as createSubmit } from '../functions/submit.ts'
import { emulateAws } from '../lib/emulator/aws.ts'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import type { BusEntry } from '../lib/emulator/event-bus.ts'
import { listen } from '../lib/emulator/listen.ts'
import type { Log } from '../lib/run/ports.ts'
import type { CommCell } from '../lib/start.ts'
import { buildFunctions } from '../scripts/build.ts'
import { certificateFor } from './support/certificate.ts'
import { startDynalite } from './support/dynalite.ts'
import { erpSql } from './support/loopback-world.ts'
import { MINUTE, SUNDAY } from './support/story.ts'
import { startVault } from './support/vault.ts'

let bundles: string
let submitBundle: { readonly createHandler: typeof createSubmit }
let renewBundle: { readonly createHandler: typeof createRenew }
beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'holdfast-renew-'))
  await buildFunctions(bundles)
  submitBundle = await import(pathToFileURL(join(bundles, 'submit', 'index.mjs')).href)
  renewBundle = await import(pathToFileURL(join(bundles, 'renew', 'index.mjs')).href)
})
afterAll(() => rmSync(bundles, { recursive: true }))

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const SECRET = 'commvault/test'
const PASSWORD = 'm4rk3r-password'

type Center = Pick<ReturnType<typeof emulateCommandCenter>['app'], 'fetch'>

type Setting = {
  /** What the secret holds; a pair of the Command Center's without it. */
  readonly secret?: string
  readonly commcell?: Partial<CommCell>
  readonly tokenForms?: readonly ('authtoken' | 'authorization-bearer')[]
  /** Between us and the Command Center. */
  readonly around?: (center: Center) => Center
  readonly serve?: (center: Center) => Promise<{ url: string; close: () => unknown }>
}

async function open({ secret, commcell, tokenForms, around, serve }: Setting = {}) {
  const clock = { at: SUNDAY }
  const now = () => clock.at
  const center = emulateCommandCenter({
    now,
    seed: 1,
    tokens: [],
    users: [{ userName: 'svc-backup', password: PASSWORD }],
    // Nobody follows the jobs of these stories.
    queueWhenBusy: true,
    ...(tokenForms && { tokenForms }),
  })
  const loopback = (app: Center) => listen(app, { host: '127.0.0.1', port: 0 })
  const server = await (serve ?? loopback)((around ?? (app => app))(center.app))
  cleanups.push(server.close)

  const pairText = () => JSON.stringify({ ...center.createAccessToken(), note: 'of the DBA team' })
  const vault = await startVault({ [SECRET]: secret ?? pairText() })
  cleanups.push(vault.stop)
  const events: BusEntry[] = []
  const aws = emulateAws({ now, secrets: {}, onEvents: entries => events.push(...entries) })
  const bus = await loopback(aws.app)
  cleanups.push(bus.close)
  const database = await startDynalite()
  cleanups.push(database.stop)

  const folder = mkdtempSync(join(tmpdir(), 'holdfast-renew-'))
  cleanups.push(() => rmSync(folder, { recursive: true }))
  const policy = erpSql(`${server.url}/commandcenter/api`)
  const main = { ...policy.commcells.main, maxInFlight: 999, ...commcell }
  mkdirSync(join(folder, 'sources'))
  const sources = JSON.stringify({ ...policy, commcells: { main } })
  writeFileSync(join(folder, 'sources', 'erp-sql.json'), sources)
  const env = {
    HOLDFAST_ENVIRONMENT: 'test',
    HOLDFAST_TABLE: database.table,
    HOLDFAST_BUS: 'results',
    HOLDFAST_SOURCES: join(folder, 'sources'),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'loopback',
    AWS_SECRET_ACCESS_KEY: 'loopback',
    AWS_ENDPOINT_URL: bus.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: vault.url,
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)

  const logLines: string[] = []
  const log: Log = (level, message, fields) =>
    logLines.push(JSON.stringify({ level, message, ...fields }))
  const ports = { now, log }
  /** A start of one target, due now, in the state that it reached. */
  const startWith = async (submit: ReturnType<typeof createSubmit>) => {
    clock.at += MINUTE
    const scheduledTime = new Date(clock.at).toISOString()
    const start = { version: 1, source: 'erp-sql.closed-full', scheduledTime }
    const manual = { by: 'test', reason: 'test', overrides: ['blackout', 'overlap', 'window'] }
    const { runs } = await submit({ ...start, targets: ['erp-core'], manual })
    return runs[0]?.state
  }
  const container = () => {
    const submit = submitBundle.createHandler(ports)
    return () => startWith(submit)
  }
  const renew = renewBundle.createHandler({ ...ports, pause: async () => {} })
  return {
    clock,
    center,
    vault,
    events,
    logLines,
    /** Of submit: each has caches of its own. */
    container,
    start: container(),
    look: () => renew({}),
    outcome: async () => (await renew({})).secrets[0]?.outcome,
    pair: () => JSON.parse(vault.read(SECRET) ?? '{}'),
    newPair: pairText,
    reasons: () => events.map(({ Detail }) => JSON.parse(Detail).reason).filter(Boolean),
    everything: async () => {
      const found = await database.client.send(new ScanCommand({ TableName: database.table }))
      return JSON.stringify([logLines, events, found.Items])
    },
  }
}

describe('a token pair', () => {
  it('is renewed for a day, and backups start all through it', async () => {
    const w = await open()
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      w.clock.at = SUNDAY + minute * MINUTE
      await w.look()
      if (minute % 35 === 0) expect(await w.start(), `minute ${minute}`).toBe('submitted')
    }
    expect(w.reasons()).toEqual([])
    expect(w.vault.versions(SECRET).length).toBeLessThanOrEqual(1 + (24 * 60) / 10)
    expect(w.pair()).toMatchObject({ note: 'of the DBA team', accessTokenId: expect.any(Number) })
    const { accessToken, refreshToken } = w.pair()
    const everything = await w.everything()
    for (const secret of [accessToken, refreshToken]) expect(everything).not.toContain(secret)
  })

  it('is followed by containers that still hold the token before', async () => {
    const w = await open()
    const [a, b] = [w.container(), w.container()]
    expect([await a(), await b()]).toEqual(['submitted', 'submitted'])
    expect(await w.outcome()).toBe('renewed')
    expect([await a(), await b()]).toEqual(['submitted', 'submitted'])
  })

  it('is renewed by one of two that look at once', async () => {
    const w = await open()
    const outcomes = await Promise.all([w.outcome(), w.outcome(), w.outcome()])
    expect(outcomes.filter(outcome => outcome === 'renewed')).toHaveLength(1)
    expect(await w.start()).toBe('submitted')
  })

  it('is kept when Secrets Manager takes a while to take it', async () => {
    const w = await open()
    let refusals = 0
    const renew = renewBundle.createHandler({
      now: () => w.clock.at,
      log: () => {},
      pause: async () => {
        refusals += 1
        if (refusals === 3) w.vault.mend()
      },
    })
    const rehearsed = w.vault.versions(SECRET).length + 1
    const failing = setInterval(() => {
      if (w.vault.versions(SECRET).length === rehearsed && refusals === 0) {
        w.vault.fail('PutSecretValue')
      }
    }, 0)
    const { secrets } = await renew({})
    clearInterval(failing)
    expect(secrets).toEqual([{ secret: SECRET, outcome: 'renewed' }])
    expect(await w.start()).toBe('submitted')
  })

  it('that cannot be stored is not renewed', async () => {
    const w = await open()
    w.vault.fail('PutSecretValue')
    await expect(w.look()).rejects.toMatchObject({ code: 'secret-unwritable' })
    expect(w.reasons()).toEqual(['SECRET_UNWRITABLE'])
    expect(await w.start()).toBe('submitted')
    w.vault.mend()
    expect(await w.outcome()).toBe('renewed')
  })

  it('of which the answer was lost is not used again: somebody is told, and a new one helps at once', async () => {
    let lost = 0
    const w = await open({
      around: center => ({
        fetch: async (...given) => {
          const answer = await center.fetch(...given)
          const isRenewal = new URL(given[0].url).pathname.endsWith('/Renew')
          if (!isRenewal || lost > 0) return answer
          lost += 1
          return new Response('<html>Bad Gateway</html>', { status: 502 })
        },
      }),
    })
    expect(await w.outcome()).toBe('waiting')
    for (const _ of ['once', 'again']) {
      w.clock.at += 5 * MINUTE
      await expect(w.look()).rejects.toMatchObject({ code: 'secret-unusable' })
    }
    expect(w.reasons()).toEqual(['CHAIN_LOST'])
    expect(w.events[0]).toMatchObject({
      Source: 'holdfast',
      DetailType: 'Backup Authtoken Attention',
    })
    w.vault.put(SECRET, w.newPair())
    expect(await w.outcome()).toBe('renewed')
    expect(await w.container()()).toBe('submitted')
    expect(await w.everything()).not.toContain(w.pair().accessToken)
  })

  it('travels as the CommCell wants it', async () => {
    const authHeader = { name: 'Authorization', prefix: 'Bearer ' }
    const w = await open({ commcell: { authHeader }, tokenForms: ['authorization-bearer'] })
    expect(await w.start()).toBe('submitted')
    expect(await w.outcome()).toBe('renewed')
    expect(await w.start()).toBe('submitted')
  })

  it('is renewed when the quota of the hour is used up, and counts in it', async () => {
    const w = await open({ commcell: { limits: { readsPerHour: 10, writesPerHour: 2 } } })
    expect([await w.start(), await w.start()]).toEqual(['submitted', 'waiting'])
    expect(await w.outcome()).toBe('renewed')
    expect(await w.everything()).toMatch(/quota\/main\/write/)
  })
})

describe('a login', () => {
  const login = (password: string) => JSON.stringify({ username: 'svc-backup', password })

  it('signs a container in, and in again when the session has ended', async () => {
    const w = await open({ secret: login(PASSWORD) })
    expect(await w.start()).toBe('submitted')
    w.clock.at += 60 * MINUTE
    expect(await w.start()).toBe('submitted')
    expect(await w.outcome()).toBe('no-pair')
  })

  it('that is refused is tried once, by all containers together, and told', async () => {
    let logins = 0
    const w = await open({
      secret: login('m4rk3r-wrong'),
      around: center => ({
        fetch: (...given) => {
          if (/\/login$/i.test(new URL(given[0].url).pathname)) logins += 1
          return center.fetch(...given)
        },
      }),
    })
    for (let n = 0; n < 6; n++) expect(await w.container()()).toBe('waiting')
    expect(logins).toBe(1)
    expect(w.reasons()).toEqual(['LOGIN_REFUSED'])
    expect(w.logLines.join()).toMatch(/refused the user and password in secret commvault\/test/)
    w.vault.put(SECRET, login(PASSWORD))
    expect(await w.container()()).toBe('submitted')
    expect(await w.everything()).not.toContain('m4rk3r')
  })
})

describe('a private CA in a secret', () => {
  const { key, cert } = certificateFor('localhost', [2020, 2050])

  it('is read once, and believed', async () => {
    const w = await open({
      commcell: { caSecret: 'ca' },
      serve: center => serveTls(center, { key, cert }),
    })
    w.vault.put('ca', cert)
    expect(await w.start()).toBe('submitted')
    expect(await w.start()).toBe('submitted')
    expect(await w.outcome()).toBe('renewed')
    // Once by submit, once by renew.
    const reads = w.vault.calls().filter(call => call === 'GetSecretValue AWSCURRENT')
    expect(reads.length).toBeLessThanOrEqual(2 + 4)
  })

  it('that cannot be read lets the run wait, and is read again', async () => {
    const w = await open({
      commcell: { caSecret: 'ca' },
      serve: center => serveTls(center, { key, cert }),
    })
    expect(await w.start()).toBe('waiting')
    expect(w.logLines.join()).toMatch(/did not give secret ca/)
    w.vault.put('ca', 'no certificate')
    expect(await w.start()).toBe('waiting')
    w.vault.put('ca', cert)
    expect(await w.start()).toBe('submitted')
  })
})

async function serveTls(center: Center, identity: { key: string; cert: string }) {
  const server = createServer(identity, getRequestListener(center.fetch))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url, close }
}
