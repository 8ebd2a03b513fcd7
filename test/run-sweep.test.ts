// What a sweep asks of a Command Center, and that any two sweeps may overlap.
import { describe, expect, it } from 'vitest'
import type { CommandCenter, World } from '../lib/run/ports.ts'
import { jobIdsOf } from '../lib/run/run.ts'
import type { CallLimits, PolicySources, SourceStart } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { givingWay, stepwise } from './support/mortal.ts'
import {
  COMPLETED,
  erpCore,
  erpSql,
  full,
  jobReport,
  KILLED,
  MINUTE,
  policyOf,
  type Story,
  SUNDAY,
  startOf,
  story,
  withTerms,
} from './support/story.ts'

const FULL = startOf('erp-sql.weekly-full')
const ALL: SourceStart = { version: 1, source: FULL.source, scheduledTime: SUNDAY }
const LOST = { kind: 'no-answer', text: 'socket hang up' } as const
const JOB = 'Backup Job State Change'
const BEGUN = SUNDAY + 31_000

/** A policy with so many targets of a subclient each. */
function policyWith(targets: number): PolicySources {
  const names = Array.from({ length: targets }, (_, n) => `db-${n}`)
  const target = (name: string, n: number) => ({ ...erpCore, name, subclientId: 100 + n })
  return {
    ...policyOf({ ...full, targets: names }),
    targets: Object.fromEntries(names.map((name, n) => [name, target(name, n)])),
  }
}

/** Everything that is asked of the Command Center, a line a call. */
function overheard({ world }: Story, limits?: CallLimits) {
  const calls: string[] = []
  const center = world.commandCenter('main')
  const listening: CommandCenter = {
    ...center,
    jobs: since => {
      calls.push(`list ${(world.now() - since) / MINUTE}`)
      return center.jobs(since)
    },
    job: jobId => {
      calls.push(`job ${jobId}`)
      return center.job(jobId)
    },
    description: jobId => {
      calls.push(`description ${jobId}`)
      return center.description(jobId)
    },
  }
  const { main } = world.commcells
  if (main === undefined) throw new Error('the story needs its CommCell')
  const commcells = { main: { ...main, ...(limits && { limits }) } }
  const heard: World = { ...world, commcells, commandCenter: () => listening }
  /** The calls of one sweep. */
  const sweep = async () => {
    calls.length = 0
    await track(heard)
    return [...calls]
  }
  return { world: heard, sweep }
}

describe('the listing', () => {
  it('is one for all the runs of a CommCell', async () => {
    const s = story(undefined, 50)
    await submit(s.world, policyWith(50), ALL)
    for (let n = 1; n <= 50; n++) s.list(String(1000 + n))
    const { sweep } = overheard(s)
    expect(await sweep()).toHaveLength(1)
  })

  it('is not made when nobody asks for a job', async () => {
    const s = story(undefined, 1)
    const { sweep } = overheard(s)
    expect(await sweep()).toEqual([])
    s.answer({ kind: 'not-sent', text: 'no route', retryAfterSeconds: 3600 })
    await submit(s.world, erpSql, FULL)
    expect(await sweep()).toEqual([])
  })

  it('is not made for a run that has ended and whose event is still to be told', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    s.list('1001', COMPLETED)
    s.breakBus()
    await track(s.world)
    s.mendBus()
    expect(await overheard(s).sweep()).toEqual([])
    expect(s.told().at(-1)).toBe(`${JOB} COMPLETED`)
  })

  it('looks half an hour back at most for a job that is known', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    s.list('1001')
    const { sweep } = overheard(s)
    s.pass(5 * MINUTE)
    expect(await sweep()).toEqual(['list 6'])
    s.pass(5 * 60 * MINUTE)
    expect(await sweep()).toEqual(['list 30'])
  })

  it('looks back to before a doubt began, and a day at most', async () => {
    const s = story()
    s.answer(LOST)
    await submit(s.world, withTerms(FULL.source, { maxRunSeconds: 7 * 24 * 3600 }), FULL)
    const { sweep } = overheard(s)
    s.pass(5 * 60 * MINUTE)
    expect(await sweep()).toEqual([`list ${5 * 60 + 15}`])
    s.pass(48 * 60 * MINUTE)
    expect(await sweep()).toEqual([`list ${24 * 60}`])
  })
})

