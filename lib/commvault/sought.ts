// Who is meant by a name among those that a Command Center lists. The whole name counts, but for its case and the blanks
// around it, and nothing is guessed: none and several are both answers.
import { type App, isSameName } from '../target.ts'
import type { Client, Subclient } from './entities.ts'

/** Who is meant, by name, or by number where nobody says the name. The number also tells apart those of one name. */
export type Part = { readonly name?: string; readonly id?: number }

export type Sought = {
  readonly app: App
  /** Of Oracle: Real Application Clusters. */
  readonly rac: boolean
  readonly client: Part
  readonly instance: Part
  readonly subclient: Part
}

export type PartName = 'client' | 'instance' | 'subclient'

export type Found = Hit | Unclear

export type Hit = {
  readonly kind: 'found'
  readonly client: Client
  readonly subclient: Subclient
}

export type Unclear =
  | {
      readonly kind: 'none'
      readonly part: PartName
      /** The names that there are, or that this user may see. */
      readonly among: readonly string[]
      /** Clients that are shown to people by the name that was sought. */
      readonly shownSo?: readonly string[]
      /** The instance is there, and of this application. */
      readonly elsewhere?: string
    }
  | {
      readonly kind: 'several'
      readonly part: PartName
      readonly candidates: readonly { readonly id: number; readonly about: string }[]
    }

/** The client; or that there is none of the name, or that there are several. */
export function clientMeant(sought: Sought, all: readonly Client[]): Client | Unclear {
  const [client, ...others] = matching(all, sought.client, CLIENT)
  if (client === undefined) return noClient(sought, all)
  return others.length > 0 ? several('client', [client, ...others], CLIENT) : client
}

/** Of all the subclients of the client, whatever application they are of. */
export function subclientMeant(client: Client, sought: Sought, all: readonly Subclient[]): Found {
  const wanted = applicationOf(sought)
  const ofApp = all.filter(({ applicationId }) => applicationId === wanted)
  const onInstance = matching(ofApp, sought.instance, INSTANCE)
  const [first] = onInstance
  if (first === undefined) return noInstance(sought, all, ofApp)
  const isOne = onInstance.every(({ instanceId }) => instanceId === first.instanceId)
  if (!isOne) return several('instance', onInstance, INSTANCE)
  const [subclient, ...others] = matching(onInstance, sought.subclient, SUBCLIENT)
  if (subclient === undefined) return none('subclient', onInstance, SUBCLIENT)
  if (others.length > 0) return several('subclient', [subclient, ...others], SUBCLIENT)
  return { kind: 'found', client, subclient }
}

const APPLICATIONS: { readonly [applicationId: number]: string } = {
  81: 'SQL Server',
  22: 'Oracle',
  80: 'Oracle RAC',
}

function applicationOf({ app, rac }: Sought): number {
  if (app === 'sqlserver') return 81
  return rac ? 80 : 22
}

/** How one of a kind is told by its number, by its name and by what makes it different. */
type Kind<T> = {
  readonly id: (one: T) => number
  readonly name: (one: T) => string
  readonly about: (one: T) => string
}

const CLIENT: Kind<Client> = {
  id: ({ clientId }) => clientId,
  name: ({ clientName }) => clientName,
  about: ({ displayName }) => displayName,
}

const INSTANCE: Kind<Subclient> = {
  id: ({ instanceId }) => instanceId,
  name: ({ instanceName }) => instanceName,
  about: ({ instanceName }) => instanceName,
}

const SUBCLIENT: Kind<Subclient> = {
  id: ({ subclientId }) => subclientId,
  name: ({ subclientName }) => subclientName,
  about: ({ subclientName, backupsetName }) => `${subclientName} of backup set ${backupsetName}`,
}

function matching<T>(all: readonly T[], { name, id }: Part, kind: Kind<T>): readonly T[] {
  const byId = (some: readonly T[]) => some.filter(one => kind.id(one) === id)
  if (name === undefined) return byId(all)
  const named = all.filter(one => isSameName(kind.name(one), name))
  const told = byId(named)
  return told.length > 0 ? told : named
}

function none<T>(part: PartName, all: readonly T[], kind: Kind<T>): Unclear {
  return { kind: 'none', part, among: [...new Set(all.map(one => kind.name(one).trim()))] }
}

function noClient({ client }: Sought, all: readonly Client[]): Unclear {
  const { name } = client
  const shownSo = all.filter(
    ({ displayName }) => name !== undefined && isSameName(displayName, name),
  )
  return {
    ...none('client', all, CLIENT),
    ...(shownSo.length > 0 && { shownSo: shownSo.map(({ clientName }) => clientName) }),
  }
}

function noInstance(
  sought: Sought,
  all: readonly Subclient[],
  ofApp: readonly Subclient[],
): Unclear {
  const [other] = matching(all, sought.instance, INSTANCE)
  const elsewhere = other && APPLICATIONS[other.applicationId]
  return { ...none('instance', ofApp, INSTANCE), ...(elsewhere && { elsewhere }) }
}

function several<T>(part: PartName, some: readonly T[], kind: Kind<T>): Unclear {
  const candidates = new Map(
    some.map(one => [kind.id(one), { id: kind.id(one), about: kind.about(one) }]),
  )
  return { kind: 'several', part, candidates: [...candidates.values()] }
}
