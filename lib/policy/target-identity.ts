// From what a list writes of a target to what identifies it in a createTask: SQL Server by ids, Oracle by names.
import type { OracleTarget, SqlServerTarget } from '../target.ts'
import type { Flaw } from './codes.ts'
import type { OracleList, SqlServerList } from './target-schema.ts'
import { quote } from './wording.ts'

export function sqlServerTarget(
  { commcell, shared }: SqlServerList,
  entry: SqlServerList['targets'][number] | undefined,
): SqlServerTarget | Flaw {
  const { name = '', clientId, instanceId, subclientId, ...more } = { ...shared, ...entry }
  const { clientName, instanceName, subclientName, ...entity } = more
  if (clientId === undefined || instanceId === undefined || subclientId === undefined) {
    const missing = missingOf({
      clientId: clientId ?? clientName,
      instanceId: instanceId ?? instanceName,
      subclientId: subclientId ?? subclientName,
    })
    return missing.length === 0
      ? unresolved(name, [clientName, instanceName, subclientName])
      : unknowable(name, missing)
  }
  // The names and numbers that Commvault's own example of createTask writes for nobody in particular.
  const { companyId = 0, companyName = 'Commcell', multiCommcellId = 0 } = entity
  return {
    app: 'sqlserver',
    name,
    commcell,
    clientId,
    instanceId,
    subclientId,
    ...(clientName === undefined ? {} : { clientName }),
    ...(instanceName === undefined ? {} : { instanceName }),
    ...(subclientName === undefined ? {} : { subclientName }),
    entityInfo: { companyId, companyName, multiCommcellId },
  }
}

/** Names are for people; createTask takes the ids that belong to them. */
function unresolved(target: string, names: readonly (string | undefined)[]): Flaw {
  const known = names.filter(name => name !== undefined)
  return {
    code: 'target-unresolved',
    message: `The SQL Server target ${quote(target)} is known by name (${known.join(', ')}), and createTask knows SQL Server by ids only`,
    fix: 'run npx holdfast targets resolve, which looks the ids up and writes them here',
  }
}

function unknowable(target: string, missing: readonly string[]): Flaw {
  return {
    code: 'target-ids-missing',
    message: `The SQL Server target ${quote(target)} has no ${missing.join(' and no ')}, and createTask knows SQL Server by ids only`,
    fix: `add ${missing[0]}, to the target or to shared; or ${missing[0]?.replace(/Id$/, 'Name')}, for npx holdfast targets resolve to look it up`,
  }
}

export function oracleTarget(
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
  const { displayName = clientName, content = 'data', rac = false } = more
  return {
    app: 'oracle',
    name,
    commcell,
    clientName,
    displayName,
    instanceName,
    subclientName,
    content,
    rac,
  }
}

function missingOf(identity: { readonly [key: string]: unknown }): readonly string[] {
  return Object.keys(identity).filter(key => identity[key] === undefined)
}
