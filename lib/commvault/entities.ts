// Clients and subclients as a Command Center lists them, read into our types. Names come as they were once typed, blanks
// at their ends included. Shapes: Commvault's "REST API - GET Client" and "REST API - GET Subclient".
import type { EntityInfo } from '../target.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './fields.ts'

export type Client = {
  readonly clientId: number
  readonly clientName: string
  /** What the Command Center shows to people in place of the name. */
  readonly displayName: string
}

export type Subclient = {
  /** 81 is SQL Server, 22 Oracle, 80 Oracle RAC; the names of applications vary from page to page. */
  readonly applicationId: number
  readonly instanceId: number
  readonly instanceName: string
  readonly backupsetName: string
  readonly subclientId: number
  readonly subclientName: string
  /** Whose it is, where that is somebody in particular. */
  readonly company?: EntityInfo
}

/** undefined for what is no list of clients. */
export function readClients(body: unknown): readonly Client[] | undefined {
  return readList(body, 'clientProperties')?.flatMap(entry => {
    const entity = fieldsOf(fieldsOf(entry.client).clientEntity)
    const clientId = numberOf(entity.clientId)
    const clientName = textOf(entity.clientName)
    if (clientId === undefined || clientName === undefined) return []
    return { clientId, clientName, displayName: textOf(entity.displayName) ?? clientName }
  })
}

/** undefined for what is no list of subclients. */
export function readSubclients(body: unknown): readonly Subclient[] | undefined {
  return readList(body, 'subClientProperties')?.flatMap(entry => {
    const entity = fieldsOf(entry.subClientEntity)
    const applicationId = numberOf(entity.applicationId)
    const instanceId = numberOf(entity.instanceId)
    const subclientId = numberOf(entity.subclientId)
    if (applicationId === undefined || instanceId === undefined || subclientId === undefined) {
      return []
    }
    const company = companyOf(fieldsOf(entity.entityInfo))
    return {
      applicationId,
      instanceId,
      instanceName: textOf(entity.instanceName) ?? '',
      backupsetName: textOf(entity.backupsetName) ?? '',
      subclientId,
      subclientName: textOf(entity.subclientName) ?? '',
      ...(company && { company }),
    }
  })
}

/** A list of none may lack its key; a single entry may lack its brackets. */
function readList(body: unknown, key: string): readonly Fields[] | undefined {
  return isFields(body) ? listOf(body[key]).filter(isFields) : undefined
}

/** Company 0 is the CommCell itself. */
function companyOf(entityInfo: Fields): EntityInfo | undefined {
  const companyId = numberOf(entityInfo.companyId) ?? 0
  if (companyId <= 0) return undefined
  return {
    companyId,
    companyName: textOf(entityInfo.companyName) ?? '',
    multiCommcellId: numberOf(entityInfo.multiCommcellId) ?? 0,
  }
}
