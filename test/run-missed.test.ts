// Nothing is missed silently: whatever keeps a start from reaching us, the sweep finds it. And nothing fires that was not due.
import { describe, expect, it } from 'vitest'
import { inMemoryNotes } from '../lib/run/in-memory-notes.ts'
import { isEnded, jobIdsOf, type Run } from '../lib/run/run.ts'
import { dueBetween } from '../lib/schedule/timetable.ts'
import type { PolicySources, ScheduleSource, StartSource } from '../lib/start.ts'
import { track } from '../lib/track/track.ts'
import { fc } from './support/fast-check.ts'
import { frequentSchedule, zone } from './support/schedule-arbitraries.ts'
import { deployed, erpCore, erpSql, full, log, MINUTE, SUNDAY, story } from './support/story.ts'
import { type WatchedWorld, watchedWorld } from './support/watched-world.ts'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Sweeps come some seconds after the minute. */
const at = (minutes: number, seconds = 10) => SUNDAY + minutes * MINUTE + seconds * 1000

/** It promises nothing: what comes of promises is told in run-rpo.test.ts. */
const policyOf = (...sources: readonly StartSource[]): PolicySources => {
  const { rpoSeconds: _, ...policy } = erpSql.policy
  return { ...erpSql, policy, sources }
}

const allowing = { overlap: 'allow' } as const
/** Every 15 minutes; may start 7.5 minutes late, so it is looked for after 3.75. */
const logs = (change: Partial<ScheduleSource> = {}): ScheduleSource => ({
  ...log,
  targets: ['erp-core'],
  terms: { ...log.terms, ...allowing, startWithinSeconds: 450 },
  ...change,
})
/** At midnight, within two hours. */
const nightly = (change: Partial<ScheduleSource> = {}): ScheduleSource => ({
  ...full,
  expression: 'cron(0 0 * * ? *)',
  timezone: 'UTC',
  terms: { ...full.terms, ...allowing },
  ...change,
})

const idOf = (source: ScheduleSource, target: string, due: number) =>
  `${source.name}/${target}/${new Date(due).toISOString().slice(0, 16)}Z`
const causes = (runs: readonly Run[]) => runs.map(({ id, cause }) => `${cause} ${id}`)
const outcomeOf = ({ status }: Run) =>
  status.state === 'ended' ? status.outcome.kind : status.state
const textOf = ({ status }: Run) =>
  status.state === 'ended' && 'text' in status.outcome ? status.outcome.text : ''

/** Watched from ten minutes before midnight on. */
async function watching(...sources: readonly ScheduleSource[]): Promise<WatchedWorld> {
  const w = watchedWorld(policyOf(...sources))
  await w.sweepAt(at(-10))
  return w
}

