// The contract of a run store, told to both: the one in memory, and the one on DynamoDB (dynalite over loopback).

import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import type { Log, RunStore } from '../lib/run/ports.ts'
import type { EndedRun, Run, WaitingRun } from '../lib/run/run.ts'
import { createTable, type Dynalite, startDynalite } from './support/dynalite.ts'

const MIDNIGHT = Date.UTC(2026, 10, 22)
const MINUTE = 60_000
const WHERE = { commcell: 'main', target: 'erp-core' }

let database: Dynalite
beforeAll(async () => {
  database = await startDynalite()
})
afterAll(() => database.stop())

let tables = 0
async function freshTable(): Promise<string> {
  tables += 1
  await createTable(database.client, `runs-${tables}`)
  return `runs-${tables}`
}

describe.each([
  ['in memory', async () => inMemoryRunStore()],
  [
    'on DynamoDB',
    async () => dynamoRunStore({ client: database.client, table: await freshTable() }),
  ],
])('a run store %s', (_, storeOf) => {
  const fresh = async () => ({ store: await storeOf(), ...WHERE })

  it('keeps the first claim and shows it to the second', async () => {
    const { store, ...where } = await fresh()
    const first = waiting({ ...where, why: 'first' })
    expect(await store.claim(first)).toBeUndefined()
    expect(await store.claim({ ...first, createdAt: 1 })).toEqual(first)
    expect(await store.get(first.id)).toEqual(first)
  })

  it('takes a second claim for a second one even when it is the same to the letter', async () => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    const claims = await Promise.all([store.claim(run), store.claim(run), store.claim(run)])
    expect(claims.filter(first => first === undefined)).toHaveLength(1)
    expect(await store.claim(run)).toEqual(run)
  })

  it('lets one of many concurrent claims win', async () => {
    const { store, ...where } = await fresh()
    const claims = Array.from({ length: 8 }, (_, n) => waiting({ ...where, why: `claim ${n}` }))
    const first = await Promise.all(claims.map(run => store.claim(run)))
    const winners = claims.filter((_, n) => first[n] === undefined)
    expect(winners).toHaveLength(1)
    expect(first.filter(run => run !== undefined)).toEqual(Array(7).fill(winners[0]))
  })

  it('saves a run that nobody wrote since it was read, and counts the write', async () => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    await store.claim(run)
    const saved = await store.save({ ...run, announced: 1 })
    expect(saved).toEqual({ ...run, announced: 1, version: 2 })
    expect(await store.get(run.id)).toEqual(saved)
  })

  it.each([
    ['an older version', 1],
    ['a version that nobody stored', 3],
  ])('refuses to save over another version than was read, %s, and keeps it', async (_, version) => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    await store.claim(run)
    const second = await store.save({ ...run, announced: 1 })
    expect(second?.version).toBe(2)
    expect(await store.save({ ...run, version, announced: 9 })).toBeUndefined()
    expect(await store.get(run.id)).toEqual(second)
    expect(await store.open()).toEqual([second])
  })

  it('lets one of many concurrent saves win', async () => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    await store.claim(run)
    const saves = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.save({ ...run, announced: n })),
    )
    expect(saves.filter(saved => saved !== undefined)).toHaveLength(1)
  })

  it('does not save a run that was never claimed', async () => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    expect(await store.save(run)).toBeUndefined()
    expect(await store.get(run.id)).toBeUndefined()
  })

  it('lists the open runs of every CommCell, oldest scheduled time first, ties by id', async () => {
    const { store, ...where } = await fresh()
    const runs = [
      waiting({ ...where, source: 'p.b', scheduledTime: MIDNIGHT }),
      waiting({ ...where, commcell: 'left', source: 'p.a', scheduledTime: MIDNIGHT }),
      waiting({ ...where, scheduledTime: MIDNIGHT + MINUTE }),
      // As text, "-" would stand before "1".
      waiting({ ...where, scheduledTime: Date.UTC(1999, 0, 1) }),
    ]
    expect(await store.open()).toEqual([])
    await claimAll(store, runs)
    expect(ids(await store.open())).toEqual(ids([runs[3], runs[1], runs[0], runs[2]]))
  })

  it('keeps a run open until it has ended and its last event is out', async () => {
    const { store, ...where } = await fresh()
    const run = waiting(where)
    await store.claim(run)
    const event = { eventId: '1', time: '', detailType: 'Backup Run Missed', detail: {} } as const
    const announced = await store.save({ ...ended(run), outbox: [event] })
    expect(await store.open()).toEqual([announced])
    const published = announced && (await store.save({ ...announced, outbox: [] }))
    expect(await store.open()).toEqual([])
    expect(await store.get(run.id)).toEqual(published)
  })

  it('takes a run that has ended before it began straight into history', async () => {
    const { store, ...where } = await fresh()
    const run = ended(waiting(where))
    await store.claim(run)
    expect(await store.open()).toEqual([])
    expect(await store.history(where.target, 5)).toEqual([run])
  })

  it('lists the newest runs of a target, newest first', async () => {
    const { store, ...where } = await fresh()
    const runs = [3, 1, 4, 0, 2].map(n =>
      waiting({ ...where, scheduledTime: MIDNIGHT + n * MINUTE }),
    )
    await claimAll(store, [...runs, waiting({ ...where, target: 'another' })])
    expect(ids(await store.history(where.target, 3))).toEqual(ids([runs[2], runs[0], runs[4]]))
    expect(await store.history(where.target, 100)).toHaveLength(5)
  })

  it('lists more open runs than one page of DynamoDB holds', async () => {
    const { store, ...where } = await fresh()
    // 120 runs of 12 KB: a page ends at 1 MB.
    const why = 'w'.repeat(12_000)
    const runs = Array.from({ length: 120 }, (_, n) =>
      waiting({ ...where, why, scheduledTime: MIDNIGHT + n * MINUTE }),
    )
    await claimAll(store, runs.toReversed())
    expect(ids(await store.open())).toEqual(ids(runs))
    expect(ids(await store.history(where.target, 110))).toEqual(
      ids(runs.toReversed()).slice(0, 110),
    )
  })

  it.each([
    'größte Datenbank',
    'データベース',
    'emoji 🗄️',
    'o\'neill & sons <"prod">',
    'a/b#c\\d',
    ' leading and trailing ',
    '‮override\u0001',
  ])('keeps %j as it is in names, ids and texts', async name => {
    const { store, commcell } = await fresh()
    const run = waiting({ commcell, target: name, why: name })
    await store.claim(run)
    expect(await store.get(run.id)).toEqual(run)
    expect(await store.history(name, 1)).toEqual([run])
    const lock = { key: `${name}/data`, now: 0, expiresAt: 10 }
    expect(await store.lock({ ...lock, runId: run.id })).toBe(run.id)
    expect(await store.lock({ ...lock, runId: 'another' })).toBe(run.id)
  })

  it('gives a lock to one run at a time and says who holds it', async () => {
    const { store, target } = await fresh()
    const lock = { key: `${target}/data`, now: MIDNIGHT, expiresAt: MIDNIGHT + MINUTE }
    expect(await store.lock({ ...lock, runId: 'first' })).toBe('first')
    expect(await store.lock({ ...lock, runId: 'second' })).toBe('first')
    expect(await store.lock({ ...lock, key: `${target}/log`, runId: 'second' })).toBe('second')
  })

  it('gives a lock again to the run that holds it, and moves its end', async () => {
    const { store, target } = await fresh()
    const lock = { key: `${target}/data`, now: MIDNIGHT, expiresAt: MIDNIGHT + MINUTE }
    await store.lock({ ...lock, runId: 'first' })
    const longer = { ...lock, expiresAt: MIDNIGHT + 9 * MINUTE }
    expect(await store.lock({ ...longer, runId: 'first' })).toBe('first')
    const later = { ...lock, now: MIDNIGHT + 2 * MINUTE, expiresAt: MIDNIGHT + 3 * MINUTE }
    expect(await store.lock({ ...later, runId: 'second' })).toBe('first')
  })

  it('gives a lock away at the instant when it has expired', async () => {
    const { store, target } = await fresh()
    const lock = { key: `${target}/data`, now: MIDNIGHT, expiresAt: MIDNIGHT + MINUTE }
    await store.lock({ ...lock, runId: 'crashed' })
    expect(await store.lock({ ...lock, now: lock.expiresAt - 1, runId: 'next' })).toBe('crashed')
    const later = { ...lock, now: lock.expiresAt, expiresAt: lock.expiresAt + MINUTE }
    expect(await store.lock({ ...later, runId: 'next' })).toBe('next')
  })

  it('lets one of many concurrent runs have a lock', async () => {
    const { store, target } = await fresh()
    const lock = { key: `${target}/data`, now: MIDNIGHT, expiresAt: MIDNIGHT + MINUTE }
    const runIds = Array.from({ length: 8 }, (_, n) => `run ${n}`)
    const holders = await Promise.all(runIds.map(runId => store.lock({ ...lock, runId })))
    expect(new Set(holders).size).toBe(1)
  })

  it('takes a lock back from the run that holds it, and from no other', async () => {
    const { store, target } = await fresh()
    const lock = { key: `${target}/data`, now: MIDNIGHT, expiresAt: MIDNIGHT + MINUTE }
    await store.lock({ ...lock, runId: 'first' })
    await store.unlock(lock.key, 'second')
    expect(await store.lock({ ...lock, runId: 'second' })).toBe('first')
    await store.unlock(lock.key, 'first')
    await store.unlock(lock.key, 'first')
    expect(await store.lock({ ...lock, runId: 'second' })).toBe('second')
  })
})

