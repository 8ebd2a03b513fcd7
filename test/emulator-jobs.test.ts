// The emulator's Job Controller without HTTP: what tasks start, how long jobs take, and what a fault script does to them.
import { describe, expect, it } from 'vitest'
import { parseJobFaults } from '../lib/emulator/fault-checks.ts'
import { createFaultScript, type JobFault } from '../lib/emulator/faults.ts'
import { createJobController, type JobControllerOptions } from '../lib/emulator/job-controller.ts'
import type { JobRecord } from '../lib/emulator/job-record.ts'
import { jobSummary } from '../lib/emulator/job-summary.ts'
import { statusAt } from '../lib/emulator/timeline.ts'
import { cpuTime } from './support/cpu-time.ts'
import { expectGolden } from './support/golden.ts'

const NIGHT = Date.parse('2026-11-22T00:00:00Z')

const controllerWith = (options: Partial<JobControllerOptions> = {}) =>
  createJobController({ now: () => NIGHT, seed: 1, ...options })

const SQL = { clientId: 12, instanceId: 34, subclientId: 56, appName: 'SQL Server' }
const ORA = { clientName: 'orahost01', instanceName: 'ORCL', appName: 'Oracle', subclientName: 'd' }

type Parts = {
  readonly level?: unknown
  readonly associations?: unknown
  readonly taskType?: unknown
  readonly subTask?: unknown
  readonly subTasks?: unknown
}

const task = (association: object, parts: Parts = {}) => ({
  taskInfo: {
    associations: parts.associations ?? [association],
    task: { taskType: parts.taskType },
    subTasks: parts.subTasks ?? [
      {
        subTask: parts.subTask ?? { subTaskType: 2, operationType: 'backup' },
        options: {
          backupOpts: {
            backupLevel: parts.level,
            dataOpt: { copyOnly: true },
            oracleOptions: { cumulative: true },
          },
          commonOpts: { jobDescription: 'erp-sql.log/erp-core/2026-11-22T00:00Z' },
        },
      },
    ],
  },
})

