// Names to ids: clients, agents, instances, backup sets and subclients, in the shapes that have been recorded.
import { type Answer, failure, NONE, value } from './answers.ts'
import { agentName, listedName } from './application.ts'
import { type Call, wholeNumber } from './call.ts'
import { type Catalogue, isSameName, type Subclient } from './catalogue.ts'
import { clientEntry, clientProperties } from './client-properties.ts'
import {
  backupsetEntity,
  backupsetProperties,
  instanceEntity,
  instanceProperties,
  subclientProperties,
} from './entities.ts'

const CLIENTS = 'App_GetClientPropertiesResponse'
const AGENTS = 'App_GetAgentPropertiesResponse'
const INSTANCES = 'App_GetInstancePropertiesResponse'
const BACKUPSETS = 'App_GetBackupsetPropertiesResponse'
const SUBCLIENTS = 'App_GetSubClientPropertiesResponse'

/** Retired clients are listed like all others. */
export function listClients(catalogue: Catalogue): Answer {
  return list(CLIENTS, 'clientProperties', catalogue.clients().map(clientEntry))
}

export function oneClient(catalogue: Catalogue, clientId: number): Answer {
  const client = catalogue.clients().find(one => one.clientId === clientId)
  if (client === undefined || client.retired) {
    return failure(200, 4, `Client [${clientId}] is deleted or does not exist.`)
  }
  return list(CLIENTS, 'clientProperties', [clientProperties(client)])
}

/** `byName(clientName='X')`; how a quote in a name is written is not published, here it is doubled. */
export function clientByName(catalogue: Catalogue, expression: string): Answer {
  const [, quoted = ''] = /clientname='(.*)'/i.exec(expression) ?? []
  const name = quoted.replaceAll("''", "'")
  const client = catalogue.clients().find(one => isSameName(one.clientName, name))
  return client === undefined ? NONE : oneClient(catalogue, client.clientId)
}

export function listAgents(catalogue: Catalogue, { query }: Call): Answer {
  const ofClient = subclientsOf(catalogue, query)
  const wanted = wholeNumber(query('applicationId'))
  const agents = firstOfEach(ofClient, one => one.applicationId)
    .filter(one => (wanted ?? one.applicationId) === one.applicationId)
    .map(({ clientId, clientName, applicationId }) => ({
      AgentProperties: { installDate: 1486138489, agentVersion: '11', isMarkedDeleted: false },
      idaActivityControl: {
        activityControlOptions: [1, 2].map(activityType => ({
          activityType,
          enableAfterADelay: false,
          enableActivityType: true,
        })),
      },
      idaEntity: {
        clientId,
        clientName,
        appName: agentName(applicationId),
        commCellId: 2,
        applicationId,
      },
    }))
  return list(AGENTS, 'agentProperties', agents)
}

/** The instances of all agents of a client together, whichever application one asks for. */
export function listInstances(catalogue: Catalogue, { query, hasQuery }: Call): Answer {
  if (!hasQuery) return failure(400, 2, 'clientId or clientName is required.')
  const found = firstOfEach(subclientsOf(catalogue, query), one => one.instanceId)
  return list(
    INSTANCES,
    'instanceProperties',
    found.map(one => ({ instance: instanceEntity(one) })),
  )
}

/** The files of every client are in an instance of the same number, so the client may be named as well. */
export function oneInstance(catalogue: Catalogue, { part, query }: Call): Answer {
  const instanceId = wholeNumber(part('id'))
  const clientId = wholeNumber(query('association/entity/clientId'))
  const found = catalogue
    .subclients()
    .find(one => one.instanceId === instanceId && (clientId ?? one.clientId) === one.clientId)
  return found === undefined
    ? NONE
    : list(INSTANCES, 'instanceProperties', [instanceProperties(found)])
}

export function listBackupsets(catalogue: Catalogue, { query }: Call): Answer {
  const found = firstOfEach(filtered(catalogue, query), one => one.backupsetId)
  const isDeep = wholeNumber(query('propertyLevel')) !== undefined
  return list(
    BACKUPSETS,
    'backupsetProperties',
    found.map(one =>
      isDeep
        ? backupsetProperties(one, listedName(one.applicationId))
        : { backupSetEntity: backupsetEntity(one, listedName(one.applicationId)), planEntity: {} },
    ),
  )
}

export function oneBackupset(catalogue: Catalogue, backupsetId: number): Answer {
  const found = catalogue.subclients().find(one => one.backupsetId === backupsetId)
  if (found === undefined) return NONE
  return list(BACKUPSETS, 'backupsetProperties', [
    backupsetProperties(found, agentName(found.applicationId)),
  ])
}

export function listSubclients(catalogue: Catalogue, { query }: Call): Answer {
  const isDeep = wholeNumber(query('propertyLevel')) !== undefined
  const found = filtered(catalogue, query).map(one => {
    const { commonProperties, ...brief } = subclientProperties(one, listedName(one.applicationId))
    return isDeep ? { ...brief, commonProperties } : brief
  })
  return list(SUBCLIENTS, 'subClientProperties', found)
}

export function oneSubclient(catalogue: Catalogue, subclientId: number): Answer {
  const found = catalogue.subclient(subclientId)
  if (found === undefined) return NONE
  return list(SUBCLIENTS, 'subClientProperties', [
    subclientProperties(found, agentName(found.applicationId)),
  ])
}

/** 404 of nothing. */
function list(root: string, name: string, entries: readonly object[]): Answer {
  return entries.length === 0 ? NONE : value(200, { [name]: entries }, root)
}

/** Of a client, by its id or name; nobody's without either. */
function subclientsOf(catalogue: Catalogue, query: Call['query']): readonly Subclient[] {
  const clientId = wholeNumber(query('clientId'))
  const clientName = query('clientName')
  if (clientId === undefined && clientName === undefined) return []
  return catalogue
    .subclients()
    .filter(
      one =>
        (clientId ?? one.clientId) === one.clientId &&
        isSameName(clientName ?? one.clientName, one.clientName),
    )
}

function filtered(catalogue: Catalogue, query: Call['query']): readonly Subclient[] {
  const id = (name: string) => wholeNumber(query(name))
  return subclientsOf(catalogue, query).filter(
    one =>
      (id('applicationId') ?? one.applicationId) === one.applicationId &&
      (id('instanceId') ?? one.instanceId) === one.instanceId &&
      (id('backupsetId') ?? one.backupsetId) === one.backupsetId,
  )
}

function firstOfEach(
  subclients: readonly Subclient[],
  idOf: (subclient: Subclient) => number,
): readonly Subclient[] {
  return [...new Map(subclients.toReversed().map(one => [idOf(one), one])).values()].reverse()
}
