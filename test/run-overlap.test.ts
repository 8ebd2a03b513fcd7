// A start while another run of its target is in flight: it waits, or it replaces the other. And jobs that are killed.
import { describe, expect, it } from 'vitest'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import {
  COMPLETED,
  erpSql,
  KILLED,
  MINUTE,
  type Story,
  SUNDAY,
  startOf,
  story,
  withTerms,
} from './support/story.ts'

const JOB = 'Backup Job State Change'
const SKIPPED = 'Backup Run Skipped OVERLAP'
const FULL = startOf('erp-sql.weekly-full')
const FIRST = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'
const KILL_PENDING = {
  status: 'Kill Pending',
  progress: { ended: false, state: 'ABORTING' },
} as const

const full = (terms: Parameters<typeof withTerms>[1]) => withTerms('erp-sql.weekly-full', terms)
const at = (minutes: number) => ({ ...FULL, scheduledTime: SUNDAY + minutes * MINUTE })

/** A full in flight, and a minute later another start of the same with these terms. */
async function secondStart(terms: Parameters<typeof withTerms>[1]): Promise<Story> {
  const s = story()
  await submit(s.world, full(terms), FULL)
  s.list('1001')
  s.pass(MINUTE)
  await submit(s.world, full(terms), at(1))
  return s
}

async function sweepAfter(s: Story, minutes: number): Promise<void> {
  s.pass(minutes * MINUTE)
  await track(s.world)
}

describe('buffer', () => {
  it('starts the second when the first has ended', async () => {
    const s = await secondStart({ overlap: 'buffer' })
    await sweepAfter(s, 1)
    expect(s.requests).toHaveLength(1)
    s.list('1001', COMPLETED)
    await sweepAfter(s, 1)
    expect(s.requests).toHaveLength(2)
    expect(s.kills).toEqual([])
  })

  it('misses the second when the first takes longer than startWithin', async () => {
    const s = await secondStart({ overlap: 'buffer' })
    await sweepAfter(s, 122)
    expect(s.told().at(-1)).toBe('Backup Run Missed')
    expect(s.events.at(-1)?.detail.cause).toContain(`It waited: Run ${FIRST} is still in flight.`)
  })

  it('says what it waited for last', async () => {
    const s = story(undefined, 1)
    const policy = full({ overlap: 'buffer' })
    await submit(s.world, policy, startOf('erp-sql.log'))
    await submit(s.world, policy, FULL)
    s.list('1001', COMPLETED)
    const { main } = erpSql.commcells
    const roomy = { ...s.world, ...(main && { commcells: { main: { ...main, maxInFlight: 2 } } }) }
    s.pass(MINUTE)
    await submit(roomy, policy, at(1))
    await sweepAfter(s, 1)
    await sweepAfter(s, 122)
    expect(s.events.at(-1)?.detail.cause).toContain('is still in flight.')
  })

  it('skips a third, for one waits already', async () => {
    const s = await secondStart({ overlap: 'buffer' })
    s.pass(MINUTE)
    await submit(s.world, full({ overlap: 'buffer' }), at(2))
    expect(s.told()).toEqual([`${JOB} CREATED`, SKIPPED])
    expect(s.events[1]?.detail.statusMessage).toBe(
      `Run ${FIRST} is still in flight. Run ${FIRST.replace('00:00', '00:01')} waits for its end already.`,
    )
  })

  it('lets one wait of two that came at the same moment', async () => {
    const s = story()
    const policy = full({ overlap: 'buffer' })
    await submit(s.world, policy, FULL)
    s.list('1001')
    s.pass(2 * MINUTE)
    await Promise.all([submit(s.world, policy, at(1)), submit(s.world, policy, at(2))])
    await sweepAfter(s, 1)
    expect(s.told().filter(told => told === SKIPPED)).toHaveLength(1)
    s.list('1001', COMPLETED)
    await sweepAfter(s, 1)
    expect(s.requests).toHaveLength(2)
  })

  it('waits on for one that has taken the lock in between', async () => {
    const s = story()
    const policy = full({ overlap: 'buffer' })
    const blind = { ...s.world, runs: { ...s.world.runs, open: async () => [] } }
    await submit(s.world, policy, FULL)
    const [run] = await submit(blind, policy, at(-1))
    expect(run?.status).toMatchObject({ state: 'waiting', why: `Run ${FIRST} is still in flight.` })
    expect(s.requests).toHaveLength(1)
  })
})