describe('what DynamoDB holds', () => {
  let table: string
  let dynamo: RunStore
  beforeEach(async () => {
    table = await freshTable()
    dynamo = dynamoRunStore({ client: database.client, table })
  })

  it('expires 400 days after a run has ended, and never before', async () => {
    const open = waiting({ commcell: 'ttl', target: 'ttl' })
    await dynamo.claim(open)
    const item = await itemOf(`run#${open.id}`)
    expect(item).toMatchObject({ openOn: { S: 'open' } })
    expect(item).not.toHaveProperty('expiresAt')

    await dynamo.save(ended(open))
    const after = await itemOf(`run#${open.id}`)
    expect(after).not.toHaveProperty('openOn')
    expect(after?.expiresAt?.N).toBe(String((MIDNIGHT + MINUTE) / 1000 + 400 * 86_400))
  })

  it('lets a lock be tidied up a day after it is void', async () => {
    await dynamo.lock({ key: 'tidy/data', runId: 'r', now: 0, expiresAt: 7_500 })
    const item = await itemOf('lock#tidy/data')
    expect(item?.expiresAt?.N).toBe(String(7 + 86_400))
  })

  it.each([
    ['no run', {}],
    ['half a run', { run: { S: '{"id": "p.s/erp' } }],
    ['JSON that is no run', { run: { S: 'null' } }],
    ['another run than its key says', { run: { S: JSON.stringify(waiting(WHERE)) } }],
    ['a run without a status', { run: { S: '{"id": "edited", "request": {"target": {}}}' } }],
    ['a run without a target', { run: { S: '{"id": "edited", "status": {}}' } }],
  ])('passes over an item with %s in its lists, and says which', async (_, attributes) => {
    const lines: Parameters<Log>[] = []
    const log: Log = (...line) => lines.push(line)
    const store = dynamoRunStore({ client: database.client, table, log })
    const run = waiting(WHERE)
    await store.claim(run)
    await edit({ ...attributes, pk: { S: 'run#edited' } })

    expect(await store.open()).toEqual([run])
    expect(await store.history(WHERE.target, 9)).toEqual([run])
    const line = ['error', expect.stringContaining('run#edited'), { pk: 'run#edited' }]
    expect(lines).toMatchObject([line, line])
    await expect(store.get('edited')).rejects.toMatchObject({ code: 'store-failed' })
    await expect(store.get('edited')).rejects.toThrow('Item run#edited of the table holds no run')
  })

  async function edit(attributes: Record<string, AttributeValue>) {
    const indexed = { openOn: { S: 'open' }, target: { S: WHERE.target }, scheduled: { S: '2026' } }
    const Item = { ...indexed, ...attributes }
    await database.client.send(new PutItemCommand({ TableName: table, Item }))
  }

  async function itemOf(pk: string) {
    const found = await database.client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: pk } } }),
    )
    return found.Item
  }
})

