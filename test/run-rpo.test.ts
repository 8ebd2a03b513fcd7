// The promise of a policy at run time: told once when it is broken, once when it holds again, and never for nothing.
import { describe, expect, it } from 'vitest'
import { notificationPattern } from '../lib/plan/notification-resources.ts'
import type { NotifyState } from '../lib/policy/policy.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import { inMemoryNotes } from '../lib/run/in-memory-notes.ts'
import type { JobReport, Notes, World } from '../lib/run/ports.ts'
import type { PolicySources, ScheduleSource, StartSource } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { matches } from '../lib/trigger/match.ts'
import { brokenFrom, type Protection } from '../lib/watch/rpo.ts'
import { fc } from './support/fast-check.ts'
import {
  COMPLETED,
  erpCore,
  erpReporting,
  erpSql,
  full,
  KILLED,
  log,
  MINUTE,
  SUNDAY,
  story,
} from './support/story.ts'

const HOUR = 60 * MINUTE
const at = (minutes: number, seconds = 0) => SUNDAY + minutes * MINUTE + seconds * 1000
const iso = (instant: number) => `${new Date(instant).toISOString().slice(0, 19)}Z`

/** Never due by the clock: these stories start what they start themselves. */
const never = { expression: 'cron(0 0 1 1 ? 2099)', timezone: 'UTC', targets: ['erp-core'] }
const logs: ScheduleSource = {
  ...log,
  ...never,
  terms: { ...log.terms, overlap: 'allow', maxRunSeconds: 4 * 3600 },
}
const fulls: ScheduleSource = { ...full, ...never, terms: { ...full.terms, overlap: 'allow' } }
const copies: ScheduleSource = {
  ...fulls,
  name: 'erp-sql.copy',
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
}

/** Promises 15 minutes for erp-core alone, unless told otherwise. */
function promise(rpoSeconds = 900, change: Partial<PolicySources> = {}): PolicySources {
  return {
    ...erpSql,
    policy: { ...erpSql.policy, rpoSeconds },
    targets: { 'erp-core': erpCore },
    sources: [logs, fulls, copies],
    ...change,
  }
}

type Told = { readonly at: string; readonly what: string; readonly observed: unknown }

/** A story in which jobs are started and ended by hand, and swept once a minute in between. */
function protecting(...first: readonly PolicySources[]) {
  const s = story(inMemoryRunStore(), 100)
  let policies = first
  let notes: Notes = s.world.notes
  const world = (): World => ({ ...s.world, notes, policies })
  const sweep = (instant: number) => {
    s.goTo(instant)
    return track(world())
  }
  return {
    ...s,
    now: world,
    deploy: (...next: readonly PolicySources[]) => {
      policies = next
    },
    noteIn: (next: Notes) => {
      notes = next
    },
    sweep,
    sweepBetween: async (from: number, to: number) => {
      for (let instant = from; instant <= to; instant += MINUTE) await sweep(instant)
    },
    /** Starts a job, and gives its id. */
    begin: async (instant: number, source: StartSource = logs, policy = policies[0]) => {
      s.goTo(instant)
      if (policy === undefined) throw new Error('nothing is deployed')
      const start = { version: 1, source: source.name, scheduledTime: instant } as const
      await submit(s.world, policy, { ...start, targets: ['erp-core'] })
      const jobId = `${1000 + s.requests.length}`
      s.list(jobId, { startedAt: instant })
      return jobId
    },
    /** From now on the Command Center says that it has ended. */
    end: (jobId: string, startedAt: number, report: Partial<JobReport> = COMPLETED) =>
      s.list(jobId, { ...report, startedAt }),
    promises: (): Told[] =>
      s.events
        .filter(({ detailType }) => detailType.startsWith('Backup RPO'))
        .map(({ time, detailType, detail }) => ({
          at: time.slice(11, 16),
          what: detailType.slice(11),
          observed: detail.observedSeconds,
        })),
  }
}

