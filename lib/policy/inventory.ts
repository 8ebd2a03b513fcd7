// The targets that an environment has, whether or not a policy protects them, and whether or not their ids are known yet.
import type { App } from '../target.ts'
import type { Place } from './diagnostic.ts'
import { type Origin, placeIn } from './origin.ts'
import type { OracleList, SqlServerList } from './target-schema.ts'
import type { ListedTarget, TargetBook } from './targets.ts'

export type Inventory = {
  readonly environment: string
  /** By list and in its order. */
  readonly targets: readonly InventoryTarget[]
}

export type InventoryTarget = {
  readonly name: string
  readonly app: App
  readonly list: string
  readonly commcell: string
  readonly place: () => Place
  readonly origin: Origin
  readonly labels: { readonly [key: string]: string }
  /** As the list writes it: a target's own keys, and those that it shares. */
  readonly identity: Identity
}

/** By what Commvault knows a target: ids, names, or both. */
export type Identity = NonNullable<SqlServerList['shared']> & NonNullable<OracleList['shared']>

export function inventoryOf({ environment, targets }: TargetBook): Inventory {
  return { environment: environment.value.name, targets: [...targets.values()].map(asListed) }
}

function asListed({ name, list, index, origin, labels }: ListedTarget): InventoryTarget {
  const { app, name: listName, commcell, shared, targets } = list.value
  const { name: _, labels: __, ...own } = targets[index] ?? { name }
  return {
    name,
    app,
    list: listName,
    commcell,
    place: () => placeIn(origin),
    origin,
    labels,
    identity: { ...shared, ...own },
  }
}
