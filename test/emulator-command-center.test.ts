// The emulated Command Center over real HTTP: the documented calls are answered as the pages and recordings say.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { type Listening, listen } from '../lib/emulator/listen.ts'
import { expectGolden } from './support/golden.ts'

const NIGHT = Date.parse('2026-11-22T00:00:00Z')
const MINUTE = 60_000

const open: Listening[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})

async function commandCenter() {
  let now = NIGHT
  const emulator = emulateCommandCenter({ now: () => now, tokens: ['t0ken'], seed: 7 })
  const server = await listen(emulator.app, { port: 0, host: '127.0.0.1' })
  open.push(server)
  const call = async (method: string, path: string, sent: Sent = {}) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...JSON_BOTH_WAYS, Authtoken: 't0ken', ...sent.headers },
      ...(sent.body !== undefined && { body: sent.body }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) }
  }
  return {
    ...emulator,
    url: server.url,
    call,
    create: (body: unknown, headers: Sent['headers'] = {}) =>
      call('POST', '/commandcenter/api/createTask', { body: JSON.stringify(body), headers }),
    at: (instant: number) => {
      now = instant
    },
  }
}

type Sent = {
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
}

const JSON_BOTH_WAYS = { 'Content-Type': 'application/json', Accept: 'application/json' }

/** The request of the page "Backup Subclient", with a level and ids of one's own where a test gives them. */
const sqlServer = (ids: object = {}, backupLevel?: string) => ({
  taskInfo: {
    associations: [
      {
        instanceId: 0,
        subclientId: 0,
        clientId: 0,
        appName: 'SQL Server',
        entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
        ...ids,
      },
    ],
    task: { taskType: 1 },
    subTasks: [
      {
        subTask: { subTaskType: 2, operationType: 2 },
        options: {
          backupOpts: { ...(backupLevel && { backupLevel }), dataOpt: { copyOnly: false } },
        },
      },
    ],
  },
})

/** The request of the page "Oracle Backup", likewise. */
const oracle = (names: object = {}, backupLevel?: string) => ({
  taskInfo: {
    task: {},
    associations: [
      {
        clientName: 'string',
        displayName: 'string',
        instanceName: 'string',
        appName: 'Oracle',
        applicationId: 22,
        subclientName: 'string',
        ...names,
      },
    ],
    subTasks: [
      {
        subTask: { subTaskType: 'BACKUP', operationType: 'BACKUP' },
        options: {
          backupOpts: { ...(backupLevel && { backupLevel }), oracleOptions: { cumulative: true } },
          commonOpts: { notifyUserOnJobCompletion: true },
        },
      },
    ],
  },
})