/** erp-core has a recovery point of midnight, which became known a minute later. */
async function protectedAtMidnight(...policies: readonly PolicySources[]) {
  const p = protecting(...(policies.length > 0 ? policies : [promise()]))
  await p.sweep(at(-1))
  p.end(await p.begin(at(0)), at(0))
  await p.sweep(at(1))
  return p
}

describe('a promise', () => {
  it('is broken two minutes after a recovery point is missing, told once, and restored by the next, told once', async () => {
    const p = await protectedAtMidnight()
    await p.sweepBetween(at(2), at(17))
    expect(p.promises()).toEqual([])
    expect((await p.sweep(at(17, 1))).watch?.breached).toBe(1)
    await p.sweepBetween(at(18), at(60))
    const jobId = await p.begin(at(60, 30))
    await p.sweepBetween(at(61), at(64))
    p.end(jobId, at(60, 30))
    expect((await p.sweep(at(65))).watch?.breached).toBe(0)
    await p.sweepBetween(at(66), at(75))
    expect(p.promises()).toEqual([
      { at: '00:17', what: 'Breached', observed: 17 * 60 + 1 },
      { at: '01:05', what: 'Restored', observed: 65 * 60 },
    ])
    expect(p.events.map(({ eventId }) => eventId).filter(id => id.startsWith('rpo/'))).toEqual([
      'rpo/erp-sql/erp-core#1',
      'rpo/erp-sql/erp-core#2',
    ])
  })

  it('is told with all that the DBA needs', async () => {
    const p = await protectedAtMidnight()
    const jobId = await p.begin(at(10))
    p.end(jobId, at(10), { status: 'Failed', progress: { ended: true, outcome: 'failed' } })
    await p.sweepBetween(at(11), at(18))
    const event = p.events.at(-1)
    expect(event).toEqual({
      eventId: 'rpo/erp-sql/erp-core#1',
      time: iso(at(18)),
      detailType: 'Backup RPO Breached',
      detail: {
        eventId: 'rpo/erp-sql/erp-core#1',
        schemaVersion: '1',
        resourceType: 'SQLServer',
        resource: {
          commcell: 'main',
          target: 'erp-core',
          clientId: 12,
          instanceId: 34,
          subclientId: 56,
        },
        createdBy: {
          policyName: 'erp-sql',
          environment: 'prod',
          policyHash: erpSql.policy.hash,
        },
        rpoSeconds: 900,
        observedSeconds: 18 * 60,
        lastRecoveryPoint: iso(at(0)),
        statusMessage:
          'The last recovery point of erp-core is of 2026-11-22T00:00:00Z, 18m ago. Policy erp-sql promises 15m (rpo). Its latest run, erp-sql.log/erp-core/2026-11-22T00:10Z, ended: failed.',
      },
    })
  })

  it.each<[NotifyState, number]>([
    ['RPO_BREACHED', 1],
    ['RPO_RESTORED', 1],
    ['MISSED', 0],
  ])('reaches whoever asked for %s', async (state, count) => {
    const p = await protectedAtMidnight()
    await p.sweep(at(20))
    p.end(await p.begin(at(21)), at(21))
    await p.sweep(at(22))
    const pattern = notificationPattern({
      policy: 'erp-sql',
      channel: 'dba',
      sns: 'dba',
      when: [state],
    })
    const heard = p.events
      .filter(({ detailType }) => detailType.startsWith('Backup RPO'))
      .filter(({ detailType, detail, eventId, time }) =>
        matches(pattern, {
          id: eventId,
          source: 'holdfast',
          'detail-type': detailType,
          time,
          detail,
        }),
      )
    expect(heard).toHaveLength(count)
  })

  it('is watched while it is paused, and the event says so', async () => {
    const pause = { reason: 'storage move', by: 'j.doe', until: '2026-11-23T00:00:00Z' }
    const paused = promise(900, { sources: [{ ...logs, pause }, fulls] })
    const p = await protectedAtMidnight(paused)
    await p.sweep(at(18))
    expect(p.events.at(-1)?.detail.statusMessage).toContain(
      'erp-sql.log is paused until 2026-11-23T00:00:00Z by j.doe: storage move.',
    )
  })

  it('is told when the bus is there again, and once', async () => {
    const p = await protectedAtMidnight()
    p.breakBus()
    await p.sweepBetween(at(18), at(20))
    expect(p.promises()).toEqual([])
    p.mendBus()
    await p.sweepBetween(at(21), at(25))
    expect(p.promises()).toEqual([{ at: '00:18', what: 'Breached', observed: 18 * 60 }])
  })

  it('is told once by two sweeps at once', async () => {
    const p = await protectedAtMidnight()
    p.goTo(at(18))
    await Promise.all([track(p.now()), track(p.now()), track(p.now())])
    expect(p.promises()).toHaveLength(1)
  })

  it('costs one read a policy and sweep, and a write only where something has changed', async () => {
    const p = await protectedAtMidnight()
    const inner = p.world.notes
    const calls: string[] = []
    p.noteIn({
      read: key => {
        calls.push(`read ${key}`)
        return inner.read(key)
      },
      write: note => {
        calls.push(`write ${note.key}`)
        return inner.write(note)
      },
    })
    const during = async (instant: number) => {
      calls.length = 0
      await p.sweep(instant)
      return calls.filter(call => call.includes(' rpo/'))
    }
    const [read, write] = ['read rpo/erp-sql', 'write rpo/erp-sql']
    expect(await during(at(2))).toEqual([read])
    expect(await during(at(18))).toEqual([read, write, write])
    expect(await during(at(19))).toEqual([read])
    p.end(await p.begin(at(20)), at(20))
    expect(await during(at(21))).toEqual([read, write, read, write, write])
  })

  it('of a policy without rpo is none', async () => {
    const { rpoSeconds: _, ...policy } = erpSql.policy
    const p = await protectedAtMidnight({ ...promise(), policy })
    await p.sweep(at(600))
    expect(p.promises()).toEqual([])
    expect(await p.world.notes.read('rpo/erp-sql')).toBeUndefined()
  })
})

