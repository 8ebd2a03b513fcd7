// What the Command Center says of a target, held against what the list says: what is missing, and what is different.
import type { Found, Hit, Part, Sought } from '../commvault/sought.ts'
import type { Keys } from '../policy/edit-map.ts'
import type { Identity, InventoryTarget } from '../policy/inventory.ts'
import { whyNot } from './resolve-why.ts'

export type Difference = {
  readonly key: string
  readonly written: number | string
  readonly there: number | string
}

export type Outcome = {
  readonly target: InventoryTarget
  /** What no line of the list says yet. */
  readonly missing: Keys
  readonly differences: readonly Difference[]
  /** Why it was not found; of one that was not even looked for, `isUnread`. */
  readonly why?: string
  readonly isUnread?: boolean
}

/** Undefined for a target that is known by ids alone: there is no name to look up, or to compare. */
export function soughtOf({ app, identity }: InventoryTarget): Sought | undefined {
  const { clientName, instanceName, subclientName, rac = false } = identity
  if ([clientName, instanceName, subclientName].every(name => name === undefined)) return undefined
  return {
    app,
    rac,
    client: partOf(clientName, identity.clientId),
    instance: partOf(instanceName, identity.instanceId),
    subclient: partOf(subclientName, identity.subclientId),
  }
}

/** Whether createTask can name it: of Oracle a name is all there is. */
export function isResolved({ app, identity }: InventoryTarget): boolean {
  const { clientId, instanceId, subclientId } = identity
  return app === 'oracle' || [clientId, instanceId, subclientId].every(id => id !== undefined)
}

export function outcomeOf(target: InventoryTarget, sought: Sought, found: Found): Outcome {
  if (found.kind !== 'found') {
    return { target, missing: {}, differences: [], why: whyNot(target, sought, found) }
  }
  const there = target.app === 'sqlserver' ? idsOf(found) : namesOf(target, found)
  const here = effective(target)
  const missing = Object.entries(there).filter(([key]) => here[key] === undefined)
  const differences = Object.entries(there).flatMap(([key, value]) => {
    const written = here[key]
    return written === undefined || written === value ? [] : [{ key, written, there: value }]
  })
  return { target, missing: Object.fromEntries(missing), differences }
}

/** A target that was not looked for, or not to the end. */
export function unread(target: InventoryTarget, why: string): Outcome {
  return { target, missing: {}, differences: [], why, isUnread: true }
}

/** A target in a layout of which nobody knows how to write into it. */
export function unwritable(outcome: Outcome, isUpdate: boolean): Outcome {
  const keys = keysText(changesOf(outcome, isUpdate))
  return {
    ...outcome,
    why: `its layout is too unusual, or its list too long, to be written into; add ${keys} by hand`,
  }
}

/** What to write. Where an id is wrong the others are left alone: of two subclients half each is a third. */
export function changesOf({ missing, differences, why }: Outcome, isUpdate: boolean): Keys {
  if (why !== undefined || (differences.length > 0 && !isUpdate)) return {}
  return { ...missing, ...Object.fromEntries(differences.map(({ key, there }) => [key, there])) }
}

/** Commvault does not mind how a name is spelled, as long as it is the name. */
export function isOnlySpelling({ target, differences }: Outcome): boolean {
  return target.app === 'oracle' && differences.length > 0
}

/** `clientId: 2101, instanceId: 301`. */
export function keysText(keys: Keys): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')
}

function partOf(name: string | undefined, id: number | undefined): Part {
  return { ...(name === undefined ? {} : { name }), ...(id === undefined ? {} : { id }) }
}

type Here = { readonly [key: string]: number | string | undefined }

/** What createTask would say of it. Of a target without ids nobody has decided yet whose it is. */
function effective(target: InventoryTarget): Here {
  const { identity, app } = target
  const { content: _, rac: __, ...keys } = identity
  if (app === 'oracle') return { ...keys, displayName: identity.displayName ?? identity.clientName }
  return isResolved(target)
    ? { companyId: 0, companyName: 'Commcell', multiCommcellId: 0, ...keys }
    : keys
}

function idsOf({ client, subclient }: Hit): Keys {
  const { instanceId, subclientId, company } = subclient
  return { clientId: client.clientId, instanceId, subclientId, ...company }
}

function namesOf({ identity }: { readonly identity: Identity }, { client, subclient }: Hit): Keys {
  const { clientName } = client
  // Where the list has no display name, the client's name stands in for it.
  const isImplied = identity.displayName === undefined && client.displayName === clientName
  return {
    clientName,
    ...(isImplied ? {} : { displayName: client.displayName }),
    instanceName: subclient.instanceName,
    subclientName: subclient.subclientName,
  }
}