type Facts = {
  readonly commcell: string
  readonly target: string
  readonly source?: string
  readonly scheduledTime?: number
  readonly why?: string
}

function waiting(facts: Facts): WaitingRun {
  const { commcell, target, source = 'p.s', scheduledTime = MIDNIGHT, why = 'no free slot' } = facts
  return {
    id: `${source}/${target}/${new Date(scheduledTime).toISOString()}`,
    environment: 'test',
    policy: 'p',
    policyHash: 'f00d',
    source,
    request: {
      level: 'TRANSACTION_LOG',
      target: {
        app: 'sqlserver',
        name: target,
        commcell,
        clientId: 1,
        instanceId: 2,
        subclientId: 3,
        entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
      },
    },
    terms: {
      startWithinSeconds: 600,
      overlap: 'skip',
      maxRunSeconds: 3600,
      onMaxRun: 'flag',
      blackouts: [],
      onBlackout: 'skip',
      retry: { attempts: 2, backoffSeconds: 60 },
    },
    cause: 'SCHEDULE',
    scheduledTime,
    createdAt: scheduledTime,
    startBy: scheduledTime + 10 * MINUTE,
    version: 1,
    announced: 0,
    outbox: [],
    status: { state: 'waiting', why, notBefore: scheduledTime, attempts: 0 },
  }
}

function ended(run: WaitingRun): EndedRun {
  const status = {
    state: 'ended',
    endedAt: MIDNIGHT + MINUTE,
    outcome: { kind: 'missed', text: 'too late' },
  } as const
  return { ...run, status }
}

async function claimAll(store: RunStore, runs: readonly Run[]): Promise<void> {
  for (const run of runs) expect(await store.claim(run)).toBeUndefined()
}

const ids = (runs: readonly (Run | undefined)[]) => runs.map(run => run?.id)