describe('kept as the proof says it is kept', () => {
  it('are 15 minutes by a log every 15 minutes, however late in its minute it starts and however long it takes', async () => {
    const p = protecting(promise())
    const running: { jobId: string; startedAt: number; endsAt: number }[] = []
    for (let minute = 0; minute < 6 * 60; minute++) {
      if (minute % 15 === 0) {
        const startedAt = at(minute, (minute * 7) % 60)
        const lasts = [30_000, 4 * MINUTE, 14 * MINUTE][minute % 3] ?? 0
        running.push({ jobId: await p.begin(startedAt), startedAt, endsAt: startedAt + lasts })
      }
      for (const job of running) if (job.endsAt <= at(minute, 59)) p.end(job.jobId, job.startedAt)
      await p.sweep(at(minute, 59))
    }
    expect(p.promises()).toEqual([])
  })

  it('is a day and an hour by a nightly full that takes four hours', async () => {
    const p = protecting(promise(25 * 3600))
    for (let day = 0; day < 4; day++) {
      const startedAt = at(day * 24 * 60)
      const jobId = await p.begin(startedAt, fulls)
      for (let hour = 0; hour < 24; hour++) {
        if (hour === 4) p.end(jobId, startedAt)
        await p.sweep(startedAt + hour * HOUR + MINUTE)
      }
    }
    expect(p.promises()).toEqual([])
  })

  it('is broken at once when a job that was counted on fails', async () => {
    const p = await protectedAtMidnight()
    const jobId = await p.begin(at(15))
    await p.sweepBetween(at(16), at(25))
    expect(p.promises()).toEqual([])
    p.end(jobId, at(15), { status: 'Failed', progress: { ended: true, outcome: 'failed' } })
    await p.sweep(at(26))
    expect(p.promises()).toEqual([{ at: '00:26', what: 'Breached', observed: 26 * 60 }])
  })

  it('is broken by a job that hangs, as soon as the next would be due', async () => {
    const p = await protectedAtMidnight()
    await p.begin(at(15))
    await p.sweepBetween(at(16), at(40))
    expect(p.promises()).toEqual([{ at: '00:33', what: 'Breached', observed: 33 * 60 }])
  })

  it('is not mended by a job that began too late before that one has ended', async () => {
    const p = await protectedAtMidnight()
    await p.sweep(at(18))
    const jobId = await p.begin(at(19))
    await p.sweepBetween(at(20), at(30))
    p.end(jobId, at(19))
    await p.sweep(at(31))
    expect(p.promises()).toEqual([
      { at: '00:18', what: 'Breached', observed: 18 * 60 },
      { at: '00:31', what: 'Restored', observed: 31 * 60 },
    ])
  })

  it('is not restored by a job that is too old when it ends', async () => {
    const p = await protectedAtMidnight()
    const jobId = await p.begin(at(10))
    await p.sweepBetween(at(11), at(40))
    p.end(jobId, at(10))
    await p.sweepBetween(at(41), at(45))
    expect(p.promises()).toEqual([{ at: '00:28', what: 'Breached', observed: 28 * 60 }])
  })
})

