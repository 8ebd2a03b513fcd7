// How many of our jobs are in flight at once, on a CommCell and on one of its clients: never more than may be, whoever
// starts them at the same moment; and what waits for a slot gets it.
import { describe, expect, it } from 'vitest'
import type { World } from '../lib/run/ports.ts'
import type { Run } from '../lib/run/run.ts'
import type { CommCell, PolicySources, ScheduleSource } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import type { OracleTarget, SqlServerTarget, Target } from '../lib/target.ts'
import { track } from '../lib/track/track.ts'
import {
  billing,
  COMPLETED,
  erpCore,
  full,
  MINUTE,
  policyOf,
  type Story,
  SUNDAY,
  startOf,
  story,
} from './support/story.ts'

const CLIENT_IS_FULL =
  'As many of our jobs are open on client #12 as may be: maxInFlightPerClient is 1.'
const isFull = (most: number) =>
  `As many of our jobs are open on this CommCell as may be: its maxInFlight is ${most}.`

const sql = (name: string, clientId = 12, commcell = 'main'): SqlServerTarget => ({
  ...erpCore,
  name,
  clientId,
  commcell,
})
const oracle = (name: string, clientName: string): OracleTarget => ({
  ...billing,
  name,
  clientName,
})

/** A schedule of its own for every target, named like it. */
function policyFor(targets: readonly Target[]): PolicySources {
  const sources = targets.map(
    ({ app, name }): ScheduleSource => ({
      ...full,
      name: `erp.${name}`,
      backup: app === 'oracle' ? { app, level: 'FULL' } : full.backup,
      targets: [name],
    }),
  )
  const byName = Object.fromEntries(targets.map(target => [target.name, target]))
  return { ...policyOf(...sources), targets: byName }
}

async function start(world: World, target: Target, minute = 0): Promise<Run | undefined> {
  const { name } = target
  const scheduledTime = SUNDAY + minute * MINUTE
  const due = startOf(`erp.${name}`, { targets: [name], scheduledTime })
  const [run] = await submit(world, policyFor([target]), due)
  return run
}

async function startAll(world: World, targets: readonly Target[]): Promise<readonly Run[]> {
  const runs: Run[] = []
  for (const target of targets) {
    const run = await start(world, target)
    if (run) runs.push(run)
  }
  return runs
}

function capped({ world }: Story, caps: Partial<CommCell>): World {
  const { main } = world.commcells
  if (main === undefined) throw new Error('no CommCell')
  const cell = { ...main, ...caps }
  return { ...world, commcells: { main: cell, other: { ...cell, name: 'other' } } }
}

/** It decides before it sees what others do. */
const blind = (world: World): World => ({
  ...world,
  runs: { ...world.runs, open: async () => [] },
})

const states = (runs: readonly (Run | undefined)[]) => runs.map(run => run?.status.state)
const whys = (runs: readonly (Run | undefined)[]) =>
  runs.flatMap(run => (run?.status.state === 'waiting' ? run.status.why : []))

async function sweepAfter(s: Story, world: World): Promise<void> {
  s.pass(MINUTE)
  await track(world)
}

