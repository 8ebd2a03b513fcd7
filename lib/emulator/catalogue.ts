// The CommCell's clients, instances and subclients. Some it knows from the beginning; any other database it learns from
// the first task that names it, makes up the ids or names that the task left out, and stays with them.
import { agentName, applicationOf, isDatabase, listedName } from './application.ts'
import { type ClientSpec, DEFAULT_CLIENTS, type SubclientSpec } from './commcell.ts'
import { hash } from './random.ts'
import type { Association } from './task.ts'

export type Subclient = SubclientSpec & {
  /** The same for the same subclient in every world, whatever ids were made up for it. */
  readonly key: string
  readonly appName: string
  readonly clientId: number
  readonly clientName: string
}

export type Client = Omit<ClientSpec, 'subclients'>

export type Catalogue = {
  /**
   * The subclients that an association means: the one it names, or all of a client, instance or backup set where it
   * names none. None for what is not there, or for an application unknown here.
   */
  readonly meant: (association: Association) => readonly Subclient[]
  readonly subclient: (subclientId: number) => Subclient | undefined
  /** In the order in which they became known. */
  readonly subclients: () => readonly Subclient[]
  readonly clients: () => readonly Client[]
  /** Those that were learned, for a restart. */
  readonly learned: () => readonly Subclient[]
}

export type CatalogueOptions = {
  readonly clients?: readonly ClientSpec[]
  readonly unknownTargets?: 'invent' | 'refuse'
  readonly learned?: readonly Subclient[]
}

export function createCatalogue(options: CatalogueOptions = {}): Catalogue {
  const { clients: specs = DEFAULT_CLIENTS, unknownTargets = 'invent' } = options
  const byId = new Map<number, Subclient>()
  const byKey = new Map<string, Subclient>()
  const clients = new Map<number, Client>(specs.map(client => [client.clientId, client]))
  const learned: Subclient[] = []
  const madeUp = createIds()
  for (const client of specs) for (const spec of client.subclients) add(known(client, spec))
  for (const subclient of options.learned ?? []) remember(subclient)

  function add(subclient: Subclient): void {
    byId.set(subclient.subclientId, subclient)
    byKey.set(subclient.key, subclient)
  }

  function remember(subclient: Subclient): Subclient {
    add(subclient)
    learned.push(subclient)
    const { clientId, clientName } = subclient
    if (!clients.has(clientId)) clients.set(clientId, { clientId, clientName, os: 'Windows' })
    return subclient
  }

  function meant(association: Association): readonly Subclient[] {
    const applicationId = applicationOf(association.applicationId, association.appName)
    const { subclientId, subclientName, applicationId: wanted } = association
    const found = subclientId === undefined ? undefined : byId.get(subclientId)
    if (found) return wanted === undefined || wanted === found.applicationId ? [found] : []
    if (subclientId !== undefined) return learn(association, applicationId)
    if (!hasClient(association)) return []
    const same = byKey.get((applicationId && keyOf(association, applicationId)) || '')
    if (same) return [same]
    const candidates = [...byId.values()].filter(subclient => isAmong(subclient, association))
    if (subclientName === undefined) return candidates
    const [named] = candidates.filter(one => isSameName(one.subclientName, subclientName))
    return named ? [named] : learn(association, applicationId)
  }

  function learn(
    association: Association,
    applicationId: number | undefined,
  ): readonly Subclient[] {
    if (unknownTargets === 'refuse' || applicationId === undefined) return []
    if (!isDatabase(applicationId)) return []
    const key = keyOf(association, applicationId)
    return key === undefined ? [] : [remember(describe({ association, applicationId, key }))]
  }

  function describe({ association: seen, applicationId, key }: Sighting): Subclient {
    const appName = agentName(applicationId)
    const clientId =
      seen.clientId ?? idOf(seen.clientName) ?? madeUp('client', seen.clientName ?? key)
    const instanceId =
      seen.instanceId ?? madeUp('instance', `${clientId}/${appName}/${seen.instanceName ?? ''}`)
    const backupsetName = seen.backupsetName ?? 'defaultBackupSet'
    const subclientId = seen.subclientId ?? madeUp('subclient', key)
    return {
      key,
      applicationId,
      appName,
      clientId,
      clientName: seen.clientName ?? clients.get(clientId)?.clientName ?? `client-${clientId}`,
      instanceId,
      instanceName: seen.instanceName ?? `instance-${instanceId}`,
      backupsetId: madeUp('backupset', `${instanceId}/${backupsetName}`),
      backupsetName,
      subclientId,
      subclientName: seen.subclientName ?? `subclient-${subclientId}`,
    }
  }

  function idOf(clientName: string | undefined): number | undefined {
    if (clientName === undefined) return undefined
    for (const client of clients.values()) {
      if (isSameName(client.clientName, clientName)) return client.clientId
    }
    return undefined
  }

  return {
    meant,
    subclient: subclientId => byId.get(subclientId),
    subclients: () => [...byId.values()],
    clients: () => [...clients.values()],
    learned: () => learned,
  }
}