describe('a recovery point', () => {
  const ended = (
    outcome: 'completed-with-warnings' | 'partial' | 'failed',
  ): Partial<JobReport> => ({
    status: outcome,
    progress: { ended: true, outcome },
  })

  it.each<[string, ScheduleSource, Partial<JobReport>, boolean]>([
    ['a job that completed', logs, COMPLETED, true],
    ['one that completed with warnings', logs, ended('completed-with-warnings'), true],
    ['a full', fulls, COMPLETED, true],
    ['what Commvault made of another level', logs, { ...COMPLETED, actualLevel: 'FULL' }, true],
    ['a copy-only full, which is none', copies, COMPLETED, false],
    ['one with errors, which is none', logs, ended('partial'), false],
    ['a failed one, which is none', logs, ended('failed'), false],
    ['a killed one, which is none', logs, KILLED, false],
  ])('is of %s', async (_, source, report, isOne) => {
    const p = await protectedAtMidnight()
    p.end(await p.begin(at(10), source), at(10), report)
    await p.sweepBetween(at(11), at(27))
    expect(p.promises().length).toBe(isOne ? 0 : 1)
  })

  it('is when its job began by what Commvault says, and not when it was asked for or ended', async () => {
    const p = await protectedAtMidnight()
    const jobId = await p.begin(at(10))
    // It was queued for four minutes.
    p.end(jobId, at(14))
    await p.sweepBetween(at(15), at(31))
    expect(p.promises()).toEqual([])
    await p.sweep(at(32))
    expect(p.events.at(-1)?.detail.lastRecoveryPoint).toBe(iso(at(14)))
  })

  it('of a job of another policy counts', async () => {
    const other: PolicySources = {
      ...promise(900, { sources: [{ ...fulls, name: 'weekly.full' }] }),
      policy: { name: 'weekly', owner: 'dba', hash: 'f00d' },
    }
    const p = await protectedAtMidnight(promise(), other)
    p.end(await p.begin(at(14), { ...fulls, name: 'weekly.full' }, other), at(14))
    await p.sweepBetween(at(15), at(31))
    expect(p.promises()).toEqual([])
  })

  it('of another target does not', async () => {
    const both = promise(900, { targets: { 'erp-core': erpCore, 'erp-reporting': erpReporting } })
    const p = await protectedAtMidnight(both)
    p.end(await p.begin(at(14)), at(14))
    await p.sweepBetween(at(15), at(18))
    const [event] = p.events.filter(({ detailType }) => detailType === 'Backup RPO Breached')
    expect(event?.detail).toMatchObject({
      resource: { target: 'erp-reporting' },
      lastRecoveryPoint: null,
      observedSeconds: 17 * 60 + 60,
      statusMessage:
        'erp-reporting has no recovery point since it is watched, for 18m. Policy erp-sql promises 15m (rpo). No run of it is on record.',
    })
  })

  it('that a note has not heard of wakes nobody', async () => {
    const p = await protectedAtMidnight()
    const before = await p.world.notes.read('rpo/erp-sql')
    p.end(await p.begin(at(14)), at(14))
    await p.sweep(at(15))
    const after = await p.world.notes.read('rpo/erp-sql')
    // As if the note of the second one had never been written.
    await p.world.notes.write({
      key: 'rpo/erp-sql',
      value: before?.value,
      version: after?.version ?? 0,
    })
    await p.sweepBetween(at(16), at(31))
    expect(p.promises()).toEqual([])
    await p.sweep(at(32))
    expect(p.promises()).toEqual([{ at: '00:32', what: 'Breached', observed: 18 * 60 }])
  })
})

