// Stories: a start, what the world does, and what is true afterwards.
import { describe, expect, it } from 'vitest'
import type { JobOutcome, JobReport } from '../lib/run/ports.ts'
import type { Blackout, Override, PolicySources } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import {
  COMPLETED,
  erpSql,
  jobReport,
  KILLED,
  MINUTE,
  type Story,
  SUNDAY,
  startOf,
  story,
  withSource,
  withTerms,
} from './support/story.ts'

const RUN = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'
const FULL = startOf('erp-sql.weekly-full')
const JOB = 'Backup Job State Change'
const CLOSE: Blackout = {
  calendar: 'year-end-close',
  name: 'close-2026',
  span: { kind: 'dated', from: '2026-11-21T23:00:00Z', to: '2026-11-22T03:00:00Z' },
}

it('starts a due backup, follows its job and says how it ended', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001')
  await track(s.world)
  s.pass(70 * MINUTE)
  s.list('1001', COMPLETED)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`, `${JOB} COMPLETED`])
  expect(await s.world.runs.open()).toEqual([])
})

it('starts one run a target, each with its own job', async () => {
  const s = story()
  const runs = await submit(s.world, erpSql, {
    version: 1,
    source: 'erp-sql.weekly-full',
    scheduledTime: SUNDAY,
  })
  expect(runs.map(run => run.id)).toEqual([RUN, RUN.replace('erp-core', 'erp-reporting')])
  expect(s.requests.map(r => r.target.name)).toEqual(['erp-core', 'erp-reporting'])
})

it('posts once for a start that is delivered twice, one after the other and both at once', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  await Promise.all([submit(s.world, erpSql, FULL), submit(s.world, erpSql, FULL)])
  expect(s.requests).toHaveLength(1)
  expect(s.lines.filter(line => line.startsWith('DUPLICATE'))).toHaveLength(2)
})

it('posts once when both deliveries arrive at the same moment', async () => {
  const s = story()
  await Promise.all([submit(s.world, erpSql, FULL), submit(s.world, erpSql, FULL)])
  expect(s.requests).toHaveLength(1)
})

it('says the same event id for every delivery of one announcement', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  expect(s.events.map(e => e.eventId)).toEqual([`${RUN}#1`])
  expect(s.events[0]?.detail.eventId).toBe(`${RUN}#1`)
})

it('misses a start that comes later than startWithin, loudly', async () => {
  const s = story()
  s.pass(121 * MINUTE)
  await submit(s.world, erpSql, FULL)
  expect(s.requests).toEqual([])
  expect(s.told()).toEqual(['Backup Run Missed'])
  expect(s.events[0]?.detail.statusMessage).toBe(
    'Was due at 2026-11-22T00:00:00Z and could start until 2026-11-22T02:00:00Z; it is 2026-11-22T02:01:31Z.',
  )
})

it('skips a start of a paused source, and starts it by hand when somebody overrides that', async () => {
  const paused = withSource('erp-sql.weekly-full', {
    pause: { reason: 'Storage move', by: 'j.doe' },
  })
  const s = story()
  await submit(s.world, paused, FULL)
  expect(s.told()).toEqual(['Backup Run Skipped PAUSED'])
  const manual = { by: 'j.doe', reason: 'before the move', overrides: ['paused' as const] }
  await submit(s.world, paused, { ...FULL, scheduledTime: SUNDAY + MINUTE, manual })
  expect(s.requests).toHaveLength(1)
  expect(s.events[1]?.detail.createdBy).toMatchObject({ cause: 'MANUAL', by: 'j.doe' })
})

it('starts again after the pause is over', async () => {
  const until = new Date(SUNDAY).toISOString()
  const s = story()
  await submit(
    s.world,
    withSource('erp-sql.weekly-full', { pause: { reason: 'x', by: 'y', until } }),
    FULL,
  )
  expect(s.requests).toHaveLength(1)
})

it('skips a start while a run of the same target and family is in flight', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(15 * MINUTE)
  await submit(s.world, erpSql, startOf('erp-sql.log', { scheduledTime: SUNDAY + 15 * MINUTE }))
  expect(s.told()).toEqual([`${JOB} CREATED`, 'Backup Run Skipped OVERLAP'])
  expect(s.events[1]?.detail.statusMessage).toBe(
    'Run erp-sql.log/erp-core/2026-11-22T00:00Z is still in flight.',
  )
})