describe("somebody else's job of the same subclient", () => {
  const BUSY = {
    kind: 'refused',
    why: 'already-running',
    text: 'Another backup is running for client [erp01].',
  } as const

  it.each(['skip', 'replace', 'allow'] as const)('ends a run with overlap: %s', async overlap => {
    const s = story()
    s.answer(BUSY)
    await submit(s.world, full({ overlap }), FULL)
    expect(s.told()).toEqual([`${JOB} FAILED`])
    expect(s.events[0]?.detail.outcome).toBe('REFUSED')
  })

  it('is waited for with overlap: buffer', async () => {
    const s = story()
    s.answer(BUSY, BUSY)
    const [run] = await submit(s.world, full({ overlap: 'buffer' }), FULL)
    expect(run?.status).toMatchObject({ state: 'waiting', why: BUSY.text })
    await sweepAfter(s, 1)
    expect(s.requests).toHaveLength(2)
    await sweepAfter(s, 2)
    expect(s.requests).toHaveLength(3)
    expect(s.told()).toEqual([`${JOB} CREATED`])
  })

  it('is asked for less and less often, until the run is missed and says why', async () => {
    const s = story()
    s.answer(...Array.from({ length: 200 }, () => BUSY))
    await submit(s.world, full({ overlap: 'buffer' }), FULL)
    for (let minute = 0; minute < 125; minute++) await sweepAfter(s, 1)
    expect(s.requests.length).toBeGreaterThan(10)
    expect(s.requests.length).toBeLessThan(20)
    expect(s.told()).toEqual(['Backup Run Missed'])
    expect(s.events[0]?.detail.cause).toContain(`It waited: ${BUSY.text}`)
  })

  it('keeps nobody else out meanwhile', async () => {
    const s = story()
    s.answer(BUSY)
    await submit(s.world, full({ overlap: 'buffer' }), FULL)
    const manual = { by: 'j.doe', reason: 'now', overrides: [] }
    await submit(s.world, full({ overlap: 'skip' }), { ...FULL, manual })
    expect(s.requests).toHaveLength(2)
  })
})

describe('a lock that a crash has left behind', () => {
  it('is void when nobody knows of its run', async () => {
    const s = story()
    const expiresAt = s.world.now() + 3600_000
    await s.world.runs.lock({ key: 'erp-core/data', runId: 'x', now: s.world.now(), expiresAt })
    await submit(s.world, erpSql, FULL)
    expect(s.told()).toEqual([`${JOB} CREATED`])
  })

  it('keeps a full out no longer than maxRun, though its run never ends', async () => {
    const s = story()
    await submit(s.world, full({ maxRunSeconds: 3600 }), FULL)
    const blind = { ...s.world, runs: { ...s.world.runs, open: async () => [] } }
    s.pass(59 * MINUTE)
    await submit(blind, full({}), at(59))
    expect(s.told().at(-1)).toBe(SKIPPED)
    s.pass(MINUTE)
    await submit(blind, full({}), at(60))
    expect(s.requests).toHaveLength(2)
  })

  it('keeps a full out, and no log backup', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    const blind = { ...s.world, runs: { ...s.world.runs, open: async () => [] } }
    await submit(blind, erpSql, startOf('erp-sql.log'))
    expect(s.requests.map(({ level }) => level)).toEqual(['FULL', 'TRANSACTION_LOG'])
  })
})

