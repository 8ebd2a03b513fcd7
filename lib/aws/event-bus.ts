// Result events on EventBridge. What the bus did not take stays in the run's outbox, and the next sweep tries again.
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge'
import { BackupError } from '../errors.ts'
import { EVENT_SOURCE, type ResultEvent } from '../run/event.ts'
import type { Publish } from '../run/ports.ts'

// EventBridge User Guide, "PutEvents" and "Calculating PutEvents event entry size": at most 10 entries, less than
// 256 KB; the time of an entry counts 14 bytes, however it is written.
const MAX_ENTRIES = 10
const MAX_BYTES = 256 * 1024 - 1
const TIME_BYTES = 14

/** How long to wait before entries that the bus did not take are offered again, in milliseconds. */
const WAITS = [100, 400]

export type EventBus = {
  readonly client: EventBridgeClient
  readonly busName: string
  readonly sleep: (milliseconds: number) => Promise<void>
}

type Announcement = {
  readonly eventId: string
  readonly entry: PutEventsRequestEntry
  readonly bytes: number
}

/** @throws BackupError `publish-failed` when no call to EventBridge succeeded; fewer ids than events is no error. */
export function eventBus(bus: EventBus): Publish {
  return async events => {
    const taken = new Set<string>()
    let failure: { readonly cause: unknown } | undefined
    for (const batch of batches(events.map(event => announcement(event, bus.busName)))) {
      try {
        await offer(bus, batch, taken)
      } catch (cause) {
        failure = { cause }
      }
    }
    if (failure !== undefined && taken.size === 0) throw publishFailed(bus.busName, failure.cause)
    return taken
  }
}

/** Offers a batch until the bus has taken all of it or it was offered often enough; adds the ids that it took. */
async function offer(
  bus: EventBus,
  batch: readonly Announcement[],
  taken: Set<string>,
): Promise<void> {
  let left = batch
  for (const wait of [...WAITS, undefined]) {
    const Entries = left.map(({ entry }) => entry)
    const answer = await bus.client.send(new PutEventsCommand({ Entries }))
    // The answer lists one result an entry, in the order of the entries.
    const isTaken = (index: number) => answer.Entries?.[index]?.EventId !== undefined
    for (const [index, { eventId }] of left.entries()) if (isTaken(index)) taken.add(eventId)
    left = left.filter((_, index) => !isTaken(index))
    if (left.length === 0 || wait === undefined) return
    await bus.sleep(wait)
  }
}

function announcement(event: ResultEvent, EventBusName: string): Announcement {
  const Detail = JSON.stringify(event.detail)
  const entry = {
    Source: EVENT_SOURCE,
    DetailType: event.detailType,
    Detail,
    Time: new Date(event.time),
    EventBusName,
    Resources: [],
  }
  const bytes =
    TIME_BYTES + EVENT_SOURCE.length + event.detailType.length + Buffer.byteLength(Detail)
  return { eventId: event.eventId, entry, bytes }
}

function batches(announcements: readonly Announcement[]): readonly (readonly Announcement[])[] {
  const all: Announcement[][] = []
  let bytes = 0
  for (const next of announcements) {
    const last = all.at(-1)
    if (last === undefined || last.length === MAX_ENTRIES || bytes + next.bytes > MAX_BYTES) {
      all.push([next])
      bytes = next.bytes
    } else {
      last.push(next)
      bytes += next.bytes
    }
  }
  return all
}

function publishFailed(busName: string, cause: unknown): BackupError {
  return new BackupError(
    'publish-failed',
    `EventBridge took no result event for bus ${busName}: ${cause}. The events are kept and the next sweep offers them again; check that the bus exists and that the function's role may put events on it.`,
    { cause },
  )
}