it('is not told while a job that has just begun is on record, and not yet in the list of a sweep', async () => {
  const p = await protectedAtMidnight()
  await p.begin(at(16, 59))
  const world = p.now()
  // The list of the open runs may lag a second behind.
  p.goTo(at(17, 1))
  await track({ ...world, runs: { ...world.runs, open: async () => [] } })
  expect(p.promises()).toEqual([])
})

describe('the beginning', () => {
  it('counts as a recovery point where there is none', async () => {
    const p = protecting(promise())
    await p.sweepBetween(at(0), at(17))
    expect(p.promises()).toEqual([])
    await p.sweepBetween(at(18), at(40))
    expect(p.promises()).toEqual([{ at: '00:18', what: 'Breached', observed: 18 * 60 }])
    expect(p.events.at(-1)?.detail.lastRecoveryPoint).toBeNull()
  })

  it.each([
    ['is kept by what is on record', 10, []],
    [
      'is broken at once by what is on record',
      60,
      [{ at: '01:00', what: 'Breached', observed: 3600 }],
    ],
  ])('%s', async (_, minute, told) => {
    const p = protecting()
    p.end(await p.begin(at(0), logs, promise()), at(0))
    await p.sweep(at(1))
    p.deploy(promise())
    await p.sweep(at(minute))
    expect(p.promises()).toEqual(told)
  })
})

describe('a deploy', () => {
  it.each([
    ['with a larger rpo restores', 3600, ['Breached', 'Restored']],
    ['with the same rpo changes nothing', 900, ['Breached']],
  ])('%s', async (_, rpoSeconds, told) => {
    const p = await protectedAtMidnight()
    await p.sweep(at(18))
    p.deploy(promise(rpoSeconds))
    await p.sweep(at(19))
    expect(p.promises().map(({ what }) => what)).toEqual(told)
  })

  it('with a smaller rpo breaks what was kept', async () => {
    const p = await protectedAtMidnight(promise(3600))
    await p.sweep(at(20))
    p.deploy(promise(900))
    await p.sweep(at(21))
    expect(p.promises()).toEqual([{ at: '00:21', what: 'Breached', observed: 21 * 60 }])
  })

  it('without a target forgets it, without a word', async () => {
    const p = await protectedAtMidnight()
    await p.sweep(at(18))
    p.deploy(promise(900, { targets: {} }))
    expect((await p.sweep(at(19))).watch?.breached).toBe(0)
    p.deploy(promise())
    p.end(await p.begin(at(20)), at(20))
    await p.sweep(at(21))
    expect(p.promises().map(({ what }) => what)).toEqual(['Breached'])
  })
})

it('says when a promise will be broken', async () => {
  const p = await protectedAtMidnight()
  expect((await p.sweep(at(2))).watch?.watchAt).toBe(at(17) + 1)
  expect((await p.sweep(at(18))).watch).not.toHaveProperty('watchAt')
})

it('goes on when its note cannot be written, and tells it later', async () => {
  const p = await protectedAtMidnight()
  const broken = inMemoryNotes()
  p.noteIn({ ...broken, read: async () => Promise.reject(new Error('the table is away')) })
  p.end(await p.begin(at(10)), at(10))
  await expect(p.sweep(at(11))).rejects.toThrow('the table is away')
  expect(p.told()).toContain('Backup Job State Change COMPLETED')
  p.noteIn(p.world.notes)
  await p.sweepBetween(at(12), at(27))
  expect(p.promises()).toEqual([])
})