describe('a start that never came', () => {
  it('is begun when its grace is over, once, and said to be caught up', async () => {
    const w = await watching(nightly())
    await w.sweepBetween(at(-9), at(4))
    expect(w.jobs()).toEqual([])
    expect((await w.sweepAt(at(5))).watch).toMatchObject({ caughtUp: 2, missed: 0 })
    await w.sweepBetween(at(6), at(40))
    expect(causes(await w.runsOf('erp-core', 'erp-reporting'))).toEqual([
      'CATCH_UP erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
      'CATCH_UP erp-sql.weekly-full/erp-reporting/2026-11-22T00:00Z',
    ])
    expect(w.jobs()).toHaveLength(2)
    expect(w.events[0]?.detail.createdBy).toMatchObject({
      cause: 'CATCH_UP',
      scheduleName: 'weekly-full',
    })
    expect(w.told()).toContain(
      'Backup Job State Change COMPLETED erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
    )
  })

  it('is a duplicate when it comes after all', async () => {
    const w = await watching(nightly())
    await w.sweepAt(at(6))
    expect(await w.deliver('erp-sql.weekly-full', SUNDAY)).toMatchObject([
      { cause: 'CATCH_UP' },
      { cause: 'CATCH_UP' },
    ])
    await w.sweepBetween(at(7), at(30))
    expect(w.jobs()).toHaveLength(2)
  })

  it('is not looked for when it came in time', async () => {
    const w = await watching(nightly())
    w.goTo(at(0))
    await w.deliver('erp-sql.weekly-full', SUNDAY)
    await w.sweepBetween(at(1), at(30))
    expect(causes(await w.runsOf('erp-core'))).toEqual([
      'SCHEDULE erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
    ])
  })

  it('is begun for those targets that submit did not reach before it crashed', async () => {
    const w = await watching(nightly())
    w.goTo(at(0))
    await w.deliver('erp-sql.weekly-full', SUNDAY, ['erp-core'])
    await w.sweepBetween(at(1), at(30))
    expect(causes(await w.runsOf('erp-core', 'erp-reporting'))).toEqual([
      'SCHEDULE erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
      'CATCH_UP erp-sql.weekly-full/erp-reporting/2026-11-22T00:00Z',
    ])
  })

  it('is found among others that came', async () => {
    const w = await watching(logs())
    for (let minute = 0; minute < 120; minute++) {
      w.goTo(at(minute, 5))
      if (minute % 15 === 0 && minute !== 45)
        await w.deliver('erp-sql.log', SUNDAY + minute * MINUTE)
      await w.sweepAt(at(minute))
    }
    const runs = await w.runsOf('erp-core')
    expect(runs).toHaveLength(8)
    expect(causes(runs.filter(({ cause }) => cause === 'CATCH_UP'))).toEqual([
      'CATCH_UP erp-sql.log/erp-core/2026-11-22T00:45Z',
    ])
  })

  it('ends as missed when it cannot start any more', async () => {
    const w = await watching(nightly())
    expect((await w.sweepAt(at(121))).watch).toMatchObject({ caughtUp: 0, missed: 2 })
    const [run] = await w.runsOf('erp-core')
    expect(run && textOf(run)).toBe(
      'The start of erp-sql.weekly-full that was due at 2026-11-22T00:00:00Z never reached Holdfast. It could start until 2026-11-22T02:00:00Z; it is 2026-11-22T02:01:10Z.',
    )
    expect(w.told()).toEqual([
      'Backup Run Missed erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
      'Backup Run Missed erp-sql.weekly-full/erp-reporting/2026-11-22T00:00Z',
    ])
    expect(w.events[0]?.detail.createdBy).toMatchObject({ cause: 'CATCH_UP' })
  })

  it('leaves its place to a later one of the same schedule, whether that one came or not', async () => {
    const dense = logs({ terms: { ...logs().terms, startWithinSeconds: 3600 } })
    const w = await watching(dense)
    await w.sweepAt(at(32))
    // 00:30 is on its way still; nothing is started in its place.
    expect((await w.runsOf('erp-core')).map(outcomeOf)).toEqual(['missed', 'missed'])
    await w.sweepBetween(at(33), at(36))
    const runs = await w.runsOf('erp-core')
    expect(runs.map(outcomeOf)).toEqual(['missed', 'missed', 'submitted'])
    expect(runs[1] && textOf(runs[1])).toBe(
      'The start of erp-sql.log that was due at 2026-11-22T00:15:00Z never reached Holdfast. A later start of the same schedule, of 2026-11-22T00:30:00Z, takes its place.',
    )
    expect(w.jobs()).toHaveLength(1)
  })

  it('is begun even where the next is due before anybody looks for it', async () => {
    const dense = logs({
      expression: 'cron(0/5 * * * ? *)',
      terms: { ...logs().terms, startWithinSeconds: 3600 },
    })
    const w = await watching(dense)
    await w.sweepBetween(at(-9), at(31))
    expect((await w.runsOf('erp-core')).map(({ id }) => id.slice(-6))).toEqual([
      '23:55Z',
      ...['00', '05', '10', '15', '20', '25'].map(minute => `00:${minute}Z`),
    ])
    expect(w.jobs()).toHaveLength(7)
  })

  it('goes through the same checks as any other', async () => {
    const blackout = {
      calendar: 'close',
      name: 'night',
      span: { kind: 'dated', from: '2026-11-21T20:00:00Z', to: '2026-11-22T06:00:00Z' },
    } as const
    const w = await watching(nightly({ terms: { ...nightly().terms, blackouts: [blackout] } }))
    await w.sweepAt(at(6))
    expect(w.told()).toEqual([
      'Backup Run Skipped BLACKOUT erp-sql.weekly-full/erp-core/2026-11-22T00:00Z',
      'Backup Run Skipped BLACKOUT erp-sql.weekly-full/erp-reporting/2026-11-22T00:00Z',
    ])
  })

  it.each([
    ['in a blackout', 6],
    ['in a blackout, and is found too late', 240],
  ])('is skipped when it was due %s', async (_, minute) => {
    const blackout = {
      calendar: 'close',
      name: 'night',
      span: { kind: 'dated', from: '2026-11-21T20:00:00Z', to: '2026-11-22T00:30:00Z' },
    } as const
    const w = await watching(nightly({ terms: { ...nightly().terms, blackouts: [blackout] } }))
    await w.sweepAt(at(minute))
    expect((await w.runsOf('erp-core')).map(outcomeOf)).toEqual(['skipped'])
  })

  it('yields to a stronger schedule of the same minute, as it would have done in time', async () => {
    const weekly = nightly({ expression: 'cron(0 0 ? * SUN *)' })
    const daily = nightly({
      name: 'erp-sql.daily-diff',
      backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
      yieldsTo: [weekly.name],
    })
    const w = await watching(weekly, daily)
    await w.sweepAt(at(6))
    expect((await w.runsOf('erp-core')).map(run => `${run.source} ${outcomeOf(run)}`)).toEqual([
      'erp-sql.weekly-full submitted',
      'erp-sql.daily-diff skipped',
    ])
  })

  it('waits for a slot like any other, the oldest first', async () => {
    const w = watchedWorld(policyOf(nightly()), { slots: 1 })
    await w.sweepAt(at(-10))
    const report = await w.sweepAt(at(6))
    expect(report).toMatchObject({ open: 2, unsettled: 1, watch: { caughtUp: 2 } })
    await w.sweepBetween(at(7), at(60))
    expect((await w.runsOf('erp-core', 'erp-reporting')).map(outcomeOf)).toEqual([
      'completed',
      'completed',
    ])
  })
})

