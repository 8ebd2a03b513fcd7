// What tasks become in the emulated Command Center: one job or many, now or later, at this level or another, or none.
import { afterEach, describe, expect, it } from 'vitest'
import type { JobFault } from '../lib/emulator/faults.ts'
import {
  closeAll,
  type Emulated,
  ERP,
  emulated,
  HOUR,
  MINUTE,
  NIGHT,
  SECOND,
  taskFor,
} from './support/emulated-command-center.ts'

afterEach(closeAll)

const create = ({ post }: Emulated, level?: string, entity: object = ERP, common?: object) =>
  post('/createTask', taskFor(entity, level, common))

const summary = async ({ get }: Emulated, jobId: string | number) =>
  (await get(`/Job/${jobId}`)).json.jobs?.[0].jobSummary

const endsAt = ({ ledger }: Emulated, nth: number) => ledger()[nth]?.endsAt ?? Number.NaN

describe('a task without a subclient', () => {
  it('starts a job for every one of the backup set, under one task', async () => {
    const commandCenter = await emulated()
    const { json } = await create(commandCenter, 'INCREMENTAL', {
      clientName: 'commserve01',
      backupsetName: 'defaultBackupSet',
    })
    expect(json).toEqual({
      taskId: 30453,
      jobIds: ['149806', '149807', '149808', '149809', '149810', '149811'],
    })
    const next = await create(commandCenter, 'FULL')
    expect(next.json).toEqual({ taskId: 30454, jobIds: ['149812'] })
  })

  it.each([
    ['a client', '/createTask', { clientId: 2101 }, 4],
    ['an application of a client', '/createTask', { clientId: 2101, appName: 'SQL Server' }, 3],
    ['an instance', '/createTask', { clientId: 2101, instanceId: 301 }, 2],
    ['nobody', '/createTask', {}, 0],
    ['a client that is not there', '/createTask', { clientName: 'nobody' }, 0],
    ['a backup set', '/Backupset/403/action/backup?backupLevel=full', undefined, 6],
    ['no backup set', '/Backupset/1/action/backup?backupLevel=full', undefined, 0],
  ])('of %s at %s starts as many as can be backed up', async (_, path, entity, count) => {
    const { post, ledger } = await emulated()
    await post(path, entity && taskFor(entity, 'FULL'))
    expect(ledger()).toHaveLength(count)
  })

  it('leaves out those that are busy, and starts nothing when all are', async () => {
    const commandCenter = await emulated()
    const both = { clientId: 2101, instanceId: 301 }
    await create(commandCenter, 'FULL')
    expect((await create(commandCenter, 'FULL', both)).json.jobIds).toEqual(['149807'])
    expect((await create(commandCenter, 'FULL', both)).json.errorMessage).toContain(
      'Another backup',
    )
    expect(commandCenter.ledger()).toHaveLength(2)
  })
})

describe('a subclient', () => {
  it.each([
    ['full', 'FULL'],
    ['transaction_log', 'TRANSACTION_LOG'],
    [undefined, 'TRANSACTION_LOG'],
  ])('is backed up by its own path at level %s', async (level, runs) => {
    const { post, ledger } = await emulated()
    const query = level === undefined ? '' : `?backupLevel=${level}&collectMetaInfo=False`
    const { json } = await post(`/Subclient/9101/action/backup${query}`)
    expect(json.jobIds).toEqual(['149806'])
    expect(ledger().map(job => job.level)).toEqual([runs])
  })

  it.each([
    ['is unknown', '/Subclient/1/action/backup?backupLevel=full', 500],
    ['has its backups switched off', '/Subclient/9103/action/backup?backupLevel=full', 500],
    ['has no such level', '/Subclient/9201/action/backup?backupLevel=transaction_log', 500],
    ['is asked for no level', '/Subclient/9101/action/backup?backupLevel=hourly', 400],
  ])('that %s starts nothing', async (_, path, status) => {
    const { post, ledger } = await emulated()
    expect((await post(path)).status).toBe(status)
    expect(ledger()).toEqual([])
  })

  it('that nobody knows is refused where nothing is to be invented', async () => {
    const commandCenter = await emulated({ unknownTargets: 'refuse' })
    const unknown = { clientId: 1, instanceId: 2, subclientId: 3, appName: 'SQL Server' }
    expect((await create(commandCenter, 'FULL', unknown)).json.errorCode).toBe(587207178)
    expect((await create(commandCenter, 'FULL')).status).toBe(200)
  })

  it('is the same by its names as by its ids', async () => {
    const commandCenter = await emulated()
    const byName = { clientName: 'ERP-DB01', subclientName: 'erp-reporting', appName: 'SQL Server' }
    await create(commandCenter, 'FULL', byName)
    const again = await create(commandCenter, 'FULL', { subclientId: 9102, appName: 'SQL SERVER' })
    expect(again.json.errorMessage).toContain('Subclient [erp-reporting ]')
  })
})