// --- what holds for every course of events ---

describe('from when on', () => {
  const LIMIT = 17 * MINUTE
  it.each<[string, Partial<Protection>, readonly number[], number]>([
    ['the last recovery point', { point: at(5) }, [], at(5) + LIMIT],
    ['the beginning, without one', {}, [], at(0) + LIMIT],
    ['a job that goes on', { point: at(5) }, [at(20)], at(20) + LIMIT],
    ['a chain of them, in whatever order', { point: at(5) }, [at(37), at(20)], at(37) + LIMIT],
    ['not one that began too late', { point: at(5) }, [at(23)], at(5) + LIMIT],
    ['nor one that is older', { point: at(5) }, [at(1)], at(5) + LIMIT],
  ])('%s counts', (_, known, coming, last) => {
    expect(brokenFrom({ since: at(0), ...known }, { rpoSeconds: 900, coming })).toBe(last + 1)
  })
})

type Course = readonly { readonly gap: number; readonly lasts: number; readonly isGood: boolean }[]

const course = (mostGap: number): fc.Arbitrary<Course> =>
  fc.array(
    fc.record({
      gap: fc.integer({ min: 1, max: mostGap }),
      lasts: fc.integer({ min: 0, max: 40 }),
      isGood: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )

/** Jobs one after the other, swept every minute, half a minute after they begin and end; then an hour of nothing. */
async function play(jobs: Course) {
  const p = protecting(promise())
  const starts = jobs.map((_, n) => jobs.slice(0, n + 1).reduce((sum, { gap }) => sum + gap, 0))
  const ids: string[] = []
  const end = (starts.at(-1) ?? 0) + 60
  for (let minute = 0; minute <= end; minute++) {
    for (const [n, start] of starts.entries()) {
      if (start === minute) ids[n] = await p.begin(at(start))
      const job = jobs[n]
      if (job === undefined || start + job.lasts !== minute) continue
      const failed = { status: 'Failed', progress: { ended: true, outcome: 'failed' } } as const
      p.end(ids[n] ?? '', at(start), job.isGood ? COMPLETED : failed)
    }
    await p.sweep(at(minute, 30))
  }
  return { p, starts }
}

it('alternates: broken, restored, broken', async () => {
  await fc.assert(
    fc.asyncProperty(course(60), async jobs => {
      const { p } = await play(jobs)
      const words = p.promises().map(({ what }) => what)
      expect(words).toEqual(words.map((_, n) => (n % 2 === 0 ? 'Breached' : 'Restored')))
      // An hour of nothing breaks every promise.
      expect(words.at(-1)).toBe('Breached')
    }),
    { numRuns: 40 },
  )
})

it('is never told of a course that keeps it', async () => {
  await fc.assert(
    fc.asyncProperty(course(15), async jobs => {
      const { p, starts } = await play(jobs.map(job => ({ ...job, isGood: true })))
      const last = at(starts.at(-1) ?? 0)
      const early = p.events.filter(
        ({ detailType, time }) =>
          detailType.startsWith('Backup RPO') && Date.parse(time) <= last + 17 * MINUTE,
      )
      expect(early).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('is told of every gap that breaks it, while it lasts', async () => {
  await fc.assert(
    fc.asyncProperty(course(60), async jobs => {
      const { p, starts } = await play(jobs.map(job => ({ ...job, isGood: true })))
      const told = p.events.filter(({ detailType }) => detailType.startsWith('Backup RPO'))
      const known = starts.map((start, n) => at(start + (jobs[n]?.lasts ?? 0), 30))
      for (const [n, start] of starts.entries()) {
        const isKept = start - (starts[n - 1] ?? 0) <= 18
        if (isKept) continue
        // Until this one is known, or a later one, somebody has been told, and not told otherwise.
        const mended = Math.min(...known.slice(n))
        const last = told.filter(({ time }) => Date.parse(time) < mended).at(-1)
        expect(last?.detailType).toBe('Backup RPO Breached')
      }
    }),
    { numRuns: 40 },
  )
})