describe('when a start is looked for', () => {
  /** The first minute in which a sweep, once a minute, knows of the start that was due at midnight. */
  async function foundIn(source: ScheduleSource): Promise<number | undefined> {
    const w = await watching(source)
    for (let minute = 0; minute < 400; minute++) {
      await w.sweepAt(at(minute))
      if ((await w.runsOf('erp-core')).length > 0) return minute
    }
    return undefined
  }
  const within = (startWithinSeconds: number, jitterSeconds?: number) =>
    nightly({
      terms: { ...nightly().terms, startWithinSeconds },
      ...(jitterSeconds && { jitterSeconds }),
    })

  it.each([
    ['after what Scheduler and Lambda may need', within(7200), 5],
    ['in half of a short startWithin', within(240), 2],
    ['a minute after it, where startWithin is two', within(120), 1],
    ['not before its jitter is over', within(7200, 30 * 60), 35],
    ['with what its jitter leaves of startWithin', within(20 * 60, 16 * 60), 18],
    ['when its jitter is over, where that is longer than startWithin', within(600, 900), 15],
  ])('%s', async (_, source, minute) => {
    expect(await foundIn(source)).toBe(minute)
  })

  it('asks the store for none whose run the sweep has seen', async () => {
    const w = await watching(logs(), nightly())
    const before = w.reads()
    for (let minute = 0; minute < DAY / MINUTE; minute++) {
      w.goTo(at(minute, 5))
      if (minute === 0) await w.deliver('erp-sql.weekly-full', SUNDAY)
      if (minute % 15 === 0) await w.deliver('erp-sql.log', SUNDAY + minute * MINUTE)
      await w.sweepAt(at(minute))
    }
    expect(w.reads()).toBe(before)
  })

  it('asks the store once for every other', async () => {
    const w = await watching(logs(), nightly())
    const before = w.reads()
    for (let minute = 0; minute < 60; minute++) await w.sweepAt(at(minute))
    expect(w.reads() - before).toBe(4 + 2)
  })

  it('writes down how far it has looked where something was due, and else once an hour', async () => {
    const { rpoSeconds: _, ...policy } = erpSql.policy
    const w = watchedWorld({ ...erpSql, policy, sources: [nightly()] })
    const versionAt = async (minute: number) => {
      await w.sweepAt(at(minute))
      return (await w.world().notes.read('watch/until'))?.version
    }
    const versions: (number | undefined)[] = []
    for (let minute = -10; minute <= 130; minute++) versions.push(await versionAt(minute))
    const written = versions.flatMap((version, n) => (version === versions[n - 1] ? [] : [n - 10]))
    expect(written).toEqual([-10, 5, 65, 125])
  })

  it('says when the watch is to look next', async () => {
    const w = await watching(nightly())
    expect((await w.sweepAt(at(-1))).watch).not.toHaveProperty('watchAt')
    expect((await w.sweepAt(at(1))).watch?.watchAt).toBe(SUNDAY + 5 * MINUTE)
    expect((await w.sweepAt(at(5))).watch).not.toHaveProperty('watchAt')
  })
})