it('lets a log backup run beside a full: they are different families', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  expect(s.requests.map(r => r.level)).toEqual(['FULL', 'TRANSACTION_LOG'])
})

it('starts both where the policy allows an overlap', async () => {
  const log = erpSql.sources[1]
  if (log === undefined) throw new Error('no log source')
  const policy = withSource('erp-sql.log', { terms: { ...log.terms, overlap: 'allow' } })
  const s = story()
  await submit(s.world, policy, startOf('erp-sql.log'))
  await submit(s.world, policy, startOf('erp-sql.log', { scheduledTime: SUNDAY + MINUTE }))
  expect(s.requests).toHaveLength(2)
})

it('takes over a lock that a crash left behind', async () => {
  const s = story()
  const left = { key: 'erp-core/data', runId: 'erp-sql.weekly-full/erp-core/never-stored' }
  await s.world.runs.lock({ ...left, now: SUNDAY, expiresAt: SUNDAY + 24 * 60 * MINUTE })
  await submit(s.world, erpSql, FULL)
  expect(s.requests).toHaveLength(1)
})

it('waits for a free slot of the CommCell, and starts in the order of the scheduled times', async () => {
  const s = story(undefined, 1)
  await submit(s.world, erpSql, FULL)
  await submit(
    s.world,
    erpSql,
    startOf('erp-sql.log', { scheduledTime: SUNDAY + MINUTE, targets: ['erp-reporting'] }),
  )
  await submit(s.world, erpSql, startOf('erp-sql.log', { targets: ['erp-core'] }))
  expect(s.requests).toHaveLength(1)
  s.list('1001', COMPLETED)
  await track(s.world)
  expect(s.requests.map(r => r.target.name)).toEqual(['erp-core', 'erp-core'])
  s.list('1002', COMPLETED)
  await track(s.world)
  expect(s.requests.map(r => r.target.name)).toEqual(['erp-core', 'erp-core', 'erp-reporting'])
})

it('misses a run that waited for a slot longer than startWithin, and says what it waited for', async () => {
  const s = story(undefined, 1)
  await submit(s.world, erpSql, FULL)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(6 * MINUTE)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, 'Backup Run Missed'])
  expect(s.events[1]?.detail.statusMessage).toContain('maxInFlight is 1')
})

it('leaves a start to the next sweep when the function has no time to hear the answer', async () => {
  const s = story()
  await submit({ ...s.world, deadline: s.world.now() + 2 * MINUTE }, erpSql, FULL)
  expect(s.requests).toEqual([])
  await track(s.world)
  expect(s.requests).toHaveLength(1)
})

it("ends a refused run at once and says why in Commvault's words", async () => {
  const s = story()
  s.answer({
    kind: 'refused',
    why: 'no-eligible-subclient',
    text: 'Failed to start backups as no eligible subclients were found.',
    errorCode: 587207178,
  })
  await submit(s.world, erpSql, FULL)
  expect(s.told()).toEqual([`${JOB} FAILED`])
  expect(s.events[0]?.detail).toMatchObject({ outcome: 'REFUSED', backupJobId: null })
  expect(s.events[0]?.detail.statusMessage).toContain('no eligible subclients')
})

it('lets one target be refused while its neighbour goes on', async () => {
  const s = story()
  s.answer({ kind: 'refused', why: 'other', text: 'no' })
  await submit(s.world, erpSql, {
    version: 1,
    source: 'erp-sql.weekly-full',
    scheduledTime: SUNDAY,
  })
  expect(s.told()).toEqual([`${JOB} FAILED`, `${JOB} CREATED`])
})

it('tries again while nothing could be sent, until it is too late', async () => {
  const s = story()
  const down = { kind: 'not-sent', text: 'connect ECONNREFUSED' } as const
  s.answer(down, down)
  await submit(s.world, erpSql, FULL)
  await track(s.world)
  expect(s.requests).toHaveLength(1)
  s.pass(30_000)
  await track(s.world)
  s.pass(30_000)
  await track(s.world)
  expect(s.requests).toHaveLength(3)
  expect(s.told()).toEqual([`${JOB} CREATED`])
})

