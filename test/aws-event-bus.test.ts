// Result events on EventBridge: the entries as the bus receives them, batches, and what happens to entries it refuses.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterEach, expect, it } from 'vitest'
import { eventBus } from '../lib/aws/event-bus.ts'
import { emulateAws } from '../lib/emulator/aws.ts'
import type { BusEntry, EntryFailure } from '../lib/emulator/event-bus.ts'
import { listen } from '../lib/emulator/listen.ts'
import type { ResultEvent } from '../lib/run/event.ts'
import { LOOPBACK_CREDENTIALS } from './support/dynalite.ts'

it('puts an event as an entry of ours on the bus', async () => {
  const { publish, calls } = await bus()
  const event: ResultEvent = {
    eventId: 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z#1',
    time: '2026-11-22T00:00:31.000Z',
    detailType: 'Backup Job State Change',
    detail: { state: 'CREATED', backupJobId: '149806', reason: 'größer – 漢字' },
  }
  expect(await publish([event])).toEqual(new Set([event.eventId]))
  expect(calls).toEqual([
    [
      {
        EventId: expect.any(String),
        Time: event.time,
        Source: 'holdfast',
        DetailType: 'Backup Job State Change',
        Detail: JSON.stringify(event.detail),
        EventBusName: 'results',
        Resources: [],
      },
    ],
  ])
})

it('makes no call for no events', async () => {
  const { publish, calls } = await bus()
  expect(await publish([])).toEqual(new Set())
  expect(calls).toEqual([])
})

it('puts ten entries at most in one call, in order', async () => {
  const { publish, calls } = await bus()
  const events = Array.from({ length: 23 }, (_, n) => event(n))
  expect(await publish(events)).toEqual(new Set(events.map(({ eventId }) => eventId)))
  expect(calls.map(call => call.length)).toEqual([10, 10, 3])
  expect(calls.flat().map(numberOf)).toEqual(events.map((_, n) => n))
})

it('keeps a call under 256 KB, counted in bytes and not in characters', async () => {
  const { publish, calls } = await bus()
  const events = Array.from({ length: 5 }, (_, n) => event(n, '漢'.repeat(40_000)))
  expect((await publish(events)).size).toBe(5)
  expect(calls.map(call => call.length)).toEqual([2, 2, 1])
})

it('offers again only what the bus did not take, after a longer wait each time', async () => {
  const { publish, calls, waits } = await bus(entry => refuseUntil(entry, { number: 1, offers: 2 }))
  expect(await publish([event(0), event(1), event(2)])).toEqual(new Set(['e#0', 'e#1', 'e#2']))
  expect(calls.map(call => call.map(numberOf))).toEqual([[0, 2], [1]])
  expect(waits).toEqual([100, 400])
})

it('leaves out of its answer what the bus would not take', async () => {
  const { publish, waits } = await bus(entry => refuseUntil(entry, { number: 1, offers: 99 }))
  expect(await publish([event(0), event(1)])).toEqual(new Set(['e#0']))
  expect(waits).toEqual([100, 400])
})

it('answers with nothing, and does not throw, when the bus took no entry of a call that succeeded', async () => {
  const { publish } = await bus(() => THROTTLED)
  expect(await publish([event(0)])).toEqual(new Set())
})

it('throws when no call succeeded, and names the bus', async () => {
  const { publish, stop } = await bus()
  await stop()
  const failed = publish([event(0)])
  await expect(failed).rejects.toMatchObject({ code: 'publish-failed' })
  await expect(failed).rejects.toThrow(/for bus results: .*ECONNREFUSED/)
})

it('answers with what was taken when only some calls succeeded', async () => {
  // The second event alone is more than one call may carry.
  const { publish } = await bus()
  const taken = await publish([event(0), event(1, 'x'.repeat(300_000)), event(2)])
  expect(taken).toEqual(new Set(['e#0', 'e#2']))
})

const THROTTLED = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }

const offered = new Map<string, number>()
function refuseUntil(
  entry: BusEntry,
  { number, offers }: { readonly number: number; readonly offers: number },
): EntryFailure | undefined {
  const times = (offered.get(entry.Detail) ?? 0) + 1
  offered.set(entry.Detail, times)
  return numberOf(entry) === number && times <= offers ? THROTTLED : undefined
}

const numberOf = (entry: BusEntry): unknown => JSON.parse(entry.Detail).n

function event(n: number, text = ''): ResultEvent {
  return {
    eventId: `e#${n}`,
    time: '2026-11-22T00:00:31.000Z',
    detailType: 'Backup Run Skipped',
    detail: { n, text },
  }
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  offered.clear()
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function bus(failEntry?: (entry: BusEntry) => EntryFailure | undefined) {
  const calls: (readonly BusEntry[])[] = []
  const waits: number[] = []
  const aws = emulateAws({
    now: Date.now,
    secrets: {},
    onEvents: entries => calls.push(entries),
    ...(failEntry && { failEntry }),
  })
  const server = await listen(aws.app, { host: '127.0.0.1', port: 0 })
  const client = new EventBridgeClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
    maxAttempts: 1,
  })
  cleanups.push(() => client.destroy(), server.close)
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds)
  }
  return {
    publish: eventBus({ client, busName: 'results', sleep }),
    calls,
    waits,
    stop: server.close,
  }
}