describe('nothing fires', () => {
  const none = async (w: WatchedWorld) => {
    expect(await w.runsOf('erp-core', 'erp-reporting')).toEqual([])
    expect(w.events).toEqual([])
  }

  it('because of the first sweep', async () => {
    const w = watchedWorld(policyOf(nightly(), logs()))
    await w.sweepBetween(at(1), at(14))
    await none(w)
  })

  it.each([
    ['a new policy', [], policyOf(nightly())],
    [
      'another expression',
      [policyOf(nightly({ expression: 'cron(0 3 * * ? *)' }))],
      policyOf(nightly()),
    ],
    ['another zone', [policyOf(nightly({ timezone: 'Asia/Tokyo' }))], policyOf(nightly())],
    ['a later end', [policyOf(nightly({ endDate: '2026-11-21T00:00:00Z' }))], policyOf(nightly())],
    [
      'an unpause',
      [policyOf(nightly({ pause: { reason: 'move', by: 'j.doe' } }))],
      policyOf(nightly()),
    ],
    [
      'another pause',
      [
        policyOf(
          nightly({ pause: { reason: 'move', by: 'j.doe', until: '2027-01-01T00:00:00Z' } }),
        ),
      ],
      policyOf(nightly({ pause: { reason: 'move', by: 'j.doe', until: '2026-11-21T00:00:00Z' } })),
    ],
    ['a new name', [policyOf(nightly({ name: 'erp-sql.full' }))], policyOf(nightly())],
  ] as const)('because of %s', async (_, before, after) => {
    const w = watchedWorld(policyOf())
    w.deploy(...before)
    await w.sweepBetween(at(-10), at(1))
    w.deploy(after)
    await w.sweepBetween(at(2), at(180))
    await none(w)
  })

  it('for a target that was not there yet, and the others stay watched', async () => {
    const w = watchedWorld({ ...policyOf(logs()), targets: { 'erp-core': erpCore } })
    await w.sweepBetween(at(-10), at(1))
    w.deploy(policyOf(logs({ targets: ['erp-core', 'erp-reporting'] })))
    await w.sweepBetween(at(2), at(20))
    expect((await w.runsOf('erp-core', 'erp-reporting')).map(({ id }) => id)).toEqual([
      'erp-sql.log/erp-core/2026-11-22T00:00Z',
      'erp-sql.log/erp-core/2026-11-22T00:15Z',
      'erp-sql.log/erp-reporting/2026-11-22T00:15Z',
    ])
  })

  it('that was due in a pause, and what is due when it is over is watched', async () => {
    const pause = { reason: 'move', by: 'j.doe', until: '2026-11-22T00:40:00Z' }
    const w = await watching(logs({ pause }))
    await w.sweepBetween(at(-9), at(49))
    expect((await w.runsOf('erp-core')).map(({ id }) => id)).toEqual([
      'erp-sql.log/erp-core/2026-11-22T00:45Z',
    ])
  })

  it('outside of its dates', async () => {
    const dates = { startDate: '2026-11-22T00:15:00Z', endDate: '2026-11-22T00:45:00Z' }
    const w = await watching(logs(dates))
    await w.sweepBetween(at(-9), at(120))
    expect((await w.runsOf('erp-core')).map(({ id }) => id)).toEqual([
      'erp-sql.log/erp-core/2026-11-22T00:15Z',
      'erp-sql.log/erp-core/2026-11-22T00:30Z',
    ])
  })

  it('of a trigger', async () => {
    const w = watchedWorld(policyOf(deployed))
    await w.sweepBetween(at(-10), at(60))
    await none(w)
  })

  it('in a world that does not know its policies, and nothing is noted', async () => {
    const s = story()
    await track(s.world)
    s.goTo(SUNDAY + DAY)
    expect(await track(s.world)).not.toHaveProperty('watch')
    expect(await s.world.notes.read('watch/until')).toBeUndefined()
  })
})