describe('a busy subclient', () => {
  it.each([500, 200, 409] as const)('refuses with %i', async busyAnswer => {
    const commandCenter = await emulated({ busyAnswer })
    await create(commandCenter, 'FULL')
    const { status, json } = await create(commandCenter, 'FULL')
    expect([status, json.errorCode]).toEqual([busyAnswer, 2])
    expect(json.errorMessage).toMatch(
      /^Error 0x10c: Another backup is running for client \[erp-db01\]/,
    )
  })

  it('refuses now so, now so, by its seed', async () => {
    const commandCenter = await emulated({ busyAnswer: 'by-seed' })
    await create(commandCenter, 'FULL')
    const statuses = new Set<number>()
    for (let n = 0; n < 20; n++) statuses.add((await create(commandCenter, 'FULL')).status)
    expect([...statuses].sort()).toEqual([200, 409, 500])
  })

  it('queues jobs one behind the other where it may', async () => {
    const commandCenter = await emulated({ queueWhenBusy: true })
    for (const level of ['FULL', 'DIFFERENTIAL', 'DIFFERENTIAL']) await create(commandCenter, level)
    const [full, second, third] = commandCenter.ledger()
    expect(second?.startsAt).toBeGreaterThan(full?.endsAt ?? Number.NaN)
    expect(third?.startsAt).toBeGreaterThan(second?.endsAt ?? Number.NaN)
    commandCenter.clock.at += 30 * MINUTE
    expect((await summary(commandCenter, 149806)).status).toBe('Running')
    expect((await summary(commandCenter, 149807)).status).toBe('Queued')
    commandCenter.clock.at = second?.startsAt ?? 0
    expect((await summary(commandCenter, 149807)).status).toBe('Running')
  })

  it('lets the next in the queue move up when a job is killed, and wait when one is suspended', async () => {
    const commandCenter = await emulated({ queueWhenBusy: true })
    const { post, ledger, clock } = commandCenter
    for (let n = 0; n < 3; n++) await create(commandCenter, 'FULL')
    const before = ledger()[1]?.startsAt ?? 0
    clock.at += 5 * MINUTE
    await post('/Job/149806/action/kill')
    expect(ledger()[1]?.startsAt).toBeLessThan(before)
    expect(ledger()[1]?.startsAt).toBeGreaterThan(endsAt(commandCenter, 0))
    clock.at = (ledger()[1]?.startsAt ?? 0) + MINUTE
    await post('/Job/149807/action/pause')
    clock.at += 10 * HOUR
    expect((await summary(commandCenter, 149808)).status).toBe('Queued')
    await post('/Job/149807/action/resume')
    clock.at = endsAt(commandCenter, 1) + MINUTE
    expect((await summary(commandCenter, 149808)).status).toBe('Running')
  })

  it('keeps the order of a queue when one in the middle is killed', async () => {
    const commandCenter = await emulated({ queueWhenBusy: true })
    for (let n = 0; n < 3; n++) await create(commandCenter, 'FULL')
    const { ledger, post } = commandCenter
    await post('/Job/149807/action/kill')
    expect(ledger()[2]?.startsAt).toBeGreaterThan(endsAt(commandCenter, 0))
    expect(ledger()[2]?.startsAt).toBeLessThan(endsAt(commandCenter, 0) + 10 * SECOND)
  })
})