describe('a job that the listing misses', () => {
  it('is not visible yet for five minutes, and then looked up by itself', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    const { sweep } = overheard(s)
    s.pass(5 * MINUTE)
    expect(await sweep()).toEqual(['list 6'])
    s.pass(MINUTE)
    expect(await sweep()).toEqual(['list 7', 'job 1001'])
  })

  it.each<readonly [CallLimits | undefined, number]>([
    [undefined, 20],
    [{ readsPerHour: 1_000, writesPerHour: 100 }, 8],
    [{ readsPerHour: 600, writesPerHour: 100 }, 5],
    [{ readsPerHour: 60, writesPerHour: 100 }, 1],
    [{ readsPerHour: 100_000, writesPerHour: 100 }, 20],
  ])('is one of few that are looked up in a sweep: with %j, of %i', async (limits, most) => {
    const s = story(undefined, 50)
    await submit(s.world, policyWith(30), ALL)
    s.pass(10 * MINUTE)
    const { sweep } = overheard(s, limits)
    expect((await sweep()).filter(call => call.startsWith('job'))).toHaveLength(most)
  })

  it('has its turn, however many there are', async () => {
    const s = story(undefined, 50)
    await submit(s.world, policyWith(30), ALL)
    const { sweep } = overheard(s)
    const seen = new Set<string>()
    for (let minute = 0; minute < 36; minute++) {
      s.pass(MINUTE)
      for (const call of await sweep()) if (call.startsWith('job')) seen.add(call)
    }
    expect(seen.size).toBe(30)
  })

  it('shares the look-ups of a sweep with the descriptions of candidates', async () => {
    const s = story(undefined, 50)
    s.answer(LOST)
    await submit(s.world, policyWith(12), ALL)
    for (let n = 0; n < 30; n++) {
      s.list(String(2000 + n), { startedAt: BEGUN, subclient: { subclientId: 100 } })
    }
    s.pass(7 * MINUTE)
    const { sweep } = overheard(s)
    expect(await sweep()).toHaveLength(1 + 20)
  })

  it('is cried out for once, and looked for until maxRun, which says so', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    for (let minute = 0; minute < 20; minute++) {
      s.pass(MINUTE)
      await track(s.world)
    }
    expect(
      s.lines.filter(line => line.startsWith('Commvault shows this job neither')),
    ).toHaveLength(1)
    expect(s.told()).toEqual([`${JOB} CREATED`])
    s.goTo(BEGUN + 8 * 60 * MINUTE + MINUTE)
    await track(s.world)
    expect(s.events.at(-1)?.detail).toMatchObject({
      state: 'EXPIRED',
      statusMessage:
        'Not at its end 28800 s after it was submitted: Commvault does not list the job. Neither the job list nor ' +
        "a look-up has shown the job since 2026-11-22T00:06:31Z. Commvault's last word on it: none.",
    })
  })

  it('is followed as before once it is shown again', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    s.pass(10 * MINUTE)
    await track(s.world)
    s.list('1001')
    await track(s.world)
    expect(s.lines.filter(line => line.startsWith('Commvault shows this job again'))).toHaveLength(
      1,
    )
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} RUNNING`, `${JOB} COMPLETED`])
  })

  it('is not cried out for while it cannot be asked for', async () => {
    const s = story()
    await submit(s.world, erpSql, FULL)
    const center = s.world.commandCenter('main')
    const job = async () => {
      throw new Error('HTTP 503')
    }
    s.pass(10 * MINUTE)
    await track({ ...s.world, commandCenter: () => ({ ...center, job }) })
    expect(s.lines.filter(line => line.startsWith('Commvault shows'))).toEqual([])
  })
})

describe('a look-up that fails', () => {
  it('is the last of its sweep: the next one would hang as well', async () => {
    const s = story(undefined, 50)
    await submit(s.world, policyWith(5), ALL)
    s.pass(10 * MINUTE)
    const { world } = overheard(s)
    const center = world.commandCenter('main')
    let lookUps = 0
    const job = async () => {
      lookUps += 1
      throw new Error('HTTP 503')
    }
    await track({ ...world, commandCenter: () => ({ ...center, job }) })
    expect(lookUps).toBe(1)
  })

  it('of a description ends the reading of descriptions, and nothing else', async () => {
    const s = story(undefined, 50)
    s.answer(LOST)
    await submit(s.world, policyWith(2), ALL)
    for (const id of ['2001', '2002']) {
      s.list(id, { startedAt: BEGUN, subclient: { subclientId: 100 } })
      s.describe(id, new Error('HTTP 403'))
    }
    s.pass(6 * MINUTE)
    const calls = await overheard(s).sweep()
    expect(calls.filter(call => call.startsWith('description'))).toHaveLength(1)
    expect(calls.filter(call => call.startsWith('job'))).toEqual(['job 1002'])
  })
})

describe('two sweeps at once', () => {
  const SEEDS = Array.from({ length: 60 }, (_, n) => n + 1)

  /**
   * Sweeps twice at once, in another order for every seed, at each of these minutes. The second one believes that it is
   * later, and so begins with another run.
   */
  async function sweepTwice(s: Story, seed: number, minutes: readonly number[]): Promise<void> {
    const world = stepwise(s.world, givingWay(seed))
    const later = { ...world, now: () => world.now() + 40_000 }
    for (const minute of minutes) {
      s.goTo(BEGUN + minute * MINUTE)
      await Promise.all([track(world), track(later)])
    }
  }

  const runsOf = (s: Story, target = 'erp-core') => s.world.runs.history(target, 99)

  /** Every announcement is out, and has its own id and text. */
  async function expectToldOnce(s: Story, target?: string): Promise<void> {
    for (const run of await runsOf(s, target)) {
      const ofRun = s.events.filter(event => event.detail.runId === run.id)
      const texts = new Map(ofRun.map(event => [event.eventId, JSON.stringify(event)]))
      expect(texts.size).toBe(run.announced)
      for (const event of ofRun) expect(texts.get(event.eventId)).toBe(JSON.stringify(event))
      expect(run.outbox).toEqual([])
    }
  }

  it('adopt a job once, and follow it to one end', async () => {
    for (const seed of SEEDS) {
      const s = story()
      s.answer(LOST)
      await submit(s.world, erpSql, FULL)
      s.list('77', { startedAt: BEGUN, actualLevel: 'FULL' })
      await sweepTwice(s, seed, [1, 2])
      s.list('77', COMPLETED)
      await sweepTwice(s, seed, [3, 4])
      const states = new Map(s.events.map(event => [event.eventId, event.detail.state]))
      expect([...states.values()]).toEqual(['PENDING', 'CREATED', 'RUNNING', 'COMPLETED'])
      await expectToldOnce(s)
    }
  })

  it('give one job to one of two runs', async () => {
    const policy = withTerms(FULL.source, {
      overlap: 'allow',
      retry: { attempts: 1, backoffSeconds: 30 },
    })
    for (const seed of SEEDS) {
      const s = story()
      s.answer(LOST, LOST)
      await submit(s.world, policy, FULL)
      await submit(s.world, policy, { ...FULL, scheduledTime: SUNDAY - MINUTE })
      s.list('77', { startedAt: BEGUN, actualLevel: 'FULL' })
      await sweepTwice(s, seed, [2, 3, 6, 7, 8, 23])
      expect((await runsOf(s)).flatMap(jobIdsOf), `seed ${seed}`).toEqual(['77'])
      await expectToldOnce(s)
    }
  })

  it('believe in no job only after two readings, and ask again once', async () => {
    for (const seed of SEEDS) {
      const s = story()
      s.answer(LOST)
      await submit(s.world, erpSql, FULL)
      await sweepTwice(s, seed, [1, 2, 4])
      expect((await runsOf(s))[0]?.status.state).toBe('in-doubt')
      await sweepTwice(s, seed, [6, 7, 8, 9])
      expect(s.requests).toHaveLength(2)
      await expectToldOnce(s)
    }
  })

  it('end a fan-out once', async () => {
    for (const seed of SEEDS) {
      const s = story()
      s.answer({ kind: 'accepted', jobIds: ['1', '2'] })
      await submit(s.world, erpSql, FULL)
      s.list('1', COMPLETED)
      s.list('2')
      await sweepTwice(s, seed, [1])
      s.unlist('1')
      s.list('2', { status: 'Failed', progress: { ended: true, outcome: 'failed' } })
      await sweepTwice(s, seed, [2, 3])
      expect(s.told().filter(told => told === `${JOB} FAILED`).length).toBeGreaterThan(0)
      expect((await runsOf(s))[0]?.announced).toBe(3)
      await expectToldOnce(s)
    }
  })

  it('kill what is to be killed, and tell why once', async () => {
    const policy = withTerms(FULL.source, { onMaxRun: 'cancel', maxRunSeconds: 3600 })
    for (const seed of SEEDS) {
      const s = story()
      await submit(s.world, policy, FULL)
      s.list('1001', jobReport('1001'))
      await sweepTwice(s, seed, [30, 61])
      expect(s.kills.length).toBeGreaterThan(0)
      expect(s.kills.length).toBeLessThanOrEqual(2)
      s.list('1001', { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } })
      await sweepTwice(s, seed, [62])
      s.list('1001', KILLED)
      await sweepTwice(s, seed, [63, 64])
      const states = new Map(s.events.map(event => [event.eventId, event.detail.state]))
      expect([...states.values()]).toEqual(['CREATED', 'RUNNING', 'ABORTING', 'ABORTED'])
      await expectToldOnce(s)
    }
  })

  it('cry out once for a job that nobody sees', async () => {
    for (const seed of SEEDS) {
      const s = story()
      await submit(s.world, erpSql, FULL)
      await sweepTwice(s, seed, [1, 6, 7])
      const cries = s.lines.filter(line => line.startsWith('Commvault shows this job neither'))
      expect(cries).toHaveLength(1)
    }
  })
})