describe('when the clocks change', () => {
  const berlin = (expression: string) =>
    nightly({ expression, timezone: 'Europe/Berlin', targets: ['erp-core'] })
  it.each([
    ['a time that does not exist is nobody’s', 'cron(30 2 * * ? *)', '2027-03-27T12:00:00Z', []],
    [
      'a time that comes twice is due once',
      'cron(30 2 * * ? *)',
      '2027-10-30T12:00:00Z',
      ['2027-10-31T00:30Z'],
    ],
    [
      'the hour before is as ever',
      'cron(30 1 * * ? *)',
      '2027-03-27T12:00:00Z',
      ['2027-03-28T00:30Z'],
    ],
  ])('%s', async (_, expression, noon, due) => {
    const w = watchedWorld(policyOf(berlin(expression)))
    const from = Date.parse(noon)
    for (let hour = 0; hour < 24; hour++) await w.sweepAt(from + hour * HOUR)
    expect((await w.runsOf('erp-core')).map(({ id }) => id)).toEqual(
      due.map(time => `erp-sql.weekly-full/erp-core/${time}`),
    )
  })
})

describe('after a long silence', () => {
  it('the latest start that may still begin begins at once, and the one event of the others says how many', async () => {
    const w = await watching(logs())
    await w.sweepAt(at(-9))
    // Two and a half days later.
    const report = await w.sweepAt(at(3600 + 5))
    expect(report.watch).toMatchObject({ caughtUp: 1 })
    expect(causes((await w.runsOf('erp-core')).filter(run => !isEnded(run)))).toEqual([
      'CATCH_UP erp-sql.log/erp-core/2026-11-24T12:00Z',
    ])
    await w.sweepBetween(at(3600 + 6), at(3600 + 9))
    expect(await w.runsOf('erp-core')).toHaveLength(241)
    const missed = w.events.filter(({ detailType }) => detailType === 'Backup Run Missed')
    // A day a sweep.
    expect(missed.map(({ detail }) => detail.statusMessage)).toEqual([
      'The start of erp-sql.log that was due at 2026-11-22T23:45:00Z never reached Holdfast. It could start until 2026-11-22T23:52:30Z; it is 2026-11-24T12:05:10Z. Nor did the 95 before it, from 2026-11-22T00:00:00Z on; they have no events of their own.',
      'The start of erp-sql.log that was due at 2026-11-23T23:45:00Z never reached Holdfast. It could start until 2026-11-23T23:52:30Z; it is 2026-11-24T12:06:10Z. Nor did the 95 before it, from 2026-11-23T00:00:00Z on; they have no events of their own.',
      'The start of erp-sql.log that was due at 2026-11-24T11:45:00Z never reached Holdfast. It could start until 2026-11-24T11:52:30Z; it is 2026-11-24T12:07:10Z. Nor did the 47 before it, from 2026-11-24T00:00:00Z on; they have no events of their own.',
    ])
  })

  it('leaves none untold when somebody redrives the very start that was to speak for the others', async () => {
    const w = await watching(logs({ endDate: '2026-11-22T05:50:00Z' }))
    w.goTo(at(600))
    const world = w.world()
    let isFirst = true
    const claim: typeof world.runs.claim = async run => {
      if (isFirst) {
        isFirst = false
        await w.deliver('erp-sql.log', run.scheduledTime)
      }
      return world.runs.claim(run)
    }
    await track({ ...world, runs: { ...world.runs, claim } })
    await w.sweepAt(at(601))
    const runs = await w.runsOf('erp-core')
    expect(runs).toHaveLength(24)
    expect(runs.filter(({ announced }) => announced > 0)).toHaveLength(2)
    expect(w.events.map(({ detail }) => String(detail.statusMessage)).at(-1)).toContain(
      'Nor did the 22 before it',
    )
  })

  it('looks for some thousand starts a sweep, and for all in the end', async () => {
    const names = Array.from({ length: 800 }, (_, n) => `db-${n}`)
    const targets = Object.fromEntries(
      names.map((name, n) => [name, { ...erpCore, name, subclientId: n + 1 }]),
    )
    const policy = { ...policyOf(logs({ targets: names })), targets }
    const w = watchedWorld(policy)
    await w.sweepAt(at(-10))
    const reports = []
    // Of each eight are due, and the last is in time.
    for (let minute = 110; minute < 113; minute++) reports.push((await w.sweepAt(at(minute))).watch)
    expect(reports.map(report => [report?.caughtUp, report?.missed])).toEqual([
      [800, 4800],
      [0, 800],
      [0, 0],
    ])
    expect(w.jobs()).toHaveLength(800)
  })
})

