// What only DynamoDB does and no in-memory store can: refusals that carry the item, calls that fail, replies that are lost.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { itemOfLock } from '../lib/aws/items.ts'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import type { RunStore } from '../lib/run/ports.ts'
import type { WaitingRun } from '../lib/run/run.ts'
import { LOOPBACK_CREDENTIALS, startDynalite } from './support/dynalite.ts'
import { sampleTerms } from './support/sample-policies.ts'
import { erpCore, MINUTE, SUNDAY } from './support/story.ts'

const RUN: WaitingRun = {
  id: 'erp-sql.log/erp-core/2026-11-22T00:00Z',
  environment: 'test',
  policy: 'erp-sql',
  policyHash: 'f00d',
  source: 'erp-sql.log',
  request: { target: erpCore, level: 'TRANSACTION_LOG' },
  terms: sampleTerms(),
  cause: 'SCHEDULE',
  scheduledTime: SUNDAY,
  createdAt: SUNDAY,
  startBy: SUNDAY + 5 * MINUTE,
  version: 1,
  announced: 0,
  outbox: [],
  status: { state: 'waiting', why: 'no free slot', notBefore: SUNDAY, attempts: 0 },
}
const LOCK = { key: 'erp-core/data', runId: 'mine', now: 0, expiresAt: 60_000 }

it('learns who stood in the way from the refusal itself, without a read', async () => {
  const { client, calls } = await dynamoThatAnswers({
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    message: 'The conditional request failed',
    Item: itemOfLock({ ...LOCK, runId: 'theirs' }),
  })
  expect(await dynamoRunStore({ client, table: 'runs' }).lock(LOCK)).toBe('theirs')
  expect(calls).toEqual([expect.objectContaining({ operation: 'PutItem' })])
  expect(calls[0]?.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
})

describe('a call that fails', () => {
  it('says what was wanted of which table, and what DynamoDB answered', async () => {
    const { client } = await dynamoThatAnswers({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: 'not authorized to perform: dynamodb:Query',
    })
    const failed = dynamoRunStore({ client, table: 'holdfast-prod' }).open()
    await expect(failed).rejects.toMatchObject({ code: 'store-failed' })
    await expect(failed).rejects.toThrow(
      'Could not list the open runs in DynamoDB table holdfast-prod: AccessDeniedException: not authorized',
    )
  })

  it('is one for a table that does not exist', async () => {
    const database = await startDynalite()
    cleanups.push(database.stop)
    const store = dynamoRunStore({ client: database.client, table: 'other' })
    await expect(store.get('r')).rejects.toThrow(
      /read run r in DynamoDB table other: ResourceNotFound/,
    )
  })

  it('is one for a database that is not there', async () => {
    const { client, stop } = await dynamoThatAnswers({})
    await stop()
    const store = dynamoRunStore({ client, table: 'runs' })
    await expect(store.unlock('k', 'r')).rejects.toMatchObject({ code: 'store-failed' })
  })
})

describe('a run of a trigger', () => {
  // As long as they get: names of 64 and 40 characters, and an identity of 800 when it is encoded.
  const source = `${'p'.repeat(40)}.${'t'.repeat(23)}`
  const target = { ...erpCore, name: 'e'.repeat(40) }
  const deployed: WaitingRun = {
    ...RUN,
    id: `${source}/${target.name}/${encodeURIComponent('/').repeat(266)}`,
    source,
    request: { target, level: 'TRANSACTION_LOG' },
    cause: 'REQUEST',
    event: { id: 'e-1', source: 'ci.erp', detailType: 'Backup Requested' },
    correlationId: 'deploy 4711',
    notBefore: SUNDAY + MINUTE,
    deferredTo: SUNDAY + 2 * MINUTE,
  }

  it('is kept under the longest of names with all that it holds, and found by every way', async () => {
    const { store } = await someDynamo()
    expect(await store.claim(deployed)).toBeUndefined()
    expect(await store.claim(deployed)).toEqual(deployed)
    expect(await store.get(deployed.id)).toEqual(deployed)
    expect(await store.open()).toEqual([deployed])
    expect(await store.history(target.name, 1)).toEqual([deployed])
  })

  it('holds off others by a lock until its cooldown is over', async () => {
    const { store } = await someDynamo()
    const key = `${source}/${target.name}/cooldown`
    const cooldown = { key, runId: deployed.id, now: SUNDAY, expiresAt: SUNDAY + 10 * MINUTE }
    expect(await store.lock(cooldown)).toBe(deployed.id)
    const later = { ...cooldown, runId: 'later', now: SUNDAY + 9 * MINUTE }
    expect(await store.lock(later)).toBe(deployed.id)
    expect(await store.lock({ ...later, now: SUNDAY + 10 * MINUTE })).toBe('later')
  })
})

describe('a write that is done, but its reply is lost, so that the SDK repeats it,', () => {
  it('is a claim of ours', async () => {
    const { store, direct, attempts } = await dynamoThatLosesOneReply()
    expect(await store.claim(RUN)).toBeUndefined()
    expect(attempts()).toBe(2)
    expect(await direct.claim(RUN)).toEqual(RUN)
  })

  it('is one claim only, when a second delivery writes the same to the letter meanwhile', async () => {
    const others: unknown[] = []
    const { store } = await dynamoThatLosesOneReply(async direct => {
      others.push(await direct.claim(RUN))
    })
    expect(await store.claim(RUN)).toBeUndefined()
    expect(others).toEqual([RUN])
  })

  it('is no claim of ours, when the second delivery was first', async () => {
    const { store, direct, attempts } = await dynamoThatLosesOneReply()
    await direct.claim(RUN)
    expect(await store.claim(RUN)).toEqual(RUN)
    expect(attempts()).toBe(2)
  })

  it('is a save of ours', async () => {
    const { store, direct, attempts } = await dynamoThatLosesOneReply()
    await direct.claim(RUN)
    const saved = await store.save(RUN)
    expect(saved).toEqual({ ...RUN, version: 2 })
    expect(attempts()).toBe(2)
    expect(await direct.get(RUN.id)).toEqual(saved)
  })

  it('is a save that somebody wrote over, and theirs stays', async () => {
    const { store, direct } = await dynamoThatLosesOneReply(async other => {
      await other.save({ ...RUN, version: 2, announced: 7 })
    })
    await direct.claim(RUN)
    expect(await store.save(RUN)).toBeUndefined()
    expect(await direct.get(RUN.id)).toEqual({ ...RUN, version: 3, announced: 7 })
  })

  it('is a lock of ours', async () => {
    const { store, direct, attempts } = await dynamoThatLosesOneReply()
    expect(await store.lock(LOCK)).toBe('mine')
    expect(attempts()).toBe(2)
    expect(await direct.lock({ ...LOCK, runId: 'theirs' })).toBe('mine')
  })

  it('is a lock given back, and one that another run takes meanwhile stays', async () => {
    const { store, direct, attempts } = await dynamoThatLosesOneReply(async other => {
      await other.lock({ ...LOCK, runId: 'theirs' })
    })
    await direct.lock(LOCK)
    await store.unlock(LOCK.key, LOCK.runId)
    expect(attempts()).toBe(2)
    expect(await direct.lock(LOCK)).toBe('theirs')
  })
})

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function dynamoThatAnswers(refusal: object) {
  const calls: { readonly operation: string | undefined; readonly input: unknown }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const operation = String(request.headers['x-amz-target']).split('.')[1]
    calls.push({ operation, input: JSON.parse(body) })
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify(refusal))
  })
  return { calls, ...(await clientOf(server, 1)) }
}