it('misses a backup whose Command Center stayed down, with the reason', async () => {
  const s = story()
  s.answer({ kind: 'not-sent', text: 'connect ECONNREFUSED 10.0.0.7:443' })
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(6 * MINUTE)
  await track(s.world)
  expect(s.told()).toEqual(['Backup Run Missed'])
  expect(s.events[0]?.detail.statusMessage).toContain('connect ECONNREFUSED 10.0.0.7:443')
})

it('waits as long as a rate limit asks', async () => {
  const s = story()
  s.answer({ kind: 'not-sent', text: '429', retryAfterSeconds: 600 })
  await submit(s.world, erpSql, FULL)
  s.pass(9 * MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(1)
  s.pass(2 * MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(2)
})

it.each([
  ['completed', 'COMPLETED', 'COMPLETED'],
  ['completed-with-warnings', 'COMPLETED', 'COMPLETED_WITH_WARNINGS'],
  ['partial', 'PARTIAL', 'PARTIAL'],
  ['failed', 'FAILED', 'FAILED'],
  ['killed', 'ABORTED', 'KILLED'],
] as const)('says %s as %s', async (outcome, state, name) => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001', { status: 'whatever', progress: { ended: true, outcome }, reason: 'because' })
  await track(s.world)
  expect(s.events.at(-1)?.detail).toMatchObject({ state, outcome: name, statusMessage: 'because' })
})

it('says that Commvault did not run a job', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001', { status: 'No Run', progress: { ended: true, outcome: 'no-run' } })
  await track(s.world)
  expect(s.told().at(-1)).toBe('Backup Run Skipped NO_RUN')
})

it('announces a conversion of the level once', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.list('1001', COMPLETED)
  await track(s.world)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} COMPLETED`, 'Backup Level Converted'])
  expect(s.events.at(-1)?.detail).toMatchObject({
    requestedLevel: 'TRANSACTION_LOG',
    actualLevel: 'FULL',
  })
})

it('takes an Incremental for the log backup that it is on SQL Server', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.list('1001', { ...COMPLETED, actualLevel: 'INCREMENTAL' })
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} COMPLETED`])
})

it('keeps the last state through a status that nobody knows', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001')
  await track(s.world)
  s.list('1001', { status: 'Contemplating', progress: undefined })
  await track(s.world)
  s.list('1001', { status: 'Running' })
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`])
})

it('lets a job go that is not at its end after maxRun, and leaves it alone', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001')
  s.pass(8 * 60 * MINUTE + MINUTE)
  await track(s.world)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`, `${JOB} EXPIRED`])
})

it('looks a job up by itself once the list should show it and does not', async () => {
  const s = story()
  const lookUps: string[] = []
  const center = s.world.commandCenter('main')
  const world = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      jobs: async () => [],
      job: async (id: string) => {
        lookUps.push(id)
        return jobReport(id, COMPLETED)
      },
    }),
  }
  await submit(world, erpSql, FULL)
  await track(world)
  expect(lookUps).toEqual([])
  s.pass(6 * MINUTE)
  await track(world)
  expect(lookUps).toEqual(['1001'])
  expect(s.told().at(-1)).toBe(`${JOB} COMPLETED`)
})

it('goes on at the next sweep when the job list cannot be read', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.breakList()
  expect((await track(s.world)).unreadable).toEqual(['main'])
  s.mendList()
  s.list('1001', COMPLETED)
  await track(s.world)
  expect(s.told().at(-1)).toBe(`${JOB} COMPLETED`)
})

it('ends a fan-out when its last job has, as the worst of them', async () => {
  const s = story()
  s.answer({ kind: 'accepted', jobIds: ['1', '2'] })
  await submit(s.world, erpSql, FULL)
  s.list('1', { ...COMPLETED, status: 'Failed', progress: { ended: true, outcome: 'failed' } })
  s.list('2')
  await track(s.world)
  s.list('2', COMPLETED)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`, `${JOB} FAILED`])
  expect(s.events.at(-1)?.detail.backupJobIds).toEqual(['1', '2'])
})

it('keeps what the bus did not take, and the next sweep publishes it', async () => {
  const s = story()
  s.breakBus()
  await submit(s.world, erpSql, FULL)
  s.list('1001', COMPLETED)
  await track(s.world)
  expect(s.events).toEqual([])
  expect(await s.world.runs.open()).toHaveLength(1)
  s.mendBus()
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} COMPLETED`])
  expect(await s.world.runs.open()).toEqual([])
})