describe('maxInFlightPerClient', () => {
  it.each([
    ['two databases of a SQL Server client', [sql('a'), sql('b')], 1],
    ['those of two clients', [sql('a'), sql('b', 13)], 2],
    ['clients with one number on two CommCells', [sql('a'), sql('b', 12, 'other')], 2],
    [
      'an Oracle client, however its name is written',
      [oracle('a', 'ORAHOST01'), oracle('b', 'orahost01 ')],
      1,
    ],
    ['two Oracle clients', [oracle('a', 'orahost01'), oracle('b', 'orahost02')], 2],
    ['a number and a name, which nobody can compare', [sql('a'), oracle('b', '12')], 2],
  ] as const)('counts %s', async (_, targets, started) => {
    const s = story()
    await startAll(capped(s, { maxInFlightPerClient: 1 }), targets)
    expect(s.requests).toHaveLength(started)
  })

  it('is told as what a run waits for, until the first has ended', async () => {
    const s = story()
    const world = capped(s, { maxInFlightPerClient: 1 })
    expect(whys(await startAll(world, [sql('a'), sql('b')]))).toEqual([CLIENT_IS_FULL])
    s.list('1001')
    await sweepAfter(s, world)
    expect(s.requests).toHaveLength(1)
    s.list('1001', COMPLETED)
    await sweepAfter(s, world)
    expect(s.requests.map(({ target }) => target.name)).toEqual(['a', 'b'])
  })

  it('is told in the event of a run that waited in vain', async () => {
    const s = story()
    const world = capped(s, { maxInFlightPerClient: 1 })
    await startAll(world, [sql('a'), sql('b')])
    s.list('1001')
    s.pass(2 * 60 * MINUTE)
    await sweepAfter(s, world)
    expect(s.events.at(-1)?.detail.cause).toContain(`It waited: ${CLIENT_IS_FULL}`)
  })

  it('keeps nobody of another client waiting', async () => {
    const s = story()
    const world = capped(s, { maxInFlightPerClient: 1 })
    const runs = await startAll(world, [sql('a'), sql('b'), sql('c', 13)])
    expect(states(runs)).toEqual(['submitted', 'waiting', 'submitted'])
  })
})

describe('starts at the same moment', () => {
  const targets = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => sql(name))

  it.each([
    ['maxInFlight', { maxInFlight: 2 }, 2, isFull(2)],
    ['maxInFlightPerClient', { maxInFlightPerClient: 1 }, 1, CLIENT_IS_FULL],
  ])('never exceed %s, and those that are too many wait', async (_, caps, started, why) => {
    const s = story()
    const world = capped(s, caps)
    const runs = await Promise.all(targets.map(target => start(blind(world), target)))
    expect(s.requests).toHaveLength(started)
    expect(whys(runs)).toEqual(Array.from({ length: 6 - started }, () => why))
  })

  it('never exceed it in sweeps, either, and all of them get their turn', async () => {
    const s = story()
    const world = capped(s, { maxInFlight: 2 })
    await Promise.all(targets.map(target => start(blind(world), target)))
    for (let jobs = 2; jobs < 6; jobs += 2) {
      s.list(`${1000 + jobs - 1}`, COMPLETED)
      s.list(`${1000 + jobs}`, COMPLETED)
      s.pass(MINUTE)
      await Promise.all([track(world), track(world), track(world)])
      expect(s.requests).toHaveLength(jobs + 2)
    }
  })

  it('learn of each other: one is claimed in vain, and no more', async () => {
    const s = story()
    const world = capped(s, { maxInFlight: 2 })
    await start(world, sql('x'))
    await start(world, sql('y'))
    const claims: string[] = []
    const log: World['log'] = (_, message, { runId = '' }) => {
      if (message === 'Run is claimed.') claims.push(runId)
    }
    const policy = { ...policyOf({ ...full, name: 'erp.all', targets: targets.map(t => t.name) }) }
    const byName = Object.fromEntries(targets.map(target => [target.name, target]))
    const all = startOf('erp.all', { targets: targets.map(({ name }) => name) })
    await submit({ ...blind(world), log }, { ...policy, targets: byName }, all)
    expect(claims).toHaveLength(1)
    expect(s.requests).toHaveLength(2)
  })
})