describe('replace', () => {
  it('has the job killed, waits for its end, and starts', async () => {
    const s = await secondStart({ overlap: 'replace' })
    expect(s.kills).toEqual(['1001'])
    s.list('1001', KILL_PENDING)
    await sweepAfter(s, 1)
    expect(s.kills).toEqual(['1001'])
    expect(s.requests).toHaveLength(1)
    s.list('1001', { ...KILLED, reason: 'Killed by svc-backup.' })
    await sweepAfter(s, 1)
    expect(s.told()).toEqual([
      `${JOB} CREATED`,
      `${JOB} ABORTING`,
      `${JOB} ABORTED`,
      `${JOB} CREATED`,
    ])
    const why = `Killed for run ${FIRST.replace('00:00', '00:01')}, which replaces it.`
    expect(s.events[1]?.detail.statusMessage).toBe(why)
    expect(s.events[2]?.detail).toMatchObject({
      outcome: 'KILLED',
      statusMessage: `${why} Killed by svc-backup.`,
    })
  })

  it('asks again every sweep until the job is ending', async () => {
    const s = await secondStart({ overlap: 'replace' })
    await sweepAfter(s, 1)
    await sweepAfter(s, 1)
    expect(s.kills).toEqual(['1001', '1001', '1001'])
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`])
  })

  it('starts when the job ends by itself before it is killed', async () => {
    const s = await secondStart({ overlap: 'replace' })
    s.list('1001', COMPLETED)
    await sweepAfter(s, 1)
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} COMPLETED`, `${JOB} CREATED`])
    expect(s.events[1]?.detail.statusMessage).toBe('')
  })

  it.each([
    ['refuses', 'Access denied.', 'Access denied.'],
    ['does not answer', new Error('commandcenter.example.com took no connection'), 'took no conn'],
  ])('is missed when Commvault %s, and says so', async (_, answer, words) => {
    const s = story()
    s.answerKills(answer)
    await submit(s.world, full({ overlap: 'replace' }), FULL)
    s.list('1001')
    await submit(s.world, full({ overlap: 'replace' }), at(1))
    await sweepAfter(s, 1)
    await sweepAfter(s, 121)
    expect(s.told().at(-1)).toBe('Backup Run Missed')
    expect(s.events.at(-1)?.detail.cause).toContain(
      `It waited: Run ${FIRST} is still in flight. This one replaces it. Its job was not killed: `,
    )
    expect(s.events.at(-1)?.detail.cause).toContain(words)
    expect(s.requests).toHaveLength(1)
  })

  it('gives way to one that came later, and neither kills the other', async () => {
    const s = await secondStart({ overlap: 'replace' })
    s.pass(MINUTE)
    await submit(s.world, full({ overlap: 'replace' }), at(2))
    s.list('1001', KILLED)
    await sweepAfter(s, 1)
    expect(s.requests).toHaveLength(2)
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} ABORTED`, SKIPPED, `${JOB} CREATED`])
    expect(s.kills).not.toContain('1002')
  })

  it('never kills one that came later, of which it has waited for Commvault meanwhile', async () => {
    const s = story()
    s.answer({ kind: 'not-sent', text: '503' })
    const retry = { attempts: 3, backoffSeconds: 600 }
    await submit(s.world, full({ overlap: 'replace', retry }), FULL)
    s.pass(5 * MINUTE)
    await submit(s.world, full({ overlap: 'replace' }), at(5))
    expect(s.requests).toHaveLength(2)
    s.list('1002')
    await sweepAfter(s, 6)
    expect(s.kills).toEqual([])
    expect(s.told()).toEqual([`${JOB} CREATED`, SKIPPED, `${JOB} RUNNING`])
    expect(s.events[1]?.detail.statusMessage).toContain('came later and replaces it.')
  })

  it('comes at the end of its blackout, and replaces what was started in it', async () => {
    const s = story()
    const span = {
      kind: 'dated',
      from: '2026-11-22T00:00:00Z',
      to: '2026-11-22T00:30:00Z',
    } as const
    const blackouts = [{ calendar: 'c', name: 'close', span }]
    const deferred = full({ overlap: 'replace', blackouts, onBlackout: 'defer' })
    await submit(s.world, deferred, FULL)
    s.pass(10 * MINUTE)
    await submit(s.world, full({ overlap: 'replace' }), at(10))
    s.list('1001')
    s.goTo(SUNDAY + 30 * MINUTE)
    await track(s.world)
    expect(s.kills).toEqual(['1001'])
  })

  it('kills a job as soon as it has a name, and says everything once', async () => {
    const s = story()
    s.answer({ kind: 'no-answer', text: 'socket hang up' })
    await submit(s.world, full({ overlap: 'replace' }), FULL)
    s.pass(1000)
    await submit(s.world, full({ overlap: 'replace' }), at(-1))
    expect(s.kills).toEqual([])
    s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
    await sweepAfter(s, 2)
    expect(s.kills).toEqual(['77'])
    s.list('77', KILL_PENDING)
    await sweepAfter(s, 1)
    expect(s.told()).toEqual([`${JOB} PENDING`, `${JOB} CREATED`, `${JOB} ABORTING`])
  })

  it('kills no job of another target or family', async () => {
    const s = story()
    const policy = full({ overlap: 'replace' })
    await submit(s.world, policy, startOf('erp-sql.log'))
    await submit(s.world, policy, { ...FULL, targets: ['erp-reporting'] })
    await submit(s.world, policy, FULL)
    expect(s.requests).toHaveLength(3)
    expect(s.kills).toEqual([])
  })
})

describe('onMaxRun: cancel', () => {
  const CANCEL = { onMaxRun: 'cancel', maxRunSeconds: 3600 } as const

  async function overdue(): Promise<Story> {
    const s = story()
    await submit(s.world, full(CANCEL), FULL)
    s.list('1001')
    await sweepAfter(s, 60)
    expect(s.kills).toEqual([])
    await sweepAfter(s, 1)
    expect(s.kills).toEqual(['1001'])
    return s
  }

  it('has the job killed, and goes on until Commvault says so', async () => {
    const s = await overdue()
    s.list('1001', KILL_PENDING)
    await sweepAfter(s, 1)
    await sweepAfter(s, 1)
    expect(s.kills).toEqual(['1001'])
    s.list('1001', KILLED)
    await sweepAfter(s, 3)
    expect(s.told()).toEqual([
      `${JOB} CREATED`,
      `${JOB} RUNNING`,
      `${JOB} ABORTING`,
      `${JOB} ABORTED`,
    ])
    expect(s.events.at(-1)?.detail).toMatchObject({
      outcome: 'KILLED',
      statusMessage:
        'Killed because it was not at its end 3600 s after it was submitted (maxRun, onMaxRun: cancel).',
    })
    expect(await s.world.runs.open()).toEqual([])
  })

  it('takes the end that the job finds by itself', async () => {
    const s = await overdue()
    s.list('1001', COMPLETED)
    await sweepAfter(s, 1)
    expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'COMPLETED', statusMessage: '' })
  })

  it.each([
    ['is refused', 'Access denied.', 'which answered: Access denied.'],
    ['is not answered', new Error('it hangs'), 'which answered: it hangs.'],
    ['is promised and not kept', undefined, 'asked to kill the job.'],
  ])('is EXPIRED an hour later when a kill %s', async (_, answer, words) => {
    const s = story()
    s.answerKills(answer)
    await submit(s.world, full(CANCEL), FULL)
    s.list('1001')
    await sweepAfter(s, 61)
    await sweepAfter(s, 55)
    expect(s.kills).toHaveLength(2)
    expect(s.told().at(-1)).toBe(`${JOB} RUNNING`)
    await sweepAfter(s, 6)
    expect(s.told().at(-1)).toBe(`${JOB} EXPIRED`)
    expect(s.events.at(-1)?.detail.statusMessage).toContain(words)
  })

  it('counts the hour from the end of maxRun, though a kill was asked for before', async () => {
    const s = await secondStart({ ...CANCEL, overlap: 'replace' })
    await sweepAfter(s, 62)
    expect(s.told().at(-1)).toBe(`${JOB} RUNNING`)
    await sweepAfter(s, 57)
    expect(s.told()).not.toContain(`${JOB} EXPIRED`)
    await sweepAfter(s, 2)
    expect(s.told()).toContain(`${JOB} EXPIRED`)
  })

  it('concludes nothing while the job list cannot be read', async () => {
    const s = await overdue()
    s.breakList()
    await sweepAfter(s, 120)
    expect(s.kills).toHaveLength(1)
    s.mendList()
    s.list('1001', KILLED)
    await sweepAfter(s, 1)
    expect(s.told().at(-1)).toBe(`${JOB} ABORTED`)
  })

  it('is EXPIRED as well when it was somebody else who had the job killed, and it does not end', async () => {
    const s = story()
    await submit(s.world, full(CANCEL), FULL)
    s.list('1001', KILL_PENDING)
    await sweepAfter(s, 119)
    expect(s.told().at(-1)).toBe(`${JOB} ABORTING`)
    await sweepAfter(s, 2)
    expect(s.told().at(-1)).toBe(`${JOB} EXPIRED`)
    expect(s.events.at(-1)?.detail.statusMessage).toContain('somebody had the job killed')
    expect(s.kills).toEqual([])
  })

  it('kills every job of a fan-out', async () => {
    const s = story()
    s.answer({ kind: 'accepted', jobIds: ['1', '2'] })
    await submit(s.world, full(CANCEL), FULL)
    s.list('1')
    s.list('2')
    await sweepAfter(s, 61)
    expect(s.kills).toEqual(['1', '2'])
  })

  it('leaves the kill to the next sweep when the function has no time for it', async () => {
    const s = story()
    await submit(s.world, full(CANCEL), FULL)
    s.list('1001')
    s.pass(61 * MINUTE)
    await track({ ...s.world, deadline: s.world.now() + 30_000 })
    expect(s.kills).toEqual([])
    await track(s.world)
    expect(s.kills).toEqual(['1001'])
  })
})

it('leaves a job alone after maxRun where the policy flags, although its status changes', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  s.list('1001', { reason: 'Pending since 8 hours.' })
  await sweepAfter(s, 8 * 60 + 1)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`, `${JOB} EXPIRED`])
  expect(s.kills).toEqual([])
})

it('starts beside a run in flight when somebody overrides that by hand', async () => {
  const s = story()
  await submit(s.world, erpSql, FULL)
  const manual = { by: 'j.doe', reason: 'now', overrides: ['overlap' as const] }
  await submit(s.world, erpSql, { ...FULL, manual })
  expect(s.requests).toHaveLength(2)
  expect(s.events[1]?.detail.createdBy).toMatchObject({ overrides: ['overlap'] })
})