it('two sweeps at once find a start once', async () => {
  const w = await watching(nightly(), logs())
  w.goTo(at(6))
  const reports = await Promise.all([track(w.world()), track(w.world()), track(w.world())])
  expect(w.jobs()).toHaveLength(3)
  expect(reports.map(({ unreadable }) => unreadable)).toEqual([[], [], []])
})

it('goes on from what is on record when the notes are lost', async () => {
  const w = await watching(nightly())
  await w.sweepAt(at(6))
  const world = { ...w.world(), notes: inMemoryNotes() }
  w.goTo(at(7))
  await track(world)
  w.goTo(at(60))
  await track(world)
  expect(w.jobs()).toHaveLength(2)
})

// --- properties ---

type Case = {
  readonly sources: readonly ScheduleSource[]
  /** Whether the nth start that is due is lost: on its way, or for one of its targets. */
  readonly lost: readonly ('no' | 'all' | 'half')[]
  /** Minutes between sweeps, in turn. */
  readonly gaps: readonly number[]
}

const source = (n: number): fc.Arbitrary<ScheduleSource> =>
  fc
    .record({
      schedule: frequentSchedule,
      timezone: zone,
      startWithinSeconds: fc.constantFrom(60, 120, 450, 3600, 86_400),
      jitterSeconds: fc.constantFrom(0, 0, 300, 3600),
      pause: fc.constantFrom(undefined, undefined, { reason: 'r', by: 'b', until: iso(12 * HOUR) }),
    })
    .map(({ schedule, timezone, startWithinSeconds, jitterSeconds, pause }) => ({
      ...full,
      name: `erp-sql.s${n}`,
      expression: schedule.expression,
      timezone,
      terms: { ...full.terms, ...allowing, startWithinSeconds },
      ...(jitterSeconds > 0 && { jitterSeconds }),
      ...(pause && { pause }),
    }))
const iso = (after: number) => new Date(SUNDAY + after).toISOString()

const anyCase: fc.Arbitrary<Case> = fc.record({
  sources: fc.tuple(source(0), source(1)),
  lost: fc.array(fc.constantFrom('no', 'all', 'half'), { minLength: 1, maxLength: 20 }),
  gaps: fc.array(fc.constantFrom(1, 1, 1, 7, 61, 600, 2000), { minLength: 1, maxLength: 8 }),
})

const SPAN = 2 * DAY
/** So that what is dense stays countable. */
const isCountable = ({ sources }: Case) =>
  sources.every(each => dueBetween(each, { from: SUNDAY, to: SUNDAY + SPAN }).length < 300)

