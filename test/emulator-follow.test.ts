// Following jobs in the emulated Command Center: lists and their filters, details, events, operations; what other people
// start; clocks, quotas and restarts.
import { afterEach, describe, expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { COMMAND_CENTER_DEFAULTS } from '../lib/emulator/options.ts'
import {
  closeAll,
  DAY,
  type Emulated,
  ERP,
  emulated,
  HOUR,
  MINUTE,
  NIGHT,
  SECOND,
  taskFor,
} from './support/emulated-command-center.ts'
import { expectGolden } from './support/golden.ts'

afterEach(closeAll)

const create = ({ post }: Emulated, level: string, entity: object = ERP, common?: object) =>
  post('/createTask', taskFor(entity, level, common))

type Summary = { readonly jobSummary: { readonly jobId: number; readonly status: string } }

const ids = ({ jobs = [] }: { jobs?: readonly Summary[] }) =>
  jobs.map(({ jobSummary }) => jobSummary.jobId)

const SNAP = { clientName: 'dwh-db01', subclientName: 'SnapData', appName: 'Oracle' }

describe('GET Job', () => {
  const night = async () => {
    const world = await emulated()
    await create(world, 'TRANSACTION_LOG')
    await create(world, 'FULL')
    await create(world, 'FULL', SNAP)
    return world
  }

  it.each([
    ['', [149807, 149806]],
    ['jobFilter=Backup', [149807, 149806]],
    ['jobFilter=4', [149807, 149806]],
    ['jobFilter=SNAPBACKUP', [149808]],
    ['jobFilter=backup,snapbackup', [149808, 149807, 149806]],
    ['jobFilter=4,59', [149808, 149807, 149806]],
    ['jobFilter=', [149808, 149807, 149806]],
    ['jobFilter=ALLOPS', [149808, 149807, 149806]],
    ['jobFilter=Restore', []],
    ['clientId=2101&jobFilter=', [149807, 149806]],
    ['clientId=2401&jobFilter=', [149808]],
  ])('?%s lists %j', async (query, expected) => {
    expect(ids((await (await night()).get(`/Job?${query}`)).json)).toEqual(expected)
  })

  it('has pages of a size of its own where it has a cap', async () => {
    const world = await emulated({ pageCap: 2 })
    for (let n = 1; n <= 5; n++) await create(world, 'FULL', { ...ERP, subclientId: n })
    const page = async (offset: string) =>
      ids((await world.get('/Job', { limit: '1000', offset })).json)
    expect(await page('0')).toEqual([149810, 149809])
    expect(await page('4')).toEqual([149806])
    const { json } = await world.post('/Jobs', { pagingConfig: { limit: 100 } })
    expect([json.totalRecordsWithoutPaging, json.jobs.length]).toEqual([5, 2])
  })

  it('lists an ended job as active for a while, where that is so', async () => {
    const world = await emulated({ lingerSeconds: 300 })
    await create(world, 'TRANSACTION_LOG')
    world.clock.at = (world.ledger()[0]?.endsAt ?? 0) + 299 * SECOND
    const { json } = await world.get('/Job?jobCategory=Active')
    expect(json.jobs[0].jobSummary.status).toBe('Completed')
    world.clock.at += 2 * SECOND
    expect(ids((await world.get('/Job?jobCategory=Active')).json)).toEqual([])
  })
})

describe('POST Jobs', () => {
  it.each([
    ['nothing', {}, [149809, 149808, 149807, 149806]],
    ['active ones', { category: 1 }, [149809, 149808, 149807]],
    ['finished ones', { category: 2 }, [149806]],
    ['a window', { jobFilter: { completedJobLookupTime: 60 } }, [149809, 149808, 149807]],
    ['a type by name', { jobFilter: { jobTypeList: ['SNAPBACKUP'] } }, [149808]],
    ['a type by number', { jobFilter: { jobTypeList: [4] } }, [149809, 149807, 149806]],
    ['a status', { jobFilter: { statusList: ['completed'] } }, [149806]],
    ['a level by word', { jobFilter: { backupLevel: ['FULL'] } }, [149808, 149807]],
    ['a level by number', { jobFilter: { backupLevel: [2] } }, [149809, 149806]],
    ['clients', { jobFilter: { clientList: [{ clientId: 2401 }] } }, [149808]],
    ['a subclient', { jobFilter: { entity: { subclientId: 9101 } } }, [149807, 149806]],
    ['a client', { jobFilter: { entity: { clientId: 2201 } } }, [149809]],
    [
      'a time range',
      { jobFilter: { startTimeRange: { fromTime: NIGHT / SECOND + 1, toTime: 0 } } },
      [149809],
    ],
    ['a page', { pagingConfig: { offset: 1, limit: 2 } }, [149808, 149807]],
    ['the latest', { pagingConfig: { sortDirection: 1, limit: 1 } }, [149809]],
    ['the first', { pagingConfig: { sortDirection: 0, limit: 1 } }, [149806]],
  ])('filters by %s', async (_, body, expected) => {
    const world = await emulated()
    await create(world, 'TRANSACTION_LOG')
    await create(world, 'FULL')
    await create(world, 'FULL', SNAP)
    world.clock.at += 10 * MINUTE
    await create(world, 'INCREMENTAL', { subclientId: 9201, appName: 'Oracle' })
    expect(ids((await world.post('/Jobs', body)).json)).toEqual(expected)
  })
})

describe('a job', () => {
  it('is told in depth, with its task, its events and what else there is', async () => {
    const faults = [{ outcome: 'Failed' as const, reason: 'The library is full.' }]
    const world = await emulated({ faults })
    const oracle = { clientName: 'billing-db01', instanceName: 'BILL', subclientName: 'default' }
    const common = { jobDescription: 'billing.full/billing-prod/2026-11-22T00:00Z' }
    await create(world, 'FULL', { ...oracle, appName: 'Oracle' }, common)
    world.clock.at = world.ledger()[0]?.endsAt ?? 0
    const seen = {
      JobDetails: (await world.post('/JobDetails', { jobId: 149806, showAttempt: true })).json,
      TaskDetails: (await world.get('/Job/149806/TaskDetails')).json,
      AdvancedDetails: (await world.get('/Job/149806/AdvancedDetails?infoType=1')).json,
      RMANLogs: (await world.get('/Job/149806/RMANLogs')).json,
      Events: (await world.get('/Events?jobId=149806')).json,
    }
    expectGolden('emulator/job-in-depth.json', `${JSON.stringify(seen, null, 2)}\n`)
  })

  it.each([
    ['full', 'nightly'],
    ['without-description', undefined],
    ['refused', undefined],
  ] as const)('tells its description as the version does: %s', async (taskDetails, told) => {
    const world = await emulated({ taskDetails })
    await create(world, 'FULL', ERP, { jobDescription: 'nightly' })
    const { json } = await world.get('/Job/149806/TaskDetails')
    expect(json.taskInfo?.subTasks[0].options.commonOpts.jobDescription).toBe(told)
    expect('error' in json).toBe(taskDetails === 'refused')
  })

  it('that nobody knows is an error everywhere but in the summary', async () => {
    const { get, post } = await emulated()
    expect((await post('/JobDetails', { jobId: 1 })).json.error.errList[0].errorCode).toBe(2)
    expect((await get('/Job/1/TaskDetails')).json.error.errList[0].errorCode).toBe(2)
    expect((await get('/Job/1/AdvancedDetails?infoType=16')).json.errorCode).toBe(2)
    expect((await get('/Events?jobId=1')).json).toEqual({})
  })

  it('is suspended within seconds, does nothing, and takes up its work where it was', async () => {
    const world = await emulated()
    const { clock, ledger, get, post } = world
    await create(world, 'FULL')
    const [job] = ledger()
    if (!job) throw new Error('no job was started')
    const { endsAt } = job
    const seen = async () => {
      const { status, percentComplete } = (await get('/Job/149806')).json.jobs[0].jobSummary
      return [status, percentComplete]
    }
    clock.at = job.startsAt + 15 * MINUTE
    const [, percent] = await seen()
    expect((await post('/Job/149806/action/pause')).json).toEqual({})
    expect(await seen()).toEqual(['Suspend Pending', percent])
    clock.at += MINUTE
    expect(await seen()).toEqual(['Suspended', percent])
    clock.at += 59 * MINUTE
    expect((await post('/Job/149806/action/resume')).json).toEqual({})
    expect(await seen()).toEqual(['Running', percent])
    expect(job.endsAt).toBe(endsAt + HOUR)
    const refusals = [
      await post('/Job/149806/action/resume'),
      await post('/Job/1/action/pause'),
      await post('/Job/149806/action/Resubmit'),
    ]
    expect(refusals.map(({ status, json }) => [status, json.errors[0].errList[0]])).toEqual([
      [200, { errorCode: 2, errLogMessage: 'Job [149806] is not suspended.' }],
      [200, { errorCode: 2, errLogMessage: 'Job [1] does not exist.' }],
      [200, { errorCode: 2, errLogMessage: 'Job [149806] has not ended.' }],
    ])
    expect((await get('/Events?jobId=149806')).json.commservEvents).toHaveLength(3)
  })

  it('that is suspended can be killed, and one that is killed not suspended', async () => {
    const world = await emulated()
    await create(world, 'FULL')
    world.clock.at += 10 * MINUTE
    await world.post('/Job/149806/action/pause')
    await world.post('/Job/149806/action/kill')
    const { json } = await world.post('/Job/149806/action/pause')
    expect(json.errors[0].errList[0].errLogMessage).toBe('Job [149806] is being killed.')
    world.clock.at += 5 * MINUTE
    const killed = (await world.get('/Job/149806')).json.jobs[0].jobSummary
    expect(killed.status).toBe('Killed')
  })

  it('that has ended is submitted again with what was asked for', async () => {
    const world = await emulated()
    await create(world, 'FULL', ERP, { jobDescription: 'nightly' })
    world.clock.at += 2 * HOUR
    const resubmit = '/Job/149806/action/Resubmit?startInSuspendedState=True'
    expect((await world.post(resubmit)).json.jobIds).toEqual(['149807'])
    const { json } = await world.get('/Job/149807')
    expect(json.jobs[0].jobSummary).toMatchObject({
      status: 'Suspended',
      backupLevelName: 'Full',
      subclientName: 'erp-core',
    })
    expect(world.ledger()[1]?.jobDescription).toBe('nightly')
  })
})

describe('what others start', () => {
  it('is among the jobs, under other names, and of the CommServe itself with ids that are all zero', async () => {
    const world = await emulated({ backgroundJobsPerHour: 20 })
    world.clock.at += 5 * HOUR
    await create(world, 'FULL')
    const { json } = await world.get('/Job?jobFilter=&completedJobLookupTime=36000', {
      limit: '1000',
    })
    const summaries = json.jobs.map((job: { jobSummary: object }) => job.jobSummary)
    expect(summaries.length).toBeGreaterThan(60)
    expect(
      new Set(summaries.map((one: { userName: object }) => Reflect.get(one.userName, 'userName'))),
    ).toEqual(new Set(['svc-backup', 'admin', 'anna.dba']))
    const own = summaries.find((one: { jobType: string }) => one.jobType === 'CS DR Backup')
    expect(own).toMatchObject({
      backupLevel: 0,
      subclient: { clientId: 0, instanceId: 0, backupsetId: 0, subclientId: 0, applicationId: 0 },
    })
    expect(own).not.toHaveProperty('backupLevelName')
    expect(world.ledger()).toHaveLength(1)
    const noAdmin = await world.post('/Jobs', { jobFilter: { hideAdminJobs: true } })
    expect(noAdmin.json.totalRecordsWithoutPaging).toBeLessThan(summaries.length)
    const details = await world.post('/JobDetails', { jobId: own.jobId })
    expect(details.json.job.jobDetail.generalInfo.jobStartedFrom).toBe('Scheduled')
  })
})

it('tells the times of a clock that is ahead', async () => {
  const world = await emulated({ skewSeconds: 90 })
  await create(world, 'TRANSACTION_LOG')
  const answer = await world.get('/Job?jobCategory=Active')
  const { jobStartTime } = answer.json.jobs[0].jobSummary
  expect(jobStartTime).toBe(NIGHT / SECOND + 90)
  expect(answer.header('date')).toBe(new Date(NIGHT + 90 * SECOND).toUTCString())
  expect(world.ledger()[0]?.queuedAt).toBe(NIGHT)
  const range = { startTimeRange: { fromTime: jobStartTime, toTime: jobStartTime } }
  expect(ids((await world.post('/Jobs', { jobFilter: range })).json)).toEqual([149806])
})

it('counts the calls of the last hour as the hosted gateway does', async () => {
  const world = await emulated({ quota: { writesPerHour: 3, readsPerHour: 5 } })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) {
    statuses.push((await world.post('/WhoAmI')).status)
    world.clock.at += MINUTE
  }
  for (let n = 0; n < 6; n++) statuses.push((await world.get('/Job/1')).status)
  expect(statuses).toEqual([200, 200, 200, 429, 200, 200, 200, 200, 200, 429])
  const refused = await world.post('/createTask', taskFor(ERP, 'FULL'))
  expect([refused.status, world.ledger().length]).toEqual([429, 0])
  expect([refused.header('x-ratelimit-period'), refused.header('x-ratelimit-limit')]).toEqual([
    '1h',
    '3',
  ])
  world.clock.at = NIGHT + HOUR
  expect((await world.post('/WhoAmI')).status).toBe(200)
  expect((await world.post('/WhoAmI')).status).toBe(429)
})