describe('a task', () => {
  it.each([
    ['SQL Server', SQL, 'FULL', 'FULL', 'Full'],
    ['SQL Server', SQL, 'transaction_log', 'TRANSACTION_LOG', 'Transaction Log'],
    ['SQL Server', SQL, 3, 'DIFFERENTIAL', 'Differential'],
    ['SQL Server', SQL, 2, 'TRANSACTION_LOG', 'Transaction Log'],
    ['SQL Server', SQL, undefined, 'TRANSACTION_LOG', 'Transaction Log'],
    ['Oracle', ORA, 1, 'FULL', 'Full'],
    ['Oracle', ORA, 'Incremental', 'INCREMENTAL', 'Incremental'],
    ['Oracle', ORA, undefined, 'INCREMENTAL', 'Incremental'],
  ])('for %s %j at level %s runs %s, called %s', (_, association, level, runs, name) => {
    const controller = controllerWith()
    expect(controller.createTask(task(association, { level })).kind).toBe('started')
    const [job] = controller.ledger()
    if (!job) throw new Error('no job was started')
    expect([job.level, jobSummary(job, NIGHT).backupLevelName]).toEqual([runs, name])
  })

  it.each([
    ['a level that no agent knows', { level: 'HOURLY' }, 'malformed'],
    ['a level of another type', { level: true }, 'malformed'],
    ['a schedule', { taskType: 2 }, 'malformed'],
    ['another kind of sub-task', { subTask: { subTaskType: 1, operationType: 2 } }, 'malformed'],
    ['another operation', { subTask: { subTaskType: 2, operationType: 'RESTORE' } }, 'malformed'],
    ['no sub-task', { subTasks: [] }, 'malformed'],
    ['no association', { associations: [] }, 'no eligible subclients'],
    ['no subclient', { associations: [{ ...ORA, subclientName: undefined }] }, 'no eligible'],
    ['no application', { associations: [{ ...SQL, appName: undefined }] }, 'no eligible'],
    ['another application', { associations: [{ ...SQL, applicationId: 33 }] }, 'no eligible'],
    ['two associations', { associations: [SQL, ORA] }, 'More than one association'],
    ['a synthetic full', { level: 'SYNTHETIC_FULL' }, '[SYNTHETIC_FULL] cannot run'],
    [
      'a log of Oracle',
      { associations: [ORA], level: 'TRANSACTION_LOG' },
      '[TRANSACTION_LOG] cannot run for iDataAgent [Oracle]',
    ],
  ])('with %s starts nothing', (_, parts, why) => {
    const controller = controllerWith()
    const answer = controller.createTask(task(SQL, parts))
    expect(answer.kind === 'refused' ? answer.errorMessage : answer.kind).toContain(why)
    expect(controller.ledger()).toEqual([])
  })

  it('is an immediate backup where it does not say what it is', () => {
    const controller = controllerWith()
    expect(controller.createTask(task(SQL, { subTask: {} })).kind).toBe('started')
  })

  it('is remembered with what it asked for, as far as it means something at its level', () => {
    const controller = controllerWith()
    for (const [association, level] of [
      [SQL, 'FULL'],
      [SQL, 'TRANSACTION_LOG'],
      [ORA, undefined],
    ] as const) {
      controller.createTask(task(association, { level }))
    }
    expect(
      controller
        .ledger()
        .map(job => [job.jobId, job.taskId, job.requestedLevel, job.copyOnly, job.cumulative]),
    ).toEqual([
      ['149806', 30453, 'FULL', true, false],
      ['149807', 30454, 'TRANSACTION_LOG', false, false],
      ['149808', 30455, undefined, false, true],
    ])
    expect(controller.ledger()[0]?.jobDescription).toBe('erp-sql.log/erp-core/2026-11-22T00:00Z')
  })

  it('means the same subclient whichever way its names are written, and another on another client', () => {
    const controller = controllerWith()
    const kinds = [
      ORA,
      { ...ORA, clientName: ' ORAHOST01 ', applicationId: 22, appName: 'oracle' },
      { ...ORA, clientName: 'orahost02' },
    ].map(association => controller.createTask(task(association, { level: 'FULL' })).kind)
    expect(kinds).toEqual(['started', 'refused', 'started'])
    const [first, second] = controller.ledger().map(job => job.subclient)
    expect(first?.subclientId).not.toBe(second?.subclientId)
  })
})

