// What an adversary would try: stale indexes, clocks that lie, notes edited by hand, records of the version before, two
// CommCells of which one hangs. No backup is started twice, none is lost in silence.
import { describe, expect, it } from 'vitest'
import { itemOfRun } from '../lib/aws/items.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import type { CommandCenter, World } from '../lib/run/ports.ts'
import type { EndedRun, Run } from '../lib/run/run.ts'
import type { PolicySources, ScheduleSource } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import {
  COMPLETED,
  erpCore,
  erpReporting,
  erpSql,
  full,
  jobReport,
  log,
  MINUTE,
  type Story,
  SUNDAY,
  startOf,
  story,
} from './support/story.ts'
import { watchedWorld } from './support/watched-world.ts'

const FULL = startOf('erp-sql.weekly-full')
const LOST = { kind: 'no-answer', text: 'socket hang up' } as const
const HOUR = 60 * MINUTE

const runOf = async (world: World, target = 'erp-core') => (await world.runs.history(target, 1))[0]

describe('a run in doubt', () => {
  async function sweepsPast(s: Story, minutes: number) {
    for (let n = 0; n < minutes; n++) {
      s.pass(MINUTE)
      await track(s.world)
    }
  }

  it('adopts its job though a run of the CommCell that its target was on before had one of the same number', async () => {
    const s = story()
    const moved = { ...erpCore, commcell: 'before' }
    const before = endedRun({ jobIds: ['77'] })
    await s.world.runs.claim({ ...before, request: { ...before.request, target: moved } as never })
    s.answer(LOST)
    await submit(s.world, erpSql, FULL)
    s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
    await sweepsPast(s, 10)
    expect(s.requests).toHaveLength(1)
    expect(await runOf(s.world)).toMatchObject({ status: { state: 'submitted', jobIds: ['77'] } })
  })

  it.each([
    ['behind', -3],
    ['ahead of', 3],
  ])(
    'knows its job by the description when the clock of the list is hours %s ours',
    async (_, hours) => {
      const s = story()
      s.answer(LOST)
      await submit(s.world, erpSql, FULL)
      s.list('77', { startedAt: SUNDAY + 33_000 + hours * HOUR, actualLevel: 'FULL' })
      s.describe('77', 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z')
      await sweepsPast(s, 10)
      expect(s.requests).toHaveLength(1)
      expect(await runOf(s.world)).toMatchObject({ status: { state: 'submitted', jobIds: ['77'] } })
    },
  )
})

describe('an answer that comes when nobody waits for it any more', () => {
  it('is told to somebody, for its job is on no record', async () => {
    const s = story()
    const center = s.world.commandCenter('main')
    let answer = (_: unknown) => {}
    const frozen: World = {
      ...s.world,
      commandCenter: () => ({
        ...center,
        submit: () =>
          new Promise(resolve => {
            answer = () => resolve({ kind: 'accepted', jobIds: ['77'] })
          }),
      }),
    }
    const waking = submit(frozen, erpSql, FULL)
    await until(async () => (await s.world.runs.open()).length > 0)
    // Its claim is left behind, no job is listed, and it is asked again.
    for (let n = 0; n < 30; n++) {
      s.pass(MINUTE)
      await track(s.world)
    }
    expect(s.requests).toHaveLength(1)
    answer(undefined)
    await waking
    expect(s.lines.find(line => line.includes('"77"'))).toContain('on no record')
  })
})

describe('the open index, a second behind', () => {
  it('does not skip a caught-up start for a run that has ended in this very sweep', async () => {
    const every15: ScheduleSource = { ...log, targets: ['erp-core'] }
    const { rpoSeconds: _, ...policy } = erpSql.policy
    const sources: PolicySources = { ...erpSql, policy, sources: [every15] }
    const runs = inMemoryRunStore()
    let stale: readonly Run[] | undefined
    const s = story({ ...runs, open: async () => stale ?? runs.open() })
    const world: World = { ...s.world, policies: [sources], policyOf: () => sources }
    await track(world)
    await submit(world, sources, startOf('erp-sql.log'))
    s.list('1001', { ...COMPLETED, actualLevel: 'TRANSACTION_LOG' })
    s.goTo(SUNDAY + 17.8 * MINUTE)
    stale = await runs.open()
    await track(world)
    expect(await runOf(world)).toMatchObject({
      id: 'erp-sql.log/erp-core/2026-11-22T00:15Z',
      status: { state: 'submitted' },
    })
  })
})

describe('two CommCells, of which one hangs', () => {
  const other = { ...erpReporting, commcell: 'other' }
  const both: PolicySources = {
    ...erpSql,
    targets: { 'erp-core': erpCore, 'erp-reporting': other },
  }

  it('starts what waits for the other one in the same sweep', async () => {
    const { world, started } = hanging()
    const waiting = { state: 'waiting', why: 'x', notBefore: SUNDAY, attempts: 0 } as const
    for (const target of [erpCore, other]) {
      const id = `erp-sql.weekly-full/${target.name}/2026-11-22T00:00Z`
      await world.runs.claim({
        ...endedRun(),
        id,
        request: { ...full.backup, target },
        status: waiting,
      } as never)
    }
    await track(world)
    expect(started).toEqual(['other', 'main'])
  })

  it('starts what is due there at once', async () => {
    const { world, started } = hanging()
    const runs = await submit(
      world,
      both,
      startOf('erp-sql.weekly-full', { targets: ['erp-core', 'erp-reporting'] }),
    )
    expect(started).toEqual(['other', 'main'])
    expect(runs.map(({ request }) => request.target.name)).toEqual(['erp-core', 'erp-reporting'])
  })

  /** `main` answers nothing before something was started on `other`. */
  function hanging() {
    const s = story()
    const started: string[] = []
    let letGo = () => {}
    const gate = new Promise<void>(resolve => {
      letGo = resolve
    })
    const center = s.world.commandCenter('main')
    const centerOf = (name: string): CommandCenter => ({
      ...center,
      jobs: async since => {
        if (name === 'main') await gate
        return center.jobs(since)
      },
      submit: async (request, id) => {
        if (name === 'main') await gate
        started.push(name)
        if (name === 'other') letGo()
        return center.submit(request, id)
      },
    })
    const { main } = s.world.commcells
    if (main === undefined) throw new Error('the story needs its CommCell')
    const commcells = { main, other: { ...main, name: 'other' } }
    return { world: { ...s.world, commcells, commandCenter: centerOf }, started }
  }
})

describe('the note of the watch, edited by hand or written by a clock that was ahead', () => {
  it.each([
    ['text', 'yesterday'],
    ['nothing', null],
    ['an instant of next week', SUNDAY + 7 * 24 * HOUR],
  ])('does not silence it: %s', async (_, until) => {
    const { rpoSeconds: __, ...policy } = erpSql.policy
    const w = watchedWorld({ ...erpSql, policy, sources: [{ ...log, targets: ['erp-core'] }] })
    await w.sweepAt(SUNDAY - 10 * MINUTE)
    const key = 'watch/until'
    const note = await w.world().notes.read(key)
    await w.world().notes.write({ key, value: { until }, version: note?.version ?? 0 })
    await w.sweepBetween(SUNDAY - 9 * MINUTE, SUNDAY + 10 * MINUTE)
    expect(w.told().join()).toContain('erp-sql.log/erp-core/2026-11-22T00:00Z')
  })
})

describe('a Command Center whose clock is wrong', () => {
  it('does not put the recovery point into the future, where it would hide a breach', async () => {
    const s = story()
    const policies = [erpSql]
    const world: World = { ...s.world, policies, policyOf: () => erpSql }
    await track(world)
    await submit(world, erpSql, FULL)
    s.list('1001', { ...COMPLETED, startedAt: SUNDAY + 5 * HOUR, endedAt: SUNDAY + 5 * HOUR })
    s.pass(MINUTE)
    await track(world)
    s.pass(HOUR)
    await track(world)
    const breaches = s.events.filter(({ detailType }) => detailType === 'Backup RPO Breached')
    expect(breaches.map(({ detail }) => detail.lastRecoveryPoint)).toContain('2026-11-22T00:00:31Z')
  })

  it('does not let the record of a run expire at once: the next delivery of its start would start it again', () => {
    const run = endedRun({ endedAt: SUNDAY - 3 * 365 * 24 * HOUR })
    expect(Number(itemOfRun(run).expiresAt?.N)).toBeGreaterThan(SUNDAY / 1000 + 300 * 86_400)
  })
})

describe('a run that the version before has stored', () => {
  const sinceThen = { announced: 2, outbox: [], version: 5 }
  const submittedThen = {
    state: 'submitted',
    taskId: 401,
    jobIds: ['1001'],
    submittedAt: SUNDAY + 31_000,
    adopted: false,
    job: jobReport('1001'),
  } as const

  async function stored(status: Run['status'], more: object = {}) {
    const s = story()
    const run = { ...endedRun(), ...sinceThen, ...more, status }
    await s.world.runs.claim(JSON.parse(JSON.stringify(run)))
    return s
  }

  it('is told no state twice', async () => {
    const s = await stored(submittedThen)
    s.list('1001', { reason: 'Waiting for the media.' })
    await track(s.world)
    expect(s.told()).toEqual([])
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.told()).toEqual(['Backup Job State Change COMPLETED'])
    expect(s.events[0]?.detail.previousState).toBe('RUNNING')
  })

  it('is told of what it waits for now', async () => {
    const s = await stored(submittedThen)
    s.list('1001', { status: 'Waiting', progress: { ended: false, state: 'PENDING' } })
    await track(s.world)
    expect(s.told()).toEqual(['Backup Job State Change PENDING'])
    expect(s.events[0]?.detail.previousState).toBe('RUNNING')
  })

  it.each<[string, Run['status'], string]>([
    ['waiting', { state: 'waiting', why: 'x', notBefore: SUNDAY, attempts: 0 }, 'submitted'],
    ['claimed', { state: 'claimed', claimedAt: SUNDAY - HOUR, attempts: 0 }, 'in-doubt'],
    ['submitted', { ...submittedThen, jobIds: ['1001', '1002'] }, 'submitted'],
  ])('goes on: %s', async (_, status, next) => {
    const s = await stored(status)
    s.list('1001')
    await track(s.world)
    expect((await runOf(s.world))?.status.state).toBe(next)
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 1))
}

/** A run of a week ago, its job included. */
function endedRun({
  jobIds = ['77'] as readonly [string, ...string[]],
  endedAt = SUNDAY - 100 * HOUR,
} = {}): EndedRun {
  const submission = { jobIds, submittedAt: SUNDAY - 101 * HOUR, adopted: false }
  return {
    id: 'erp-sql.weekly-full/erp-core/2026-11-18T00:00Z',
    environment: 'prod',
    policy: 'erp-sql',
    policyHash: 'h',
    source: 'erp-sql.weekly-full',
    request: { level: 'FULL', copyOnly: false, target: erpCore },
    terms: full.terms,
    cause: 'SCHEDULE',
    scheduledTime: SUNDAY - 101 * HOUR,
    createdAt: SUNDAY - 101 * HOUR,
    startBy: SUNDAY + 2 * HOUR,
    version: 1,
    announced: 0,
    outbox: [],
    status: { state: 'ended', endedAt, outcome: { kind: 'completed' }, submission },
  }
}
