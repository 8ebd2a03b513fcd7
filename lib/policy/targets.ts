// The targets of one environment: every list that holds there, every target by name.
import type { OracleTarget, SqlServerTarget, Target } from '../target.ts'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { placeIn } from './origin.ts'
import type { Repository, Written } from './repository.ts'
import type { EnvironmentDocument, OracleList, SqlServerList } from './schema.ts'
import { quote } from './wording.ts'

type List = Written<SqlServerList | OracleList>

export type ListedTarget = {
  readonly list: List
  readonly name: string
  readonly labels: { readonly [key: string]: string }
  /** Undefined when something about it is missing, which is told. */
  readonly target: Target | undefined
}

export type TargetBook = {
  readonly environment: Written<EnvironmentDocument>
  /** By list, in the order in which they are written. */
  readonly lists: ReadonlyMap<string, readonly ListedTarget[]>
  readonly targets: ReadonlyMap<string, ListedTarget>
  readonly diagnostics: readonly Diagnostic[]
}

/** A list for this very environment hides the one of the same name for all others. */
export function targetBook(
  { lists: all }: Pick<Repository, 'lists'>,
  environment: Written<EnvironmentDocument>,
): TargetBook {
  const { name } = environment.value
  const own = all.filter(({ value }) => value.environment === name)
  const hidden = new Set(own.map(({ value }) => value.name))
  const shared = all.filter(
    ({ value }) => value.environment === undefined && !hidden.has(value.name),
  )
  const lists = new Map<string, readonly ListedTarget[]>()
  const targets = new Map<string, ListedTarget>()
  const diagnostics: Diagnostic[] = []
  for (const list of [...own, ...shared]) {
    const listed = list.value.targets.map((_, index) => listedTarget(list, index, diagnostics))
    lists.set(list.value.name, listed)
    for (const [index, target] of listed.entries()) {
      const before = targets.get(target.name)
      if (before === undefined) targets.set(target.name, target)
      else diagnostics.push(diagnose(twice(before), placeOf(list, index)))
    }
  }
  return { environment, lists, targets, diagnostics }
}

function listedTarget(list: List, index: number, diagnostics: Diagnostic[]): ListedTarget {
  const entry = list.value.targets[index]
  const { name = '', labels = {} } = entry ?? {}
  const found =
    list.value.app === 'sqlserver'
      ? sqlServerTarget(list.value, list.value.targets[index])
      : oracleTarget(list.value, list.value.targets[index])
  if ('code' in found) {
    diagnostics.push(diagnose(found, placeOf(list, index)))
    return { list, name, labels, target: undefined }
  }
  return { list, name, labels, target: found }
}

function placeOf({ text }: List, index: number): Place {
  return placeIn({ text, path: ['targets', index] })
}

function sqlServerTarget(
  { commcell, shared }: SqlServerList,
  entry: SqlServerList['targets'][number] | undefined,
): SqlServerTarget | Flaw {
  const { name = '', clientId, instanceId, subclientId, ...entity } = { ...shared, ...entry }
  if (clientId === undefined || instanceId === undefined || subclientId === undefined) {
    const missing = missingOf({ clientId, instanceId, subclientId })
    return {
      code: 'target-ids-missing',
      message: `The SQL Server target ${quote(name)} has no ${missing.join(' and no ')}, and createTask knows SQL Server by ids only`,
      fix: 'add what is missing from the Command Center, to the target or to "shared"',
    }
  }
  // The names and numbers that Commvault's own example of createTask writes for nobody in particular.
  const { companyId = 0, companyName = 'Commcell', multiCommcellId = 0 } = entity
  const entityInfo = { companyId, companyName, multiCommcellId }
  return { app: 'sqlserver', name, commcell, clientId, instanceId, subclientId, entityInfo }
}

function oracleTarget(
  { commcell, shared }: OracleList,
  entry: OracleList['targets'][number] | undefined,
): OracleTarget | Flaw {
  const { name = '', clientName, instanceName, subclientName, ...more } = { ...shared, ...entry }
  if (clientName === undefined || instanceName === undefined || subclientName === undefined) {
    const missing = missingOf({ clientName, instanceName, subclientName })
    return {
      code: 'missing-key',
      message: `The Oracle target ${quote(name)} has no ${missing.join(' and no ')}`,
      fix: `add ${missing[0]}, to the target or to shared`,
    }
  }
  const { displayName = clientName, content = 'data' } = more
  return {
    app: 'oracle',
    name,
    commcell,
    clientName,
    displayName,
    instanceName,
    subclientName,
    content,
  }
}

function missingOf(identity: { readonly [key: string]: unknown }): readonly string[] {
  return Object.keys(identity).filter(key => identity[key] === undefined)
}

function twice({ name, list }: ListedTarget): Flaw {
  const message = `There is already a target ${quote(name)} here, in list ${quote(list.value.name)} (${list.place.file}:${list.place.line})`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}