/** Delivers what is not lost, sweeps now and then, and at the end until nothing is left to be found. */
async function tell({ sources, lost, gaps }: Case, w: WatchedWorld): Promise<void> {
  const due = sources
    .flatMap(each =>
      dueBetween(each, { from: SUNDAY, to: SUNDAY + SPAN }).map(when => ({ each, when })),
    )
    .toSorted((a, b) => a.when - b.when)
  let sweepAt = SUNDAY
  let sweeps = 0
  const sweepUntil = async (when: number) => {
    for (; sweepAt < when; sweepAt += (gaps[sweeps++ % gaps.length] ?? 1) * MINUTE) {
      await w.sweepAt(sweepAt)
    }
  }
  for (const [n, { each, when }] of due.entries()) {
    await sweepUntil(when)
    const fate = lost[n % lost.length]
    w.goTo(when + 20_000)
    const targets = fate === 'half' ? ['erp-core'] : undefined
    if (fate !== 'all') await w.deliver(each.name, when, targets)
  }
  await sweepUntil(SUNDAY + SPAN + 2 * HOUR)
  for (let minute = 0; minute < 20; minute++)
    await w.sweepAt(Math.max(sweepAt, SUNDAY + SPAN + 2 * HOUR) + minute * MINUTE)
}

const TARGETS = ['erp-core', 'erp-reporting']

async function expectAllDecided(w: WatchedWorld, expected: readonly string[]): Promise<void> {
  const runs = await w.runsOf(...TARGETS)
  const ids = runs.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
  expect(expected.filter(id => !ids.includes(id))).toEqual([])
  const jobs = runs.flatMap(jobIdsOf)
  expect(jobs).toEqual([...new Set(jobs)])
  expect(jobs.toSorted()).toEqual(
    w
      .jobs()
      .map(({ id }) => id)
      .toSorted(),
  )
  const events = new Set(w.events.map(({ detail }) => detail.runId))
  const silent = runs.filter(({ id }) => !events.has(id))
  expect(causes(silent.filter(run => run.announced > 0))).toEqual([])
  // Each that has no event is one of those that another speaks for.
  const spokenFor = w.events
    .map(({ detail }) => /Nor did the (\d+) before it/.exec(String(detail.statusMessage))?.[1])
    .reduce((sum, count) => sum + Number(count ?? 0), 0)
  expect(silent.length).toBeLessThanOrEqual(spokenFor)
}

/** The run of every start that was due between, and not in a pause. */
function idsBetween({ sources }: Case, after: number, until: number): readonly string[] {
  return sources.flatMap(each =>
    dueBetween(each, { from: after + 1, to: until })
      .filter(when => each.pause?.until === undefined || when >= Date.parse(each.pause.until))
      .flatMap(when => TARGETS.map(target => idOf(each, target, when))),
  )
}

it('has every start on record exactly once, whatever is lost and whenever a sweep comes', async () => {
  await fc.assert(
    fc.asyncProperty(anyCase.filter(isCountable), async c => {
      const w = watchedWorld(policyOf(...c.sources))
      await tell(c, w)
      await expectAllDecided(w, idsBetween(c, SUNDAY, SUNDAY + SPAN))
      // And none was made up.
      const due = new Set(idsBetween(c, SUNDAY - 1, SUNDAY + 7 * DAY))
      const found = (await w.runsOf(...TARGETS)).filter(({ cause }) => cause === 'CATCH_UP')
      expect(causes(found.filter(({ id }) => !due.has(id)))).toEqual([])
    }),
    { numRuns: 30 },
  )
})

it('starts nothing that was due before a source was what it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyCase.filter(isCountable),
      fc.integer({ min: 1, max: 47 }),
      source(0),
      async (c, hours, changed) => {
        const w = watchedWorld(policyOf(...c.sources))
        const deployedAt = SUNDAY + hours * HOUR
        await w.sweepAt(SUNDAY)
        await w.sweepAt(deployedAt - MINUTE)
        const before = new Set((await w.runsOf(...TARGETS)).map(({ id }) => id))
        w.deploy(policyOf(...c.sources.map((each, n) => (n === 0 ? changed : each))))
        await w.sweepAt(deployedAt)
        for (const gap of c.gaps) await w.sweepAt(deployedAt + gap * MINUTE)
        const fired = (await w.runsOf(...TARGETS)).filter(
          ({ id, source: name, scheduledTime }) =>
            name === 'erp-sql.s0' && scheduledTime <= deployedAt && !before.has(id),
        )
        const isSame = JSON.stringify(changed) === JSON.stringify(c.sources[0])
        if (!isSame) expect(causes(fired)).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
})
