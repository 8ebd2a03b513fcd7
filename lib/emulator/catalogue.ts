// The CommCell's clients, instances and subclients. It is not told of them beforehand: it learns each from the first
// task that names it, makes up the ids or names that the task left out, and stays with them.
import { hash } from './random.ts'
import type { Association } from './task.ts'

const APPLICATIONS = { Oracle: 22, 'Oracle RAC': 80, 'SQL Server': 81 } as const

export type AppName = keyof typeof APPLICATIONS

export type Subclient = {
  /** The same for the same subclient in every world, whatever ids were made up for it. */
  readonly key: string
  readonly applicationId: number
  readonly appName: AppName
  readonly clientId: number
  readonly clientName: string
  readonly instanceId: number
  readonly instanceName: string
  readonly backupsetId: number
  readonly backupsetName: string
  readonly subclientId: number
  readonly subclientName: string
}

export type Catalogue = {
  /** The subclient that an association means; undefined when it names none, or an application unknown here. */
  readonly find: (association: Association) => Subclient | undefined
}

export function createCatalogue(): Catalogue {
  const subclients = new Map<string, Subclient>()
  const madeUp = createIds()
  return {
    find(association) {
      const appName = applicationOf(association)
      const key = appName && keyOf(association, appName)
      if (!key) return undefined
      const known = subclients.get(key)
      if (known) return known
      const learned = describe({ association, appName, key, madeUp })
      subclients.set(key, learned)
      return learned
    },
  }
}

function applicationOf({ applicationId, appName }: Association): AppName | undefined {
  const names = Object.keys(APPLICATIONS) as AppName[]
  // The number decides: the same application goes by several names ("SQL SERVER" in some of the pages).
  return applicationId === undefined
    ? names.find(name => name.toLowerCase() === appName?.toLowerCase())
    : names.find(name => APPLICATIONS[name] === applicationId)
}

/** A subclient's id is unique in its CommCell; its name only within its client and instance. */
function keyOf(association: Association, appName: AppName): string | undefined {
  const { clientName, instanceName, backupsetName, subclientId, subclientName } = association
  if (subclientId !== undefined) return `subclient ${subclientId}`
  if (!subclientName || !clientName) return undefined
  const path = [appName, clientName, instanceName ?? '', backupsetName ?? '', subclientName]
  return JSON.stringify(path).toLowerCase()
}

type Sighting = {
  readonly association: Association
  readonly appName: AppName
  readonly key: string
  readonly madeUp: (kind: string, name: string) => number
}

function describe({ association: seen, appName, key, madeUp }: Sighting): Subclient {
  const clientId = seen.clientId ?? madeUp('client', seen.clientName ?? key)
  const instanceId =
    seen.instanceId ?? madeUp('instance', `${clientId}/${appName}/${seen.instanceName ?? ''}`)
  const backupsetName = seen.backupsetName ?? 'defaultBackupSet'
  const subclientId = seen.subclientId ?? madeUp('subclient', key)
  return {
    key,
    applicationId: APPLICATIONS[appName],
    appName,
    clientId,
    clientName: seen.clientName ?? `client-${clientId}`,
    instanceId,
    instanceName: seen.instanceName ?? `instance-${instanceId}`,
    backupsetId: madeUp('backupset', `${instanceId}/${backupsetName}`),
    backupsetName,
    subclientId,
    subclientName: seen.subclientName ?? `subclient-${subclientId}`,
  }
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
