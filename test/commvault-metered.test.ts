// An exchange that counts its calls against the CommCell's limits.
import { describe, expect, it } from 'vitest'
import { commandCenter } from '../lib/commvault/command-center.ts'
import type { Exchange, HttpReply } from '../lib/commvault/exchange.ts'
import { metered } from '../lib/commvault/metered.ts'
import { BackupError } from '../lib/errors.ts'
import type { Spend } from '../lib/run/ports.ts'
import { erpCore } from './support/story.ts'

const ok = (body: unknown, status = 200): HttpReply => ({
  status,
  headers: {},
  body: JSON.stringify(body),
})

/** A Command Center behind a quota that lets these calls pass, and then none. */
function behind(quota: { read: number; write: number }, replies: readonly HttpReply[]) {
  const spent: string[] = []
  const asked: string[] = []
  const spend: Spend = async kind => {
    spent.push(kind)
    return quota[kind]-- > 0 ? undefined : 840.2
  }
  const exchange: Exchange = async ({ method, url }) => {
    asked.push(`${method} ${new URL(url).pathname}`)
    return replies[asked.length - 1] ?? ok({}, 500)
  }
  const center = commandCenter({
    exchange: metered(exchange, spend),
    authtoken: async rejected => (rejected === undefined ? 'first-token' : 'second-token'),
    endpoint: 'https://commandcenter.example.com/api',
    now: () => 0,
  })
  return { center, spent, asked }
}

const full = { target: erpCore, level: 'FULL', copyOnly: false } as const
const started = ok({ taskId: 1, jobIds: ['7'] })
const none = ok({ totalRecordsWithoutPaging: 0 })
const denied = ok({ errorCode: 5, errorMessage: 'Access denied' }, 401)

describe('a call within the quota', () => {
  it('is counted by what it is: createTask and a kill write, all else reads', async () => {
    const { center, spent, asked } = behind({ read: 9, write: 9 }, [
      started,
      none,
      none,
      ok({}),
      ok({}),
    ])
    expect(await center.submit(full, 'a/b/c')).toMatchObject({ kind: 'accepted' })
    await center.jobs(0)
    await center.job('7')
    await center.description('7')
    await center.kill('7')
    expect(spent).toEqual(['write', 'read', 'read', 'read', 'write'])
    expect(asked).toHaveLength(5)
  })

  it('is counted again when it is repeated with another token', async () => {
    const { center, spent } = behind({ read: 9, write: 9 }, [denied, started])
    expect(await center.submit(full, 'a/b/c')).toMatchObject({ kind: 'accepted' })
    expect(spent).toEqual(['write', 'write'])
  })
})

describe('a call beyond the quota', () => {
  it('is not sent: no job exists, and it may be tried again later', async () => {
    const { center, asked } = behind({ read: 9, write: 0 }, [])
    expect(await center.submit(full, 'a/b/c')).toEqual({
      kind: 'not-sent',
      text: 'Not sent: this hour\'s quota of writes is used up ("limits.writesPerHour" of the CommCell); it has room again in 841 s.',
      retryAfterSeconds: 841,
    })
    expect(asked).toEqual([])
  })

  it('is not sent a second time with another token', async () => {
    const { center, asked } = behind({ read: 9, write: 1 }, [denied])
    expect(await center.submit(full, 'a/b/c')).toMatchObject({
      kind: 'not-sent',
      retryAfterSeconds: 841,
    })
    expect(asked).toHaveLength(1)
  })

  it('that reads leaves the Command Center unreadable', async () => {
    const { center, asked } = behind({ read: 0, write: 0 }, [])
    const calls = [center.jobs(0), center.job('7'), center.description('7')]
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'command-center-unreadable',
        message: expect.stringContaining("this hour's quota of reads is used up"),
      })
    }
    await expect(center.kill('7')).rejects.toMatchObject({
      message: expect.stringContaining('quota of writes'),
    })
    expect(asked).toEqual([])
  })

  it.each([
    [0, 1],
    [-5, 1],
    [7_200, 3_600],
  ])('of %i seconds waits %i', async (told, seconds) => {
    const exchange: Exchange = async () => started
    const reply = await metered(
      exchange,
      async () => told,
    )({
      method: 'POST',
      url: 'https://a/',
      headers: {},
      deadlineMs: 1,
    })
    expect(reply).toMatchObject({ sent: false, retryAfterSeconds: seconds })
  })
})

it('a quota that cannot be counted lets nothing through', async () => {
  const asked: string[] = []
  const center = commandCenter({
    exchange: metered(
      async ({ url }) => {
        asked.push(url)
        return started
      },
      async () => {
        throw new BackupError('store-failed', 'DynamoDB did not answer.')
      },
    ),
    authtoken: async () => 'first-token',
    endpoint: 'https://commandcenter.example.com/api',
    now: () => 0,
  })
  expect(await center.submit(full, 'a/b/c')).toEqual({
    kind: 'not-sent',
    text: 'DynamoDB did not answer.',
  })
  await expect(center.jobs(0)).rejects.toMatchObject({ code: 'store-failed' })
  expect(asked).toEqual([])
})
