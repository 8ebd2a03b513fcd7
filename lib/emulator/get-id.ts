// `GET /GetId`: the ids of a chain of names ("GET the ID for a Client"). What is not found is -32000, and the answer is
// then no 200, although the part that was found is in it.
import { type Answer, value } from './answers.ts'
import { applicationOf } from './application.ts'
import type { Call } from './call.ts'
import { type Catalogue, isSameName, type Subclient } from './catalogue.ts'

export function getId(catalogue: Catalogue, { query }: Call): Answer {
  const clientName = query('clientName') ?? ''
  const client = catalogue.clients().find(one => isSameName(one.clientName, clientName))
  const found: { [name: string]: string | number } = {
    clientId: client?.clientId ?? UNFOUND,
    clientName: client?.clientName ?? clientName,
  }
  let left = catalogue.subclients().filter(one => one.clientId === client?.clientId)
  for (const { parameter, id, name } of STEPS) {
    const wanted = query(parameter)
    if (wanted === undefined) continue
    left = left.filter(one => isNamed(one, name, wanted))
    found[id] = left[0]?.[id] ?? UNFOUND
    found[name] = left[0]?.[name] ?? wanted
  }
  const isWhole = !Object.values(found).includes(UNFOUND)
  const status = isWhole ? 200 : client === undefined ? 404 : 409
  return value(status, { ...found, _type_: 7 }, 'CvEntities_GenericEntity')
}

const UNFOUND = -32000

/** From the outside to the inside; a name that is not asked for narrows nothing. */
const STEPS = [
  { parameter: 'agent', id: 'applicationId', name: 'appName' },
  { parameter: 'instanceName', id: 'instanceId', name: 'instanceName' },
  { parameter: 'backupset', id: 'backupsetId', name: 'backupsetName' },
  { parameter: 'subclient', id: 'subclientId', name: 'subclientName' },
] as const

function isNamed(one: Subclient, name: (typeof STEPS)[number]['name'], wanted: string): boolean {
  if (name === 'appName') return applicationOf(undefined, wanted) === one.applicationId
  return isSameName(one[name], wanted)
}