it('goes on after a restart as if nothing had been, when its state is kept', async () => {
  const options = {
    queueWhenBusy: true,
    backgroundJobsPerHour: 6,
    quota: { writesPerHour: 100, readsPerHour: 100 },
    faults: [{ nth: 4, outcome: 'Failed' as const }],
  }
  const run = async (isRestarted: boolean) => {
    let world = await emulated(options)
    const pair = world.createAccessToken()
    for (const level of ['FULL', 'FULL', 'TRANSACTION_LOG']) await create(world, level)
    await create(world, 'FULL', { clientName: 'new01', subclientName: 'd', appName: 'Oracle' })
    await world.post('/Job/149807/action/pause')
    await world.post('/V4/AccessToken/Renew', pair)
    const { at } = world.clock
    if (isRestarted) {
      const state = JSON.parse(JSON.stringify(world.snapshot()))
      world = await emulated({ ...options, state })
      world.clock.at = at
    }
    world.clock.at += 100 * MINUTE
    await world.post('/Job/149807/action/resume')
    await create(world, 'TRANSACTION_LOG')
    world.clock.at += DAY
    const list = await world.get('/Job?jobFilter=&completedJobLookupTime=200000', { limit: '500' })
    const again = await world.post('/V4/AccessToken/Renew', pair)
    const known = await world.get("/Client/byName(clientName='new01')")
    return { list: list.json, again: again.json, known: known.json, ledger: world.ledger() }
  }
  const restarted = await run(true)
  expect(restarted).toEqual(await run(false))
  expect(restarted.list.totalRecordsWithoutPaging).toBeGreaterThan(100)
  expect(restarted.ledger.map(job => job.ending)).toContain('Failed')
})