describe('createTask', () => {
  it.each([
    ['SQL Server', '/commandcenter/api/createTask', sqlServer()],
    ['Oracle', '/commandcenter/api/CreateTask', oracle()],
  ])('answers the documented request for %s with a task and its job', async (_, path, body) => {
    const { call } = await commandCenter()
    const answer = await call('POST', path, { body: JSON.stringify(body) })
    expect([answer.status, answer.text]).toEqual([200, '{"taskId":30453,"jobIds":["149806"]}'])
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it.each([
    '/createTask',
    '/createtask',
    '/webconsole/api/Createtask',
    '/webconsole/api/CreatEtask',
    '/CommandCenter/API/CREATETASK',
    '//commandcenter/api//createTask',
    '/SearchSvc/CVWebService.svc/CreateTask',
  ])('is found at %s', async path => {
    const { call } = await commandCenter()
    expect((await call('POST', path, { body: JSON.stringify(sqlServer()) })).status).toBe(200)
  })

  it.each([
    ['createTask', '', 'Request body is empty or format is invalid.'],
    ['createtask', '', 'Request body is empty or format is invalid.'],
    ['CreateTask', '', 'Request body is empty or format is invalid'],
    ['createTask', '{"taskInfo":', 'Request body is empty or format is invalid.'],
    ['CreateTask', '[]', 'Request body is empty or format is invalid'],
    ['createTask', '{}', 'Request body is empty or format is invalid.'],
  ])('%s with the body %j is a 400 in the words of its page', async (operation, body, words) => {
    const { call, ledger } = await commandCenter()
    const answer = await call('POST', `/commandcenter/api/${operation}`, { body })
    expect([answer.status, answer.text]).toEqual([400, words])
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(ledger()).toEqual([])
  })

  it('answers in XML when JSON is not asked for', async () => {
    const { create } = await commandCenter()
    const started = await create(sqlServer(), { Accept: '*/*' })
    const refused = await create(sqlServer(), { Accept: 'application/xml' })
    expect(started.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect([started.status, refused.status]).toEqual([200, 200])
    expectGolden('emulator/create-task.xml', `${started.text}\n${refused.text}\n`)
  })

  it('refuses a second job of one family on a subclient, and lets a log run beside a full', async () => {
    const { create, at, ledger } = await commandCenter()
    const target = { clientId: 12, instanceId: 34, subclientId: 56 }
    expect((await create(sqlServer(target, 'FULL'))).status).toBe(200)

    const again = await create(sqlServer(target, 'DIFFERENTIAL'))
    expect([again.status, again.json()]).toEqual([
      500,
      {
        errorMessage:
          'Error 0x10c: Another backup is running for client [client-12], iDataAgent [SQL Server], Backup Set [defaultBackupSet], Subclient [subclient-56].\n',
        errorCode: 2,
      },
    ])
    expect((await create(sqlServer(target, 'TRANSACTION_LOG'))).status).toBe(200)
    expect((await create(sqlServer(target, 'TRANSACTION_LOG'))).status).toBe(500)
    expect((await create(sqlServer({ ...target, subclientId: 57 }, 'FULL'))).status).toBe(200)

    at(NIGHT + 90 * MINUTE)
    expect((await create(sqlServer(target, 'DIFFERENTIAL'))).status).toBe(200)
    expect(ledger().map(job => [job.subclient.subclientId, job.level])).toEqual([
      [56, 'FULL'],
      [56, 'TRANSACTION_LOG'],
      [57, 'FULL'],
      [56, 'DIFFERENTIAL'],
    ])
  })

  it('refuses to guess a subclient', async () => {
    const { create } = await commandCenter()
    const answer = await create(oracle({ subclientName: ' ' }, 'FULL'))
    expect([answer.status, answer.json()]).toEqual([
      500,
      {
        errorMessage: 'Failed to start backups as no eligible subclients were found. ',
        errorCode: 587207178,
      },
    ])
  })
})

describe('the Authtoken', () => {
  it.each([
    ['a wrong one', { Authtoken: 'wr0ng' }],
    ['an empty one', { Authtoken: '' }],
    ['a wrong one beside a good bearer', { Authtoken: 'wr0ng', Authorization: 'Bearer t0ken' }],
  ])('%s is denied before the body is looked at', async (_, headers) => {
    const { call, ledger } = await commandCenter()
    const sql = await call('POST', '/commandcenter/api/createTask', { headers, body: '' })
    expect([sql.status, sql.text]).toEqual([401, '{"errorMessage":"Access denied","errorCode":5}'])
    const body = JSON.stringify(oracle())
    const ora = await call('POST', '/commandcenter/api/CreateTask', { headers, body })
    expect([ora.status, ora.json()]).toEqual([401, { errorMessage: 'Access Denied', errorCode: 5 }])
    expect((await call('GET', '/Job/149806', { headers })).status).toBe(401)
    expect(ledger()).toEqual([])
  })

  it('may come as a bearer, and is asked for by name', async () => {
    const { url } = await commandCenter()
    const whoAmI = (headers: { [name: string]: string }) =>
      fetch(`${url}/commandcenter/api/WhoAmI`, {
        method: 'POST',
        headers: { Accept: 'application/json', ...headers },
      })
    expect((await whoAmI({})).status).toBe(401)
    expect((await whoAmI({ Authorization: 't0ken' })).status).toBe(401)
    expect((await whoAmI({ Authtoken: 'Bearer t0ken' })).status).toBe(200)
    const answer = await whoAmI({ Authorization: 'Bearer t0ken' })
    expect(await answer.json()).toMatchObject({ user: { userId: 42, userName: 'svc-backup' } })
  })

  it('can be changed while it runs', async () => {
    const { call, setTokens } = await commandCenter()
    setTokens(['n3w'])
    expect((await call('GET', '/Job/1')).status).toBe(401)
    expect((await call('GET', '/Job/1', { headers: { Authtoken: 'n3w' } })).status).toBe(200)
  })
})

describe('Job', () => {
  it('tells the life of a job under a moved clock', async () => {
    const { create, call, at, ledger } = await commandCenter()
    await create(oracle({ clientName: 'orahost01', instanceName: 'ORCL' }, 'INCREMENTAL'))
    const [job] = ledger()
    if (!job) throw new Error('no job was started')
    const seen: string[] = []
    const moments = [NIGHT, job.startsAt, (job.startsAt + job.endsAt) / 2, job.endsAt]
    for (const moment of moments) {
      at(moment)
      const answer = await call('GET', '/commandcenter/api/Job/149806')
      expect(answer.headers.get('date')).toBe(new Date(moment).toUTCString())
      seen.push(JSON.stringify(answer.json(), null, 2))
    }
    expectGolden('emulator/job-life.json', `[${seen.join(',\n')}]\n`)
  })

  it('that nobody knows is 200 with a count of nothing', async () => {
    const { call } = await commandCenter()
    for (const path of [
      '/Job/1',
      '/commandcenter/api/job/99999999999',
      '/Job?jobCategory=Active',
    ]) {
      const answer = await call('GET', path)
      expect([answer.status, answer.text]).toEqual([200, '{"totalRecordsWithoutPaging":0}'])
    }
  })

  it('lists pages by request headers, the newest first, a hundred unless told', async () => {
    const { create, call } = await commandCenter()
    for (let n = 1; n <= 130; n++) {
      await create(sqlServer({ clientId: n % 2, subclientId: n }, 'FULL'))
    }
    const page = async (headers: { [name: string]: string }, query = '') => {
      const { totalRecordsWithoutPaging, jobs } = (
        await call('GET', `/commandcenter/api/Job?completedJobLookupTime=3600${query}`, { headers })
      ).json()
      const ids = jobs.map((job: { jobSummary: { jobId: number } }) => job.jobSummary.jobId)
      return [totalRecordsWithoutPaging, ids.length, ids[0], ids.at(-1)]
    }
    expect(await page({})).toEqual([130, 100, 149935, 149836])
    expect(await page({ offset: '100' })).toEqual([130, 30, 149835, 149806])
    expect(await page({ offset: '10', limit: '5' })).toEqual([130, 5, 149925, 149921])
    expect(await page({ offset: '200' })).toEqual([130, 0, undefined, undefined])
    expect(await page({ limit: '3' }, '&clientId=1')).toEqual([65, 3, 149934, 149930])
  })

  it('lists active jobs always and finished ones as far as one looks back', async () => {
    const { create, call, at, ledger } = await commandCenter()
    await create(sqlServer({ subclientId: 1 }, 'TRANSACTION_LOG'))
    await create(sqlServer({ subclientId: 2 }, 'FULL'))
    const [log, full] = ledger()
    const list = async (query: string) => {
      const { jobs = [] } = (await call('GET', `/Job?${query}`)).json()
      return jobs.map(
        (job: { jobSummary: { backupLevelName: string } }) => job.jobSummary.backupLevelName,
      )
    }
    at((log?.endsAt ?? 0) + 10 * MINUTE)
    expect(await list('jobCategory=Active')).toEqual(['Full'])
    expect(await list('jobCategory=Finished')).toEqual(['Transaction Log'])
    expect(await list('jobCategory=All&completedJobLookupTime=601')).toEqual([
      'Full',
      'Transaction Log',
    ])
    expect(await list('completedJobLookupTime=600')).toEqual(['Full'])
    at((full?.endsAt ?? 0) + 1)
    expect(await list('jobCategory=Active')).toEqual([])
  })
})

describe('a kill', () => {
  it('is done in its own time, and the subclient is free again', async () => {
    const { create, call, at, ledger } = await commandCenter()
    await create(sqlServer({ subclientId: 1 }, 'FULL'))
    const seen: string[] = []
    const look = async (moment: number) => {
      at(moment)
      seen.push((await call('GET', '/commandcenter/api/Job/149806')).json().jobs[0].jobSummary)
    }
    const kill = () => call('POST', '/commandcenter/api/Job/149806/action/kill')
    const halfAnHour = NIGHT + 30 * MINUTE
    at(halfAnHour)
    const answers = [await kill(), await kill()]
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(2).fill([200, '{}']))
    await look(halfAnHour)
    expect((await create(sqlServer({ subclientId: 1 }, 'FULL'))).text).toContain('Another backup')
    await look(ledger()[0]?.endsAt ?? 0)
    expectGolden('emulator/job-killed.json', `${JSON.stringify(seen, null, 2)}\n`)
    expect((await create(sqlServer({ subclientId: 1 }, 'FULL'))).status).toBe(200)
  })

  it('is refused for a job that nobody knows, and for one that has ended', async () => {
    const { create, call, at, ledger } = await commandCenter()
    await create(sqlServer({ subclientId: 1 }, 'TRANSACTION_LOG'))
    at(ledger()[0]?.endsAt ?? 0)
    const lines: string[] = []
    for (const path of ['/Job/1/action/kill', '/webconsole/api/job/149806/Action/Kill']) {
      const { status, text } = await call('POST', path)
      lines.push(`${path}: ${text} ${status}\n`)
    }
    expectGolden('emulator/kill-refused.txt', lines.join(''))
    const denied = await call('POST', '/Job/149806/action/kill', { headers: { Authtoken: 'x' } })
    expect(denied.status).toBe(401)
  })
})

it('knows nothing under any other path or method', async () => {
  const { call } = await commandCenter()
  for (const [method, path] of [
    ['GET', '/commandcenter/api/createTask'],
    ['POST', '/commandcenter/createTask'],
    ['POST', '/commandcenter/api/webservice/createTask'],
    ['GET', '/Job/abc'],
    ['GET', '/Job/1/action/kill'],
    ['POST', '/Job/abc/action/kill'],
  ] as const) {
    expect([path, (await call(method, path)).status]).toEqual([path, 404])
  }
})

const hasCurl = spawnSync('curl', ['--version']).status === 0

it.skipIf(!hasCurl)('answers curl as the pages show it', async () => {
  const { url } = await commandCenter()
  const lines: string[] = []
  for (const [operation, token, body] of [
    ['createTask', 't0ken', JSON.stringify(sqlServer(), null, 2)],
    ['CreateTask', 't0ken', JSON.stringify(oracle(), null, 2)],
    ['createTask', 't0ken', ''],
    ['CreateTask', 't0ken', ''],
    ['createTask', 'wrong', JSON.stringify(sqlServer())],
    ['CreateTask', 'wrong', JSON.stringify(oracle())],
  ] as const) {
    const { stdout } = await promisify(execFile)('curl', [
      ...['-sS', '-L', '-X', 'POST', `${url}/commandcenter/api/${operation}`],
      ...['-H', 'Content-Type: application/json', '-H', 'Accept: application/json'],
      ...['-H', `Authtoken: ${token}`, '--data-raw', body, '-w', ' %{http_code}'],
    ])
    lines.push(`${operation}: ${stdout}\n`)
  }
  expectGolden('emulator/curl.txt', lines.join(''))
})
