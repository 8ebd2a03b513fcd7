// Names to ids: what counts as the same name, and everything that is not one answer.
import { describe, expect, it } from 'vitest'
import type { Exchange, HttpReply, HttpRequest } from '../lib/commvault/exchange.ts'
import { lookUp } from '../lib/commvault/look-up.ts'
import type { Sought } from '../lib/commvault/sought.ts'

const client = (clientId: number, clientName: string, more: object = {}) => ({
  client: { clientEntity: { clientId, clientName, ...more } },
})

const subclient = (
  [instanceId, instanceName]: readonly [number, string],
  [subclientId, subclientName]: readonly [number, string],
  more: object = {},
) => ({
  subClientEntity: {
    applicationId: 81,
    instanceId,
    instanceName,
    backupsetName: 'defaultBackupSet',
    subclientId,
    subclientName,
    ...more,
  },
})

const CLIENTS = [
  client(2101, 'ERPSQL01', { displayName: 'ERP production' }),
  // As it was once typed into a form.
  client(2102, 'erpsql02 '),
  client(2103, 'BILLDB'),
  client(2104, 'TWICE', { displayName: 'old' }),
  client(2105, 'twice', { displayName: 'new' }),
  client(2106, 'ERPSQL011'),
]

const SUBCLIENTS: { readonly [clientId: string]: readonly object[] | undefined } = {
  2101: [
    subclient([301, 'ERPSQL01\\PROD'], [9101, 'default']),
    subclient([301, 'ERPSQL01\\PROD'], [9102, 'Archive ']),
    subclient([302, 'ERPSQL01\\TEST'], [9103, 'default']),
    subclient([303, 'ERPSQL01\\PROD'], [9104, 'default'], { applicationId: 33 }),
  ],
  2102: [
    subclient([311, 'X'], [9201, 'default'], { backupsetName: 'one' }),
    subclient([311, 'X'], [9202, 'default'], { backupsetName: 'two' }),
    subclient([312, 'Y'], [9203, 'default'], { entityInfo: { companyId: 7, companyName: 'Acme' } }),
  ],
  2103: [
    subclient([401, 'BILL'], [9301, 'default'], { applicationId: 22 }),
    subclient([402, 'RACK'], [9302, 'default'], { applicationId: 80 }),
  ],
  2105: [subclient([501, 'Z'], [9501, 'default'])],
}

/** Answers as Commvault does: 404 where a client has no subclient. */
function commcell(answers: { readonly [path: string]: Partial<HttpReply> } = {}) {
  const asked: HttpRequest[] = []
  const exchange: Exchange = async request => {
    asked.push(request)
    const path = request.url.replace('https://cc.example.com/api/', '')
    const list = SUBCLIENTS[path.replace('Subclient?clientId=', '')]
    const body = path === 'Client' ? { clientProperties: CLIENTS } : { subClientProperties: list }
    const status = path !== 'Client' && list === undefined ? 404 : 200
    return { status, headers: {}, body: JSON.stringify(body), ...answers[path] }
  }
  const names = lookUp({
    exchange,
    authtoken: async () => 'QSDK 0123456789abcdef',
    endpoint: 'https://cc.example.com/api/',
  })
  return { ...names, asked }
}

function sought(
  [clientName, instanceName, subclientName]: readonly [string, string, string],
  more: Partial<Sought> = {},
): Sought {
  return {
    app: 'sqlserver',
    rac: false,
    client: { name: clientName },
    instance: { name: instanceName },
    subclient: { name: subclientName },
    ...more,
  }
}

async function ids(wanted: Sought) {
  const found = await commcell().find(wanted)
  if (found.kind !== 'found') return found
  const { client: its, subclient: one } = found
  return [its.clientId, one.instanceId, one.subclientId]
}

describe('a name is found', () => {
  it.each([
    ['as it is', sought(['ERPSQL01', 'ERPSQL01\\PROD', 'default']), [2101, 301, 9101]],
    ['in other capitals', sought(['erpsql01', 'erpsql01\\prod', 'DEFAULT']), [2101, 301, 9101]],
    ['with blanks here', sought([' ERPSQL01', 'ERPSQL01\\PROD ', 'default']), [2101, 301, 9101]],
    ['with blanks there', sought(['ERPSQL01', 'ERPSQL01\\PROD', 'archive']), [2101, 301, 9102]],
    ['of another instance', sought(['ERPSQL01', 'ERPSQL01\\TEST', 'default']), [2101, 302, 9103]],
    ['of Oracle', sought(['BILLDB', 'BILL', 'default'], { app: 'oracle' }), [2103, 401, 9301]],
    [
      'of Oracle RAC',
      sought(['BILLDB', 'RACK', 'default'], { app: 'oracle', rac: true }),
      [2103, 402, 9302],
    ],
    [
      'where the rest is said by number',
      sought(['', '', 'archive'], { client: { id: 2101 }, instance: { id: 301 } }),
      [2101, 301, 9102],
    ],
    [
      'that several have, by a number that is written already',
      sought(['', 'X', ''], { client: { id: 2102 }, subclient: { name: 'default', id: 9202 } }),
      [2102, 311, 9202],
    ],
    [
      'under another number than the one that is written',
      sought(['', 'ERPSQL01\\PROD', 'default'], { client: { name: 'ERPSQL01', id: 2106 } }),
      [2101, 301, 9101],
    ],
  ])('%s', async (_, wanted, expected) => {
    expect(await ids(wanted)).toEqual(expected)
  })

  it('with whose it is, where that is somebody in particular', async () => {
    const found = await commcell().find(sought(['ERPSQL02', 'Y', 'default']))
    const company = { companyId: 7, companyName: 'Acme', multiCommcellId: 0 }
    expect(found).toMatchObject({ kind: 'found', subclient: { company } })
  })
})

