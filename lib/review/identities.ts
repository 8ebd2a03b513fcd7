// Which target of the base is which target now: by subclient, because names can be given to others.
import type { CommCell } from '../start.ts'
import { isSameSubclient, type Target } from '../target.ts'
import type { Side } from './side.ts'

export type Targets = ReadonlyMap<string, Target>

/** All that a policy protects, by name. */
export function protectedBy({ policies }: Side): Targets {
  return new Map(policies.flatMap(({ targets }) => targets.map(each => [each.name, each] as const)))
}

export type Identities = {
  /** The name that a target of the base has now. Its old one, told apart, where that is another subclient's now. */
  readonly nameNow: (name: string) => string
  /** From the old name to the new one. */
  readonly renamed: ReadonlyMap<string, string>
  /** Names under which there is another subclient now. */
  readonly replaced: ReadonlySet<string>
  /** Of them those whose old subclient has no name any more: nobody protects it. */
  readonly lost: ReadonlySet<string>
}

export function identitiesOf(before: Side, after: Side): Identities {
  const was = protectedBy(before)
  const is = protectedBy(after)
  const bySubclient = new Map([...is.values()].map(target => [subclientKey(target), target]))
  const commcellNow = commcellsNow(before, after)
  const renamed = new Map<string, string>()
  const replaced = new Map<string, string>()
  for (const target of was.values()) {
    const moved = { ...target, commcell: commcellNow(target.commcell) }
    const same = is.get(target.name)
    if (same !== undefined && isSameSubclient(same, moved)) continue
    const other = bySubclient.get(subclientKey(moved))
    const otherBefore = other && was.get(other.name)
    const isNewName = otherBefore === undefined || !isSameSubclient(otherBefore, target)
    if (other !== undefined && isNewName) renamed.set(target.name, other.name)
    else if (same !== undefined) replaced.set(target.name, identityText(target))
  }
  const nameNow = (name: string) => {
    const old = replaced.get(name)
    return renamed.get(name) ?? (old === undefined ? name : `${name} (${old})`)
  }
  const others = [...renamed.keys()].filter(name => is.has(name))
  const lost = new Set(replaced.keys())
  return { nameNow, renamed, replaced: new Set([...lost, ...others]), lost }
}

/** `subclient 9101 of client 2101 on main`. */
export function identityText(target: Target): string {
  const { commcell } = target
  if (target.app === 'sqlserver') {
    return `subclient ${target.subclientId} of client ${target.clientId} on ${commcell}`
  }
  const { subclientName, instanceName, clientName } = target
  return `subclient ${subclientName} of ${clientName} ${instanceName} on ${commcell}`
}

/** Equal where isSameSubclient holds. */
function subclientKey(target: Target): string {
  const names =
    target.app === 'sqlserver'
      ? [String(target.subclientId)]
      : [target.clientName, target.instanceName, target.subclientName].map(bare)
  return JSON.stringify([target.app, target.commcell, ...names])
}

const bare = (name: string) => name.trim().toLowerCase()

/** A CommCell is where it is reached: another name for that is no other one, and a name may be another one's by now. */
export function commcellsNow(before: Side, after: Side): (name: string) => string {
  const was = before.environment?.commcells ?? {}
  const is = after.environment?.commcells ?? {}
  const byEndpoint = new Map(Object.values(is).map(each => [reachedAt(each), each.name]))
  return name => {
    const [old, same] = [was, is].map(all => (Object.hasOwn(all, name) ? all[name] : undefined))
    if (old === undefined || (same !== undefined && reachedAt(same) === reachedAt(old))) return name
    return byEndpoint.get(reachedAt(old)) ?? name
  }
}

/** Where a CommCell is reached, however it is written. */
export function reachedAt({ endpoint }: CommCell): string {
  return endpoint.replace(/\/+$/, '')
}