async function someDynamo() {
  const database = await startDynalite()
  cleanups.push(database.stop)
  return { store: dynamoRunStore(database) }
}

/**
 * DynamoDB behind a network that cuts the connection in place of the first reply; `meanwhile` happens between the write
 * that is done and its repetition. `direct` goes round that network.
 */
async function dynamoThatLosesOneReply(
  meanwhile: (direct: RunStore) => Promise<void> = async () => {},
) {
  const database = await startDynalite()
  cleanups.push(database.stop)
  const direct = dynamoRunStore(database)
  let writes = 0
  const proxy = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { host: _, connection: __, ...headers } = request.headers as Record<string, string>
    const reply = await fetch(database.url, { method: 'POST', headers, body })
    const text = await reply.text()
    if (!/GetItem$/.test(headers['x-amz-target'] ?? '')) writes += 1
    if (writes > 1) {
      response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(text)
      return
    }
    await meanwhile(direct)
    request.socket.destroy()
  })
  const { client } = await clientOf(proxy, 3)
  const store = dynamoRunStore({ client, table: database.table })
  return { store, direct, attempts: () => writes }
}

async function clientOf(server: Server, maxAttempts: number) {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
    maxAttempts,
  })
  const stop = async () => {
    client.destroy()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  cleanups.push(stop)
  return { client, stop }
}