describe('nothing is guessed', () => {
  it.each([
    [
      'a part of a name',
      sought(['ERPSQL0', 'X', 'default']),
      {
        kind: 'none',
        part: 'client',
        among: ['ERPSQL01', 'erpsql02', 'BILLDB', 'TWICE', 'twice', 'ERPSQL011'],
      },
    ],
    [
      'the name that people are shown',
      sought(['ERP Production', 'X', 'default']),
      { part: 'client', shownSo: ['ERPSQL01'] },
    ],
    [
      'two clients',
      sought(['Twice', 'Z', 'default']),
      {
        kind: 'several',
        part: 'client',
        candidates: [
          { id: 2104, about: 'old' },
          { id: 2105, about: 'new' },
        ],
      },
    ],
    [
      'an instance of another application',
      sought(['BILLDB', 'RACK', 'default'], { app: 'oracle' }),
      { kind: 'none', part: 'instance', among: ['BILL'], elsewhere: 'Oracle RAC' },
    ],
    [
      'a subclient of another instance',
      sought(['ERPSQL01', 'ERPSQL01\\TEST', 'archive']),
      { kind: 'none', part: 'subclient', among: ['default'] },
    ],
    [
      'two subclients in two backup sets',
      sought(['ERPSQL02', 'X', 'default']),
      {
        kind: 'several',
        part: 'subclient',
        candidates: [
          { id: 9201, about: 'default of backup set one' },
          { id: 9202, about: 'default of backup set two' },
        ],
      },
    ],
    [
      'a client without a subclient',
      sought(['ERPSQL011', 'X', 'default']),
      { kind: 'none', part: 'instance', among: [] },
    ],
  ])('%s', async (_, wanted, expected) => {
    expect(await commcell().find(wanted)).toMatchObject(expected)
  })
})

it('lists the clients once, and the subclients of a client once, whoever asks', async () => {
  const { find, size, asked } = commcell()
  const wanted = sought(['ERPSQL01', 'ERPSQL01\\PROD', 'default'])
  await Promise.all([size(), find(wanted), find(wanted)])
  await find(sought(['BILLDB', 'BILL', 'default'], { app: 'oracle' }))
  await find(sought(['NOBODY', 'X', 'y']))
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET https://cc.example.com/api/Client',
    'GET https://cc.example.com/api/Subclient?clientId=2101',
    'GET https://cc.example.com/api/Subclient?clientId=2103',
  ])
})

describe('what is no list proves nothing', () => {
  const page = { body: '<!doctype html><html><body>Sign in</body></html>' }
  it.each([
    ['a login page', { Client: page }, /GET .*\/Client: HTTP 200: a web page, Sign in/],
    ['a redirect', { Client: { status: 302, headers: { location: '/login' } } }, /redirected/],
    ['a token that is rejected', { Client: { status: 401, body: '{}' } }, /HTTP 401/],
    ['no list of clients', { Client: { status: 404, body: '{}' } }, /HTTP 404/],
    [
      'a quota that is used up',
      { 'Subclient?clientId=2101': { status: 429, headers: { 'retry-after': '60' }, body: '' } },
      /HTTP 429: .* 60 s/,
    ],
    [
      "an error of Commvault's",
      { 'Subclient?clientId=2101': { body: '{"errorCode":5,"errorMessage":"No rights."}' } },
      /No rights/,
    ],
    ['the page of a gateway', { 'Subclient?clientId=2101': { status: 404, ...page } }, /web page/],
  ])('%s', async (_, answers, message) => {
    const { find } = commcell(answers)
    const failure = find(sought(['ERPSQL01', 'ERPSQL01\\PROD', 'default']))
    await expect(failure).rejects.toThrow(message)
    await expect(failure).rejects.toMatchObject({ code: 'command-center-unreadable' })
    await expect(failure).rejects.not.toThrow(/0123456789abcdef/)
  })
})

it('reads XML, which is what comes where Accept is overlooked', async () => {
  const body = `<App_GetClientPropertiesResponse><clientProperties><client>
    <clientEntity clientId="2101" clientName="ERPSQL01"/></client></clientProperties></App_GetClientPropertiesResponse>`
  const found = await commcell({ Client: { body } }).find(
    sought(['ERPSQL01', 'ERPSQL01\\PROD', 'default']),
  )
  expect(found).toMatchObject({ kind: 'found', subclient: { subclientId: 9101 } })
})