it('answers every call in XML unless JSON is asked for', async () => {
  const world = await emulated()
  await create(world, 'FULL', { ...ERP, subclientId: 9102 })
  const calls = [
    ['GET', '/Job/149806'],
    ['GET', '/Job?jobFilter=Restore'],
    ['GET', '/Client/2990'],
    ['GET', '/Subclient/9102'],
    ['GET', '/GetId?clientName=erp-db01&agent=None'],
    ['POST', '/WhoAmI'],
    ['POST', '/Job/1/action/kill'],
    ['POST', '/createTask'],
  ] as const
  const lines: string[] = []
  for (const [method, path] of calls) {
    const headers = { Accept: '*/*' }
    const body = path === '/createTask' ? taskFor({ subclientId: 9102 }, 'FULL') : undefined
    const answer = await world.call(method, path, { headers, ...(body && { body }) })
    expect(answer.header('content-type')).toBe('application/xml; charset=utf-8')
    lines.push(`${method} ${path}: ${answer.status}\n${answer.text.replace(/^<\?.*?\?>/, '')}\n`)
  }
  const denied = await world.get('/Client', { Accept: '', Authtoken: 'wrong' })
  lines.push(`${denied.status} ${denied.text.replace(/^<\?.*?\?>/, '')}\n`)
  expectGolden('emulator/answers.xml.txt', lines.join('\n'))
})

it('has options that are plain JSON, and a default for each that must have one', () => {
  expect(JSON.parse(JSON.stringify(COMMAND_CENTER_DEFAULTS))).toEqual(COMMAND_CENTER_DEFAULTS)
  const { snapshot } = emulateCommandCenter({ now: () => NIGHT, ...COMMAND_CENTER_DEFAULTS })
  expect(JSON.parse(JSON.stringify(snapshot()))).toEqual(snapshot())
})