it('may be swept twice at once and says everything once', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001', COMPLETED)
  await Promise.all([track(s.world), track(s.world)])
  expect(new Set(s.events.map(e => e.eventId)).size).toBe(2)
  const [run] = await s.world.runs.history('erp-core', 1)
  expect(run?.outbox).toEqual([])
})

it('writes the run id into every line of its log', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001', COMPLETED)
  await track(s.world)
  expect(s.lines.length).toBeGreaterThan(2)
  expect(s.lines.every(line => line.includes(RUN))).toBe(true)
})

it.each<readonly [Override, string, PolicySources]>([
  [
    'paused',
    'Paused by',
    withSource('erp-sql.weekly-full', { pause: { reason: 'move', by: 'x' } }),
  ],
  ['window', 'Was due', withTerms(FULL.source, { window: { from: 1, to: 2, timezone: 'UTC' } })],
  ['blackout', 'Blackout close', withTerms(FULL.source, { blackouts: [CLOSE] })],
  [
    'blackout',
    'Blackout close',
    withTerms(FULL.source, { blackouts: [CLOSE], onBlackout: 'defer' }),
  ],
  [
    'cooldown',
    'was started less',
    withTerms(FULL.source, { cooldownSeconds: 600, overlap: 'allow' }),
  ],
  ['overlap', 'is still in flight', erpSql],
])('tells who starts by hand that they may override it: %s', async (check, why, policy) => {
  const s = story()
  const open = { ...policy, sources: erpSql.sources }
  if (check === 'cooldown' || check === 'overlap') {
    await submit(s.world, check === 'overlap' ? open : policy, {
      ...FULL,
      scheduledTime: SUNDAY - MINUTE,
    })
  }
  const by = (...overrides: Override[]) => ({ by: 'j.doe', reason: 'before the move', overrides })
  const before = s.requests.length
  await submit(s.world, policy, { ...FULL, manual: by() })
  expect(s.requests).toHaveLength(before)
  const text = String(s.events.at(-1)?.detail.statusMessage)
  expect(text).toContain(why)
  expect(text).toMatch(new RegExp(`[^.]\\. A start by hand may override this: ${check}\\.$`))
  await submit(s.world, policy, { ...FULL, scheduledTime: SUNDAY + 1000, manual: by(check) })
  expect(s.requests).toHaveLength(before + 1)
})

describe('progress', () => {
  /** A sweep for each of these statuses, a minute apart. */
  async function sweepThrough(s: Story, ...states: readonly (keyof typeof STATUS)[]) {
    for (const state of states) {
      s.list('1001', STATUS[state])
      s.pass(MINUTE)
      await track(s.world)
    }
  }
  const STATUS = {
    waits: { status: 'Waiting', progress: { ended: false, state: 'PENDING' } },
    runs: { status: 'Running', progress: { ended: false, state: 'RUNNING' } },
    dies: { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } },
    done: COMPLETED,
  } as const satisfies Record<string, Partial<JobReport>>
  const begun = async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    return s
  }
  const told = (s: Story) => s.events.slice(1).map(event => event.detail.state)

  it('is told at once when it is new, and when the job ends', async () => {
    const s = await begun()
    await sweepThrough(s, 'waits', 'runs', 'dies', 'done')
    expect(told(s)).toEqual(['PENDING', 'RUNNING', 'ABORTING', 'COMPLETED'])
  })

  it('is told every five minutes at most of a job that flaps, and written down every time', async () => {
    const s = await begun()
    for (let n = 0; n < 15; n++) {
      await sweepThrough(s, 'runs', 'waits')
      const run = await s.world.runs.get(RUN)
      expect(run?.status).toMatchObject({ job: { status: 'Waiting' } })
    }
    expect(told(s).slice(0, 2)).toEqual(['RUNNING', 'PENDING'])
    expect(told(s).length).toBeGreaterThan(4)
    const times = s.events.slice(2).map(event => Date.parse(event.time))
    const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * MINUTE)
  })

  it('is told late rather than never when the job stays as it is', async () => {
    const s = await begun()
    await sweepThrough(s, 'runs', 'waits', 'runs', 'runs', 'runs')
    expect(told(s)).toEqual(['RUNNING', 'PENDING'])
    await sweepThrough(s, 'runs', 'runs', 'runs', 'runs')
    expect(told(s)).toEqual(['RUNNING', 'PENDING', 'RUNNING'])
  })

  it('names as the state before what was told before', async () => {
    const s = await begun()
    await sweepThrough(s, 'waits', 'runs', 'waits', 'runs', 'waits', 'done')
    const pairs = s.events.map(event => [event.detail.previousState, event.detail.state])
    expect(pairs).toEqual([
      [null, 'CREATED'],
      ['CREATED', 'PENDING'],
      ['PENDING', 'RUNNING'],
      ['RUNNING', 'COMPLETED'],
    ])
  })

  it('is told at once of a job that is being killed, again after it was not', async () => {
    const s = await begun()
    await sweepThrough(s, 'runs', 'dies', 'runs', 'runs', 'runs', 'runs', 'runs', 'dies')
    expect(told(s)).toEqual(['RUNNING', 'ABORTING', 'RUNNING', 'ABORTING'])
  })
})

