// From names to ids, with few calls: one list of the clients, and one of the subclients of each client that somebody asks
// for. A hosted Command Center counts reads by the hour.
import { BackupError } from '../errors.ts'
import { readClients, readSubclients, type Subclient } from './entities.ts'
import { isSuccess, joinUrl } from './exchange.ts'
import { overQuota } from './over-quota.ts'
import { dataIn, readReply } from './reply-body.ts'
import { saidOf } from './said.ts'
import { type Signing, signed } from './signed.ts'
import { clientMeant, type Found, type Sought, subclientMeant } from './sought.ts'
import { shorten } from './text.ts'

export type LookUpOptions = Signing & {
  /** Base URL of the API. */
  readonly endpoint: string
}

export type LookUp = {
  /** How many clients there are. */
  readonly size: () => Promise<number>
  /** @throws BackupError `command-center-unreadable`, and what the Authtoken throws */
  readonly find: (sought: Sought) => Promise<Found>
}

export function lookUp(options: LookUpOptions): LookUp {
  const clients = once(() => readAll(options, 'Client', readClients))
  const subclients = new Map<number, () => Promise<readonly Subclient[]>>()
  const subclientsOf = (clientId: number) => {
    const path = `Subclient?clientId=${clientId}`
    const read = subclients.get(clientId) ?? once(() => readAll(options, path, readSubclients))
    subclients.set(clientId, read)
    return read()
  }
  return {
    size: async () => (await clients()).length,
    find: async sought => {
      const client = clientMeant(sought, await clients())
      if ('kind' in client) return client
      return subclientMeant(client, sought, await subclientsOf(client.clientId))
    },
  }
}

/** Thousands of clients take their time. */
const READ_MS = 120_000

/** A list that is not there is a list of none: Commvault answers 404 where a client has no subclient. */
async function readAll<T>(
  options: LookUpOptions,
  path: string,
  read: (body: unknown) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const url = joinUrl(options.endpoint, path)
  const headers = { Accept: 'application/json' }
  const request = { method: 'GET', url, headers, deadlineMs: READ_MS } as const
  const { reply, hide } = await signed(options, request)
  if ('sent' in reply) throw unreadable(url, reply.text)
  if (reply.status === 404 && path.includes('?') && readReply(reply).form !== 'page') return []
  const list = isSuccess(reply.status) ? read(dataIn(reply)) : undefined
  if (list === undefined) {
    throw unreadable(url, hide(reply.status === 429 ? overQuota(reply) : saidOf(reply)))
  }
  return hide(list)
}

function unreadable(url: string, why: string): BackupError {
  return new BackupError('command-center-unreadable', shorten(`GET ${url}: ${why}`))
}

/** The first call decides for all. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= read()
    return result
  }
}
