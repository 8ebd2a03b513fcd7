// Names to ids in the emulated Command Center, with the traps of the real one: retired clients, blanks in names, agents
// together, answers that are no 200 and half right.
import { afterEach, describe, expect, it } from 'vitest'
import { closeAll, emulated, taskFor } from './support/emulated-command-center.ts'
import { expectGolden } from './support/golden.ts'

afterEach(closeAll)

describe('clients', () => {
  it('are listed with those that are retired, whose properties are gone', async () => {
    const { get } = await emulated()
    const { json } = await get('/Client')
    const names = json.clientProperties.map(
      (one: { client: { clientEntity: { clientName: string } } }) =>
        one.client.clientEntity.clientName,
    )
    expect(names).toEqual([
      'commserve01',
      'erp-db01',
      'erp-db01-stg',
      'billing-db01',
      'crm-rac',
      'dwh-db01',
      'old-db07',
    ])
    expect((await get('/Client/2101')).json.clientProperties).toHaveLength(1)
    for (const path of ['/Client/2990', '/Client/99']) {
      const { status, json: gone } = await get(path)
      expect([status, gone.errorCode]).toEqual([200, 4])
    }
  })

  it.each([
    ["byName(clientName='erp-db01')", 200, 2101],
    ["byName(clientName='ERP-DB01')", 200, 2101],
    ['byName(clientName=%27crm-rac%27)', 200, 2301],
    ["byName(clientName='erp')", 404, undefined],
  ])('are found at Client/%s: %i', async (path, status, clientId) => {
    const answer = await (await emulated()).get(`/Client/${path}`)
    const [found] = answer.json.clientProperties ?? []
    expect([answer.status, found?.client.clientEntity.clientId]).toEqual([status, clientId])
  })

  it('that a task has named for the first time are known from then on', async () => {
    const { get, post } = await emulated()
    const entity = { clientName: "o'hara", instanceName: 'X', subclientName: 'default' }
    await post('/createTask', taskFor({ ...entity, appName: 'Oracle' }, 'FULL'))
    const { json } = await get("/Client/byName(clientName='o''hara')")
    expect(json.clientProperties[0].client.clientEntity.clientName).toBe("o'hara")
    const found = await get("/Subclient?clientName=o'hara")
    expect(found.json.subClientProperties).toMatchObject([{ subClientEntity: entity }])
  })
})

describe('lists', () => {
  it('have the shapes that were recorded', async () => {
    const { get } = await emulated()
    const paths = [
      '/Agent?clientId=2101',
      '/Instance?clientId=2101',
      '/Backupset?clientId=2101',
      '/Subclient?clientName=erp-db01&applicationId=81&instanceId=301',
      '/Subclient/9401',
      '/Subclient/9402',
    ]
    const seen: { [path: string]: unknown } = {}
    for (const path of paths) seen[path] = (await get(path)).json
    expectGolden('emulator/look-ups.json', `${JSON.stringify(seen, null, 2)}\n`)
  })

  it('mix the instances of all agents of a client', async () => {
    const { json } = await (await emulated()).get('/Instance?clientId=2101&applicationId=81')
    const apps = json.instanceProperties.map(
      (one: { instance: { applicationId: number } }) => one.instance.applicationId,
    )
    expect(apps).toEqual([81, 81, 33])
  })

  it.each([
    ['/Subclient?clientId=2990', 404],
    ['/Subclient?clientId=2101&applicationId=22', 404],
    ['/Subclient/1', 404],
    ['/Subclient', 404],
    ['/Agent?clientId=1', 404],
    ['/Instance?clientId=1', 404],
    ['/Instance', 400],
    ['/Backupset/1', 404],
  ])('of nothing: GET %s is %i', async (path, status) => {
    expect((await (await emulated()).get(path)).status).toBe(status)
  })

  it('hold the clients that one gives it in place of its own', async () => {
    const subclient = {
      applicationId: 81,
      instanceId: 7,
      instanceName: 'MINE',
      backupsetId: 8,
      backupsetName: 'defaultBackupSet',
      subclientId: 9,
      subclientName: 'mine',
    }
    const clients = [
      { clientId: 5, clientName: 'mine01', os: 'Linux' as const, subclients: [subclient] },
    ]
    const { get } = await emulated({ clients })
    expect((await get('/Client')).json.clientProperties).toHaveLength(1)
    const { json } = await get('/Subclient?clientId=5')
    expect(json.subClientProperties[0].subClientEntity).toMatchObject(subclient)
  })
})

describe('GetId', () => {
  const ERP = 'clientName=erp-db01&agent=SQL%20Server&instanceName=ERP-DB01%5CERP'
  const ALL = {
    clientId: 2101,
    applicationId: 81,
    instanceId: 301,
    backupsetId: 1301,
    subclientId: 9102,
    subclientName: 'erp-reporting ',
  }

  it.each([
    ['every part', `${ERP}&backupset=defaultBackupSet&subclient=erp-reporting`, 200, ALL],
    [
      'another casing',
      `${ERP.toUpperCase()}&BackupSet=DEFAULTBACKUPSET&SubClient=Erp-Reporting`,
      200,
      ALL,
    ],
    ['a client alone', 'clientname=erp-db01', 200, { clientId: 2101, clientName: 'erp-db01' }],
    ['an unknown client', 'clientName=erp', 404, { clientId: -32000, clientName: 'erp' }],
    [
      'an unknown subclient',
      `${ERP}&backupset=defaultBackupSet&subclient=erp`,
      409,
      { ...ALL, subclientId: -32000, subclientName: 'erp' },
    ],
    [
      'an unknown instance, and what is below it',
      'clientName=erp-db01&agent=SQL%20Server&instanceName=NONE&subclient=default',
      409,
      { clientId: 2101, applicationId: 81, instanceId: -32000, subclientId: -32000 },
    ],
    [
      'the other name of an agent',
      'clientName=erp-db01&agent=File%20System&subclient=default',
      200,
      { applicationId: 33, subclientId: 9105 },
    ],
  ])('of %s', async (_, query, status, ids) => {
    const answer = await (await emulated()).get(`/GetId?${query}`)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject(ids)
  })

  it('says nothing of parts that were not asked for', async () => {
    const { json } = await (await emulated()).get('/GetId?clientName=erp-db01')
    expect(Object.keys(json)).toEqual(['clientId', 'clientName', '_type_'])
  })
})