describe('the level', () => {
  const levels = ({ ledger }: Emulated) => ledger().map(job => [job.requestedLevel, job.level])

  it('is full as long as there is no base, which a copy is not', async () => {
    const commandCenter = await emulated({ convertFirst: true })
    const { post, clock } = commandCenter
    const copy = taskFor(ERP, 'FULL')
    Object.assign(copy.taskInfo.subTasks[0]?.options.backupOpts ?? {}, {
      dataOpt: { copyOnly: true },
    })
    await post('/createTask', copy)
    for (const level of ['DIFFERENTIAL', 'TRANSACTION_LOG', 'DIFFERENTIAL']) {
      clock.at += 2 * HOUR
      await create(commandCenter, level)
    }
    expect(levels(commandCenter)).toEqual([
      ['FULL', 'FULL'],
      ['DIFFERENTIAL', 'FULL'],
      ['TRANSACTION_LOG', 'TRANSACTION_LOG'],
      ['DIFFERENTIAL', 'DIFFERENTIAL'],
    ])
  })

  it('is full again after a full that failed', async () => {
    const faults = [{ nth: 1, outcome: 'Failed' as const }]
    const commandCenter = await emulated({ convertFirst: true, faults })
    await create(commandCenter, 'FULL')
    commandCenter.clock.at += 2 * HOUR
    await create(commandCenter, 'DIFFERENTIAL')
    expect(levels(commandCenter).at(-1)).toEqual(['DIFFERENTIAL', 'FULL'])
  })

  it('of files may be a synthetic full, once something was backed up since the last', async () => {
    const commandCenter = await emulated()
    const files = { subclientId: 9105 }
    const codes: unknown[] = []
    for (const level of ['SYNTHETIC_FULL', 'INCREMENTAL', 'SYNTHETIC_FULL', 'SYNTHETIC_FULL']) {
      codes.push((await create(commandCenter, level, files)).json.errorCode)
      commandCenter.clock.at += HOUR
    }
    expect(codes).toEqual([2, undefined, undefined, 2])
    expect(await summary(commandCenter, 149807)).toMatchObject({
      backupLevel: 64,
      backupLevelName: 'Synthetic Full',
      opType: 14,
      appTypeName: 'Windows File System',
    })
  })
})

describe('a blackout', () => {
  it.each([
    ['22:00', '06:00', undefined, '06:00'],
    ['23:30', '00:30', ['FULL' as const], '00:30'],
    ['00:00', '00:00', ['TRANSACTION_LOG' as const], '00:00'],
    ['01:00', '02:00', undefined, '00:00'],
  ])('from %s to %s of %j lets a full of midnight start at %s', async (from, to, levels, start) => {
    const blackouts = [{ from, to, ...(levels && { levels }) }]
    const commandCenter = await emulated({ blackouts })
    await create(commandCenter, 'FULL')
    const startsAt = commandCenter.ledger()[0]?.startsAt ?? 0
    expect(new Date(startsAt).toISOString().slice(11, 16)).toBe(start)
    commandCenter.clock.at = startsAt - SECOND
    expect((await summary(commandCenter, 149806)).status).toBe('Queued')
  })

  it('ends where another begins only when both are over', async () => {
    const blackouts = [
      { from: '02:00', to: '05:00' },
      { from: '23:00', to: '02:00' },
    ]
    const commandCenter = await emulated({ blackouts })
    await create(commandCenter, 'FULL')
    expect(commandCenter.ledger()[0]?.startsAt).toBe(NIGHT + 5 * HOUR)
  })
})

describe('a job that starts suspended', () => {
  const SUSPENDED = { startUpOpts: { startInSuspendedState: true } }

  it('waits for somebody to resume it', async () => {
    const commandCenter = await emulated()
    await create(commandCenter, 'FULL', ERP, SUSPENDED)
    commandCenter.clock.at += 20 * HOUR
    expect(await summary(commandCenter, 149806)).toMatchObject({
      status: 'Suspended',
      percentComplete: 0,
      jobElapsedTime: 0,
      pendingReason: 'Suspended on request.',
    })
    expect((await create(commandCenter, 'FULL')).json.errorMessage).toContain('Another backup')
    expect((await commandCenter.post('/Job/149806/action/resume')).json).toEqual({})
    commandCenter.clock.at += 30 * MINUTE
    expect((await summary(commandCenter, 149806)).status).toBe('Running')
  })
})