describe('an unexpected fan-out', () => {
  const ended = (outcome: JobOutcome, more: Partial<JobReport> = {}): Partial<JobReport> => ({
    status: outcome,
    progress: { ended: true, outcome },
    ...more,
  })

  async function begun(...jobIds: [string, ...string[]]): Promise<Story> {
    const s = story()
    s.answer({ kind: 'accepted', taskId: 7, jobIds })
    await submit(s.world, erpSql, FULL)
    return s
  }

  it('is logged once, and every event names its jobs', async () => {
    const s = await begun('1', '2')
    s.list('1')
    s.list('2')
    await track(s.world)
    expect(s.lines.filter(line => line.startsWith('Unexpected fan-out'))).toHaveLength(1)
    expect(s.events.map(event => event.detail.backupJobIds)).toEqual([
      ['1', '2'],
      ['1', '2'],
    ])
  })

  it.each<readonly [JobOutcome, JobOutcome, string]>([
    ['completed', 'completed', 'COMPLETED'],
    ['completed', 'completed-with-warnings', 'COMPLETED_WITH_WARNINGS'],
    ['completed-with-warnings', 'partial', 'PARTIAL'],
    ['partial', 'killed', 'KILLED'],
    ['killed', 'failed', 'FAILED'],
    ['no-run', 'partial', 'PARTIAL'],
  ])('of %s and %s is %s, whichever of them ends first', async (a, b, outcome) => {
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] as const) {
      const s = await begun('1', '2')
      s.list('1', ended(first))
      s.list('2')
      await track(s.world)
      s.unlist('1')
      s.list('2', ended(second))
      s.pass(MINUTE)
      await track(s.world)
      expect(s.events.at(-1)?.detail.outcome).toBe(outcome)
    }
  })

  it('asks no more for a job that has ended', async () => {
    const s = await begun('1', '2')
    const lookUps: string[] = []
    const center = s.world.commandCenter('main')
    const job = async (id: string) => {
      lookUps.push(id)
      return center.job(id)
    }
    const world = { ...s.world, commandCenter: () => ({ ...center, job }) }
    s.list('1', ended('failed'))
    s.list('2')
    await track(world)
    s.unlist('1')
    s.pass(10 * MINUTE)
    await track(world)
    expect(lookUps).toEqual([])
    expect((await s.world.runs.open())[0]?.status.state).toBe('submitted')
  })

  it('goes on while one of its jobs cannot be seen', async () => {
    const s = await begun('1', '2')
    s.list('1', ended('completed'))
    await track(s.world)
    s.pass(10 * MINUTE)
    await track(s.world)
    expect(await s.world.runs.open()).toHaveLength(1)
    s.list('2', ended('completed'))
    await track(s.world)
    expect(await s.world.runs.open()).toEqual([])
  })

  it('runs as long as one of its jobs does, and is as old as the first and done with the last', async () => {
    const s = await begun('1', '2', '3')
    const [early, late] = [SUNDAY + MINUTE, SUNDAY + 9 * MINUTE]
    s.pass(10 * MINUTE)
    s.list('1', ended('completed', { startedAt: SUNDAY + 2 * MINUTE, endedAt: late }))
    s.list('2', { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } })
    s.list('3', { status: 'Running' })
    await track(s.world)
    expect(s.told().at(-1)).toBe(`${JOB} RUNNING`)
    s.list('2', ended('killed', { startedAt: early, endedAt: SUNDAY + 5 * MINUTE }))
    s.list(
      '3',
      ended('completed', { startedAt: SUNDAY + 3 * MINUTE, endedAt: SUNDAY + 6 * MINUTE }),
    )
    await track(s.world)
    const [run] = await s.world.runs.history('erp-core', 1)
    expect(run?.status).toMatchObject({
      endedAt: late,
      outcome: { kind: 'killed' },
      submission: { job: { startedAt: early } },
    })
  })
})