/** Names are compared without regard to case, and to blanks around them, which recorded names carry. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}

type Sighting = {
  readonly association: Association
  readonly applicationId: number
  readonly key: string
}

function known({ clientId, clientName }: Client, spec: SubclientSpec): Subclient {
  const { applicationId, instanceName, subclientId, subclientName } = spec
  const appName = listedName(applicationId)
  // Oracle is asked for by names, the others by ids; a life must not depend on whether the subclient was known before.
  const path = [appName, clientName, instanceName, '', subclientName.trim()]
  const isNamed = appName.startsWith('Oracle')
  const key = isNamed ? JSON.stringify(path).toLowerCase() : `subclient ${subclientId}`
  return { ...spec, key, appName, clientId, clientName }
}

function hasClient({ clientId, clientName }: Association): boolean {
  return clientId !== undefined || clientName !== undefined
}

/** Whether a subclient is within everything but its own name that an association says. */
function isAmong(subclient: Subclient, wanted: Association): boolean {
  const applicationId = applicationOf(wanted.applicationId, wanted.appName)
  const isNamed = wanted.applicationId !== undefined || wanted.appName !== undefined
  return (
    (wanted.clientId ?? subclient.clientId) === subclient.clientId &&
    isSameName(wanted.clientName ?? subclient.clientName, subclient.clientName) &&
    (!isNamed || applicationId === subclient.applicationId) &&
    (wanted.instanceId ?? subclient.instanceId) === subclient.instanceId &&
    isSameName(wanted.instanceName ?? subclient.instanceName, subclient.instanceName) &&
    (wanted.backupsetId ?? subclient.backupsetId) === subclient.backupsetId &&
    isSameName(wanted.backupsetName ?? subclient.backupsetName, subclient.backupsetName)
  )
}

/** A subclient's id is unique in its CommCell; its name only within its client and instance. */
function keyOf(association: Association, applicationId: number): string | undefined {
  const { clientName, instanceName, backupsetName, subclientId, subclientName } = association
  if (subclientId !== undefined) return `subclient ${subclientId}`
  if (!subclientName || !clientName) return undefined
  const path = [agentName(applicationId), clientName, instanceName ?? '', backupsetName ?? '']
  return JSON.stringify([...path, subclientName]).toLowerCase()
}

/**
 * Ids that depend on the name and not on who came first, so that a run repeats whatever overlaps in it; above those
 * that people write into their policies, so that one made up is never one given.
 */
function createIds(): (kind: string, name: string) => number {
  const owners = new Map<number, string>()
  return (kind, name) => {
    const owner = `${kind} ${name.toLowerCase()}`
    let id = 1_000_000 + (hash(owner) % 1_000_000_000)
    while ((owners.get(id) ?? owner) !== owner) id++
    owners.set(id, owner)
    return id
  }
}