describe('a job', () => {
  const lives = (association: object, level: string, count: number, seed = 1) => {
    let now = NIGHT
    const controller = controllerWith({ now: () => now, seed })
    for (let n = 0; n < count; n++) {
      controller.createTask(task(association, { level }))
      now = controller.ledger()[n]?.endsAt ?? Number.NaN
    }
    return controller.ledger()
  }

  it.each([
    ['FULL', SQL, 35 * 60, 70 * 60],
    ['DIFFERENTIAL', SQL, 8 * 60, 25 * 60],
    ['INCREMENTAL', ORA, 8 * 60, 25 * 60],
    ['TRANSACTION_LOG', SQL, 15, 75],
    ['INCREMENTAL', { ...ORA, subclientName: 'ArchiveLogs' }, 15, 75],
  ])('at %s of %j takes %i to %i seconds, never twice the same', (level, target, least, most) => {
    const jobs = lives(target, level, 50)
    const seconds = jobs.map(job => (job.endsAt - job.startsAt) / 1000)
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...seconds)).toBeLessThanOrEqual(most)
    expect(new Set(seconds).size).toBe(50)
    for (const job of jobs) {
      expect(job.startsAt - job.queuedAt).toBeGreaterThanOrEqual(2_000)
      expect(job.startsAt - job.queuedAt).toBeLessThanOrEqual(8_000)
    }
  })

  it('lives the same life under the same seed, whatever runs beside it', () => {
    const alone = lives(SQL, 'FULL', 3)
    const controller = controllerWith()
    controller.createTask(task(ORA, { level: 'FULL' }))
    controller.createTask(task(SQL, { level: 'FULL' }))
    expect(controller.ledger()[1]).toMatchObject({ ...alone[0], jobId: '149807', taskId: 30454 })
    expect(lives(SQL, 'FULL', 3)).toEqual(alone)
    expect(lives(SQL, 'FULL', 3, 2)[0]?.endsAt).not.toBe(alone[0]?.endsAt)
  })

  it('runs as many times as fast as the speed says', () => {
    const [job] = lives(SQL, 'FULL', 1)
    const controller = controllerWith({ speed: 60 })
    controller.createTask(task(SQL, { level: 'FULL' }))
    const fast = controller.ledger()[0]
    const lasted = (of?: JobRecord) => (of ? of.endsAt - of.queuedAt : Number.NaN)
    expect(lasted(fast)).toBeCloseTo(lasted(job) / 60, -1)
  })

  it('counts up while it runs and says 100 only at its end', () => {
    const [job] = lives(SQL, 'FULL', 1)
    if (!job) throw new Error('no job was started')
    const seen: [string, number][] = []
    for (let at = job.queuedAt; at < job.endsAt; at += 60_000) {
      const { status, percentComplete } = jobSummary(job, at)
      seen.push([status, percentComplete])
    }
    const percents = seen.map(([, percent]) => percent)
    expect(seen[0]).toEqual(['Queued', 0])
    expect(percents).toEqual(percents.toSorted((one, other) => one - other))
    expect(Math.max(...percents)).toBeLessThanOrEqual(99)
    expect(jobSummary(job, job.endsAt - 1)).not.toHaveProperty('jobEndTime')
    expect(jobSummary(job, job.endsAt)).toMatchObject({
      status: 'Completed',
      percentComplete: 100,
      jobEndTime: Math.floor(job.endsAt / 1000),
    })
  })

  it.each([
    ['at once', 0, 0],
    ['half way', 20 * 60_000, 60],
  ])('ends as Killed one to four minutes after it was killed, %s', (_, after, most) => {
    let now = NIGHT
    const controller = controllerWith({ now: () => now })
    controller.createTask(task(SQL, { level: 'FULL' }))
    controller.createTask(task({ ...SQL, subclientId: 57 }, { level: 'FULL' }))
    const [job, other] = controller.ledger()
    if (!job || !other) throw new Error('no job was started')
    const otherEnd = other.endsAt
    now += after
    expect(controller.kill(job.jobId)).toBeUndefined()
    const minutes = (job.endsAt - now) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(1)
    expect(minutes).toBeLessThanOrEqual(4)
    const ending = jobSummary(job, now)
    expect(ending.status).toBe('Kill Pending')
    expect(ending.percentComplete).toBeLessThanOrEqual(most)
    expect(jobSummary(job, job.endsAt)).toMatchObject({
      status: 'Killed',
      percentComplete: ending.percentComplete,
      pendingReason: 'Killed on request.',
    })
    const { endsAt } = job
    now += 30_000
    expect(controller.kill(job.jobId)).toBeUndefined()
    expect(job.endsAt).toBe(endsAt)
    now = job.endsAt
    const active = { category: 'Active', lookupSeconds: 0, offset: 0, limit: 10 } as const
    expect(controller.jobs(active).page).toEqual([other])
    expect(controller.kill(job.jobId)).toBe(`Job [${job.jobId}] has ended: Killed.`)
    expect(other.endsAt).toBe(otherEnd)
  })

  it('is found among tens of thousands without looking at all of them', () => {
    let now = NIGHT
    const controller = controllerWith({ now: () => now })
    for (let n = 0; n < 20_000; n++) {
      now += 10_000
      controller.createTask(task({ ...SQL, subclientId: n }, { level: 'TRANSACTION_LOG' }))
    }
    const query = { category: 'All', lookupSeconds: 600, offset: 0, limit: 10 } as const
    const { total, page } = controller.jobs(query)
    const expected = controller.ledger().filter(job => job.endsAt > now - 600_000)
    expect(total).toBe(expected.length)
    expect(page).toEqual(expected.toReversed().slice(0, 10))
    const asked = cpuTime(() => {
      for (let n = 0; n < 1_000; n++) controller.jobs(query)
    })
    expect(asked).toBeLessThan(1_000)
  })
})