describe('onMaxRun: cancel', () => {
  const CANCELLED = withTerms(FULL.source, { onMaxRun: 'cancel', maxRunSeconds: 3600 })
  const DYING = { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } } as const

  async function overdue(...jobIds: [string, ...string[]]): Promise<Story> {
    const s = story()
    s.answer({ kind: 'accepted', jobIds })
    await submit(s.world, CANCELLED, FULL)
    for (const jobId of jobIds) s.list(jobId)
    s.pass(61 * MINUTE)
    return s
  }

  it('kills those jobs of a fan-out that have not ended', async () => {
    const s = await overdue('1', '2', '3')
    s.list('2', COMPLETED)
    await track(s.world)
    expect(s.kills).toEqual(['1', '3'])
    s.list('1', DYING)
    s.pass(MINUTE)
    await track(s.world)
    expect(s.kills).toEqual(['1', '3', '1', '3'])
    s.list('3', DYING)
    s.pass(MINUTE)
    await track(s.world)
    expect(s.kills).toHaveLength(4)
    expect(s.told().at(-1)).toBe(`${JOB} ABORTING`)
    s.list('1', KILLED)
    s.list('3', KILLED)
    await track(s.world)
    expect(s.events.at(-1)?.detail).toMatchObject({ state: 'ABORTED', outcome: 'KILLED' })
    expect(s.events.at(-1)?.detail.statusMessage).toMatch(/^Killed because it was not at its end/)
  })

  it('forgets a refusal when the job completes all the same', async () => {
    const s = await overdue('1')
    s.answerKills('The job has entered its last phase.')
    await track(s.world)
    s.list('1', COMPLETED)
    s.pass(MINUTE)
    await track(s.world)
    expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'COMPLETED', statusMessage: '' })
    expect(s.kills).toEqual(['1'])
  })

  it('asks again when the job goes on although the kill was agreed to', async () => {
    const s = await overdue('1')
    await track(s.world)
    s.pass(MINUTE)
    await track(s.world)
    expect(s.kills).toEqual(['1', '1'])
  })

  it('tells a kill that somebody else asked for, before maxRun, in the words of Commvault only', async () => {
    const s = story()
    await submit(s.world, CANCELLED, FULL)
    s.list('1001', DYING)
    s.pass(MINUTE)
    await track(s.world)
    s.list('1001', { ...KILLED, reason: 'Killed by user [admin].' })
    await track(s.world)
    expect(s.events.at(-1)?.detail.statusMessage).toBe('Killed by user [admin].')
    expect(s.kills).toEqual([])
  })

  it('kills a job that nobody sees any more, and says that an hour later', async () => {
    const s = await overdue('1')
    s.unlist('1')
    await track(s.world)
    expect(s.kills).toEqual(['1'])
    s.pass(62 * MINUTE)
    await track(s.world)
    expect(s.events.at(-1)?.detail).toMatchObject({ state: 'EXPIRED' })
    expect(s.events.at(-1)?.detail.statusMessage).toContain(
      'Neither the job list nor a look-up has shown the job since 2026-11-22T01:01:31Z.',
    )
  })
})
