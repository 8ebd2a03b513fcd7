// Clients, agents, instances, backup sets and subclients; and what else a client of backups asks for on its way.
import { type Answer, value } from './answers.ts'
import { type Call, type Router, wholeNumber } from './call.ts'
import type { Catalogue } from './catalogue.ts'
import { getId } from './get-id.ts'
import { COMMCELL_ID } from './job-summary.ts'
import * as lookUp from './look-ups.ts'
import { guidFrom } from './random.ts'

export function createRoutesOfLookUps({ signed }: Router, catalogue: Catalogue): void {
  const get = (path: string, operation: (call: Call) => Answer) => signed('GET', path, operation)
  const id = (call: Call) => wholeNumber(call.part('id')) ?? 0

  get('/client', call => {
    // Recorded as an empty object where there is no virtualization client.
    return call.query('PseudoClientType') === undefined ? lookUp.listClients(catalogue) : NOTHING
  })
  get('/client/:id{[0-9]+}', call => lookUp.oneClient(catalogue, id(call)))
  get('/client/:expression{byname.+}', call =>
    lookUp.clientByName(catalogue, call.part('expression')),
  )
  get('/agent', call => lookUp.listAgents(catalogue, call))
  get('/instance', call => lookUp.listInstances(catalogue, call))
  get('/instance/:id{[0-9]+}', call => lookUp.oneInstance(catalogue, call))
  get('/backupset', call => lookUp.listBackupsets(catalogue, call))
  get('/backupset/:id{[0-9]+}', call => lookUp.oneBackupset(catalogue, id(call)))
  get('/subclient', call => lookUp.listSubclients(catalogue, call))
  get('/subclient/:id{[0-9]+}', call => lookUp.oneSubclient(catalogue, id(call)))
  get('/getid', call => getId(catalogue, call))

  get('/commserv', () => value(200, COMMSERVE, 'App_GetCommServeInfoResp'))
  // A CommCell without virtual machines and without schedules of its own.
  get('/vsaclientandclientgrouplist', () => NOTHING)
  get('/schedules', () => NOTHING)
}

const NOTHING = value(200, {})

const COMMSERVE = {
  hostName: 'commserve01.example.com',
  commcell: {
    commCellName: 'commserve01',
    commCellId: COMMCELL_ID,
    csGUID: guidFrom('commserve01'),
  },
  csTimeZone: { TimeZoneName: 'UTC' },
  timeZone: '(UTC) Coordinated Universal Time',
  currentSPVersion: 38,
  csVersionInfo: '11 SP38',
  releaseName: '11.38',
}
