// How runs and locks lie in the table: the run as one JSON text, and beside it only what keys, indexes, conditions and
// the time to live must see.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { BackupError } from '../errors.ts'
import type { Lock } from '../run/ports.ts'
import { isEnded, isOpen, type Run } from '../run/run.ts'
import type { Instant } from '../start.ts'
import { OPEN_KEY } from './table.ts'

export type Item = Record<string, AttributeValue>
export type KeyedItem = Item & { readonly pk: AttributeValue.SMember }

const DAY_SECONDS = 86_400
/** A year, and a month to look back at it. */
const KEEP_ENDED_SECONDS = 400 * DAY_SECONDS

export const runKey = (runId: string): string => `run#${runId}`
export const lockKey = (key: string): string => `lock#${key}`
export const noteKey = (key: string): string => `note#${key}`

export function itemOfRun(run: Run): KeyedItem {
  const { target } = run.request
  const item = {
    pk: { S: runKey(run.id) },
    version: { N: String(run.version) },
    target: { S: target.name },
    scheduled: { S: `${new Date(run.scheduledTime).toISOString()} ${run.id}` },
    run: { S: JSON.stringify(run) },
  }
  if (!isEnded(run) || isOpen(run)) return { ...item, openOn: { S: OPEN_KEY } }
  // The end is by Commvault's clock. Were that years behind, the claim would be gone, and a repeated start would be none.
  const endedAt = Math.max(run.status.endedAt, run.createdAt)
  return { ...item, expiresAt: { N: epochSeconds(endedAt, KEEP_ENDED_SECONDS) } }
}

/** @throws BackupError `store-failed` for what our own code never writes: somebody edited the table. */
export function runOfItem(item: Item): Run {
  const run = parsed(item.run?.S)
  // Enough to tell a foreign or a half-written run, on which a sweep would trip.
  const isRun = run?.status && run.request?.target && runKey(run.id) === item.pk?.S
  if (isRun) return run
  throw new BackupError('store-failed', `Item ${item.pk?.S} of the table holds no run.`)
}

function parsed(text = 'null'): Run | null | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function itemOfLock(lock: Lock): KeyedItem {
  return {
    pk: { S: lockKey(lock.key) },
    runId: { S: lock.runId },
    heldUntil: { N: String(lock.expiresAt) },
    // The condition decides when a lock is void; DynamoDB only tidies up, and may be days late.
    expiresAt: { N: epochSeconds(lock.expiresAt, DAY_SECONDS) },
  }
}

export const epochSeconds = (at: Instant, laterSeconds: number): string =>
  String(Math.floor(at / 1000) + laterSeconds)