describe('a fault script', () => {
  const withFaults = (faults: readonly JobFault[]) => {
    let now = NIGHT
    const controller = controllerWith({ now: () => now, faults })
    return {
      ...controller,
      run: (association: object, level: string) => {
        const answer = controller.createTask(task(association, { level }))
        const job = answer.kind === 'started' ? controller.job(answer.jobIds[0] ?? '') : undefined
        now = job?.endsAt ?? now
        if (answer.kind === 'refused') return answer.errorMessage
        return job && statusAt(job, now)
      },
    }
  }

  it('fails the nth job that matches, and no other', () => {
    const { run } = withFaults([
      { match: { subclientId: 56, level: 'FULL' }, nth: 2, outcome: 'Failed', reason: 'disk full' },
      { match: { clientName: 'ORAHOST01', subclientName: 'D' }, nth: 1, outcome: 'Committed' },
    ])
    expect(run(SQL, 'DIFFERENTIAL')).toBe('Completed')
    expect(run(SQL, 'FULL')).toBe('Completed')
    expect(run({ ...SQL, subclientId: 57 }, 'FULL')).toBe('Completed')
    expect(run(SQL, 'FULL')).toBe('Failed')
    expect(run(SQL, 'FULL')).toBe('Completed')
    expect(run(ORA, 'FULL')).toBe('Committed')
    expect(run(ORA, 'FULL')).toBe('Completed')
  })

  it('refuses a task, which starts no job', () => {
    const controller = withFaults([{ outcome: 'refuse', nth: 1, reason: 'Activity is disabled.' }])
    expect(controller.run(SQL, 'FULL')).toBe('Error 0x10c: Activity is disabled.\n')
    expect(controller.ledger()).toEqual([])
    expect(controller.run(SQL, 'FULL')).toBe('Completed')
  })

  it('makes a job slow', () => {
    const usual = withFaults([])
    const slow = withFaults([{ slow: 3 }])
    for (const controller of [usual, slow]) controller.run(SQL, 'FULL')
    const seconds = ([job]: readonly JobRecord[]) =>
      job ? (job.endsAt - job.startsAt) / 1000 : Number.NaN
    expect(seconds(slow.ledger())).toBeCloseTo(3 * seconds(usual.ledger()), 1)
  })

  it('ends jobs in each of the ways that Commvault has a word for', () => {
    const lines = (
      [
        'Completed',
        'Completed w/ one or more warnings',
        'Completed w/ one or more errors',
        'Committed',
        'Failed',
        'Failed to Start',
        'Killed',
        'No Run',
      ] as const
    ).map(outcome => {
      const { run, ledger } = withFaults([{ outcome }])
      run(SQL, 'FULL')
      const [job] = ledger()
      if (!job) throw new Error('no job was started')
      const { jobId, subclient, destinationClient, userName, ...told } = jobSummary(
        job,
        job.endsAt + 1,
      )
      return JSON.stringify(told)
    })
    expectGolden('emulator/endings.ndjson', `${lines.join('\n')}\n`)
  })

  it('counts for every fault on its own, and the first that applies wins', () => {
    const script = createFaultScript([
      { nth: 2, outcome: 'Failed' },
      { match: { level: 'FULL' }, nth: 2, outcome: 'Killed' },
      { match: { level: 'FULL' }, nth: 3, outcome: 'No Run' },
    ])
    const full = { subclientId: 1, subclientName: 'a', clientName: 'b', level: 'FULL' } as const
    expect([1, 2, 3, 4].map(() => script(full)?.outcome)).toEqual([
      undefined,
      'Failed',
      'No Run',
      undefined,
    ])
  })

  it('that is wrong is refused whole, with every mistake named', () => {
    const wrong = [
      '{"outcome": "Failed"',
      '{"outcome": "Failed"}',
      `[{"match": {"subclientId": "56", "level": "Full", "subclient": 1}, "outcome": "Faild"},
        {"nth": 0, "slow": -1, "outcom": "Failed"}, {"match": []}, 7, {"reason": 1}]`,
    ].map(text => {
      try {
        return JSON.stringify(parseJobFaults(text, 'faults.json'))
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    })
    expectGolden('emulator/fault-mistakes.txt', `${wrong.join('\n\n')}\n`)
  })

  it('that is right is taken as it is', () => {
    const faults = [{ match: { subclientName: 'default', level: 'FULL' }, nth: 3, slow: 2.5 }]
    expect(parseJobFaults(JSON.stringify(faults), 'faults.json')).toEqual(faults)
  })
})