describe('a slot', () => {
  const lock = (s: Story, key: string, runId: string) => {
    const now = s.world.now()
    return s.world.runs.lock({ key, runId, now, expiresAt: now + 8 * 3600_000 })
  }

  it('is given back when the job has ended', async () => {
    const s = story()
    const world = capped(s, { maxInFlightPerClient: 1 })
    await start(world, sql('a'))
    expect(await lock(s, 'main/slot/0', 'probe')).toContain('erp.a')
    expect(await lock(s, 'main/#12/slot/0', 'probe')).toContain('erp.a')
    s.list('1001', COMPLETED)
    await sweepAfter(s, world)
    expect(await lock(s, 'main/slot/0', 'probe')).toBe('probe')
    expect(await lock(s, 'main/#12/slot/0', 'probe')).toBe('probe')
  })

  it('of the client is given back when the CommCell has none', async () => {
    const s = story()
    const world = capped(s, { maxInFlight: 1, maxInFlightPerClient: 1 })
    await start(world, sql('a'))
    expect(whys([await start(blind(world), sql('b', 13))])).toEqual([isFull(1)])
    expect(await lock(s, 'main/#13/slot/0', 'probe')).toBe('probe')
  })

  it.each([
    ['a run that has ended', 'erp.a/a/2026-11-22T00:00Z'],
    ['a run that nobody knows', 'gone'],
  ])('that a crash has left with %s is taken over', async (_, holder) => {
    const s = story()
    const world = capped(s, { maxInFlight: 1 })
    await start(world, sql('a'))
    s.list('1001', COMPLETED)
    await sweepAfter(s, world)
    await lock(s, 'main/slot/0', holder)
    await start(world, sql('b'))
    expect(s.requests).toHaveLength(2)
  })

  it('is void after maxRun, though its run never ends', async () => {
    const s = story()
    const world = blind(capped(s, { maxInFlight: 1 }))
    await start(world, sql('a'))
    s.pass(full.terms.maxRunSeconds * 1000 - MINUTE)
    expect(states([await start(world, sql('b'), 8 * 60 - 1)])).toEqual(['waiting'])
    s.pass(MINUTE)
    expect(states([await start(world, sql('c'), 8 * 60)])).toEqual(['submitted'])
  })
})

describe('a cap that is lowered', () => {
  const targets = ['a', 'b', 'c', 'd'].map(name => sql(name))

  /** Four jobs in the slots 0 to 3; then two may be in flight, and only the last of the four still is. */
  async function lowered() {
    const s = story()
    await startAll(s.world, targets)
    const world = capped(s, { maxInFlight: 2 })
    return { s, world }
  }

  it('lets those in flight drain before another starts', async () => {
    const { s, world } = await lowered()
    expect(whys([await start(world, sql('e'))])).toEqual([isFull(2)])
    for (const [jobId, requests] of [
      ['1001', 4],
      ['1002', 4],
      ['1003', 5],
    ] as const) {
      s.list(jobId, COMPLETED)
      await sweepAfter(s, world)
      expect(s.requests).toHaveLength(requests)
    }
  })

  it('counts those in slots that there are no more, when two start at once', async () => {
    const { s, world } = await lowered()
    for (const jobId of ['1001', '1002', '1003']) s.list(jobId, COMPLETED)
    await sweepAfter(s, world)
    await Promise.all([start(world, sql('e')), start(world, sql('f'))])
    expect(s.requests).toHaveLength(5)
  })
})

it('starts nothing more on a CommCell that has left the environment', async () => {
  const s = story()
  const run = await start({ ...s.world, commcells: {} }, sql('a'))
  expect(whys([run])).toEqual([isFull(0)])
})

describe('the store', () => {
  /** The calls of a start by its submit, one target. */
  async function callsOf(caps: Partial<CommCell>, before = 0): Promise<readonly string[]> {
    const s = story()
    const world = capped(s, caps)
    await startAll(
      world,
      Array.from({ length: before }, (_, n) => sql(`before-${n}`)),
    )
    const calls: string[] = []
    const runs = Object.fromEntries(
      Object.entries(world.runs).map(([name, call]: [string, (...args: never[]) => unknown]) => [
        name,
        (...args: never[]) => {
          calls.push(name)
          return call(...args)
        },
      ]),
    ) as World['runs']
    await start({ ...world, runs }, sql('a'))
    return calls
  }

  const START = ['open', 'claim', 'lock', 'lock', 'save', 'save']

  it('is called once more for the slot, however many are in flight or may be', async () => {
    expect(await callsOf({})).toEqual(START)
    expect(await callsOf({ maxInFlight: 100 }, 50)).toEqual(START)
    expect(await callsOf({ maxInFlight: Number.MAX_SAFE_INTEGER }, 50)).toEqual(START)
  })

  it('is called once more again for the slot of the client', async () => {
    expect(await callsOf({ maxInFlightPerClient: 4 })).toHaveLength(START.length + 1)
  })
})