describe('a fault', () => {
  const oneJob = async (fault: JobFault) => {
    const commandCenter = await emulated({ faults: [{ ...fault, nth: 1 }] })
    return { ...commandCenter, answer: await create(commandCenter, 'TRANSACTION_LOG') }
  }

  it('hides a job from every list and look-up for a while', async () => {
    const world = await oneJob({ hiddenForSeconds: 90 })
    expect(world.answer.json.jobIds).toEqual(['149806'])
    const seen = async () => [
      (await world.get('/Job/149806')).json.totalRecordsWithoutPaging,
      (await world.get('/Job?completedJobLookupTime=600')).json.totalRecordsWithoutPaging,
      (await world.post('/Jobs', {})).json.totalRecordsWithoutPaging,
      'error' in (await world.post('/JobDetails', { jobId: 149806 })).json,
    ]
    world.clock.at += 89 * SECOND
    expect(await seen()).toEqual([0, 0, 0, true])
    world.clock.at += SECOND
    expect(await seen()).toEqual([1, 1, 1, false])
  })

  it('loses a job: its id is told, and there is none', async () => {
    const world = await oneJob({ lost: true })
    expect(world.answer.json.jobIds).toEqual(['149806'])
    world.clock.at += HOUR
    expect((await world.get('/Job/149806')).json).toEqual({ totalRecordsWithoutPaging: 0 })
    expect((await world.get('/Job')).json).toEqual({ totalRecordsWithoutPaging: 0 })
    expect(world.ledger()).toMatchObject([{ jobId: '149806', lost: true }])
    expect((await create(world, 'TRANSACTION_LOG')).json.jobIds).toEqual(['149807'])
  })

  it.each([
    ['no-job-ids', { taskId: 30453, jobIds: [] }],
    ['blank-job-id', { taskId: 30453, jobIds: [''] }],
    ['task-only', { taskId: 30453 }],
    ['code-zero', { errorCode: 0 }],
    ['empty', {}],
  ] as const)('keeps the id of a job that runs to itself: %s', async (answer, body) => {
    const world = await oneJob({ answer })
    expect([world.answer.status, world.answer.json]).toEqual([200, body])
    expect((await summary(world, 149806)).status).toBe('Queued')
  })

  it('runs another level, and another job beside, of which the answer says nothing', async () => {
    const world = await oneJob({ runs: 'DIFFERENTIAL', alsoRuns: 'FULL' })
    expect(world.answer.json.jobIds).toEqual(['149806'])
    expect((await summary(world, 149806)).backupLevelName).toBe('Differential')
    expect(await summary(world, 149807)).toBeUndefined()
    const beside = await oneJob({ alsoRuns: 'FULL' })
    expect(await summary(beside, 149807)).toMatchObject({
      backupLevelName: 'Full',
      userName: { userName: 'svc-backup' },
    })
    expect(beside.ledger()).toHaveLength(1)
  })

  it.each([
    ['Waiting', 'Interrupt Pending'],
    ['Interrupted', 'Interrupt Pending'],
    ['Suspended', 'Suspend Pending'],
    ['Pending', 'Pending'],
    ['Running (cannot be verified)', 'Running (cannot be verified)'],
    ['Something new', 'Something new'],
  ])('interrupts a job, which says %s after %s', async (status, stopping) => {
    const world = await emulated({
      faults: [
        { interrupt: { status, afterSeconds: 600, forSeconds: 1200, reason: 'Preempted.' } },
      ],
    })
    await create(world, 'FULL')
    const [job] = world.ledger()
    if (!job) throw new Error('no job was started')
    const at = async (seconds: number) => {
      world.clock.at = job.startsAt + seconds * SECOND
      const { percentComplete, pendingReason, ...told } = await summary(world, 149806)
      return [told.status, percentComplete > 0 ? pendingReason : undefined, percentComplete]
    }
    const [, , before] = await at(599)
    expect(await at(601)).toEqual([stopping, 'Preempted.', expect.closeTo(before, 0)])
    expect(await at(1700)).toEqual([status, 'Preempted.', expect.closeTo(before, 0)])
    expect((await at(1801)).slice(0, 2)).toEqual(['Running', ''])
    world.clock.at = job.endsAt
    expect((await summary(world, 149806)).status).toBe('Completed')
    expect(job.endsAt - job.startsAt).toBe(job.runsFor + 1200 * SECOND)
  })

  it('refuses with a code of one’s own', async () => {
    const { answer } = await oneJob({ outcome: 'refuse', errorCode: 587207178, reason: 'None.' })
    expect(answer.json).toEqual({ errorMessage: 'Error 0x10c: None.\n', errorCode: 587207178 })
  })
})
