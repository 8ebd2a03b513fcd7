// The calls of an hour: what is counted, what is kept back, and how those wait for whom nothing is left.
import { describe, expect, it } from 'vitest'
import { inMemoryNotes } from '../lib/run/in-memory-notes.ts'
import type { Notes, World } from '../lib/run/ports.ts'
import { spender, writesLeft } from '../lib/run/quota.ts'
import type { CallLimits } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { fc } from './support/fast-check.ts'
import {
  COMPLETED,
  erpSql,
  MINUTE,
  policyOf,
  type Story,
  SUNDAY,
  startOf,
  story,
  withTerms,
} from './support/story.ts'
import { metered, mostAnHour } from './support/working-commcell.ts'

const HOUR = 60 * MINUTE
const LIMITS: CallLimits = { readsPerHour: 1000, writesPerHour: 3 }

/** A quota with a clock of its own. */
function quota(limits: CallLimits = LIMITS, notes: Notes = inMemoryNotes()) {
  let now = SUNDAY
  const options = { notes, now: () => now, commcell: 'main', limits }
  return {
    options,
    spend: spender(options),
    goTo: (instant: number) => {
      now = instant
    },
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('a quota', () => {
  it('counts every call until none is left, and says for how long', async () => {
    const { spend, pass } = quota()
    for (let n = 0; n < 3; n++) {
      expect(await spend('write')).toBeUndefined()
      pass(MINUTE)
    }
    // All three fell into five minutes that begin at midnight.
    expect(await spend('write')).toBe(65 * 60 - 3 * 60)
    pass(62 * MINUTE - 1)
    expect(await spend('write')).toBe(1)
    pass(1)
    expect(await spend('write')).toBeUndefined()
  })

  it.each([
    ['kinds of call', {}, 'read'],
    ['CommCells', { commcell: 'other' }, 'write'],
  ] as const)('counts %s apart', async (_, other, kind) => {
    const { options } = quota({ readsPerHour: 1, writesPerHour: 1 })
    expect(await spender(options)('write')).toBeUndefined()
    expect(await spender({ ...options, ...other })(kind)).toBeUndefined()
    expect(await spender(options)('write')).toBeGreaterThan(0)
  })

  it('is one for all functions', async () => {
    const { options } = quota()
    const all = await Promise.all(
      Array.from({ length: 8 }, async () => [
        await spender(options)('write'),
        await spender(options)('write'),
      ]),
    )
    expect(all.flat().filter(seconds => seconds === undefined)).toHaveLength(3)
  })

  it('refuses for a few seconds when too many want it at once', async () => {
    const crowd: Notes = { ...inMemoryNotes(), write: async () => false }
    expect(await quota(LIMITS, crowd).spend('write')).toBe(5)
  })

  it('follows limits that are changed while they are counted', async () => {
    const { options, spend } = quota()
    for (let n = 0; n < 3; n++) await spend('write')
    expect(await spend('write')).toBeGreaterThan(0)
    const raised = spender({ ...options, limits: { ...LIMITS, writesPerHour: 4 } })
    expect(await raised('write')).toBeUndefined()
    expect(await spend('write')).toBeGreaterThan(0)
  })

  it('is never exceeded, wherever the hour begins, and refuses not a second longer than it says', async () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 12 * MINUTE }), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(gaps, fc.integer({ min: 1, max: 8 }), async (all, writesPerHour) => {
        const { spend, pass, options } = quota({ ...LIMITS, writesPerHour })
        const calls: number[] = []
        for (const gap of all) {
          pass(gap)
          const seconds = await spend('write')
          if (seconds !== undefined) {
            expect(seconds).toBeLessThanOrEqual(65 * 60)
            pass((seconds - 1) * 1000)
            expect(await spend('write')).toBe(1)
            pass(1000)
            expect(await spend('write')).toBeUndefined()
          }
          calls.push(options.now())
        }
        expect(mostAnHour(calls)).toBeLessThanOrEqual(writesPerHour)
      }),
      { numRuns: 200 },
    )
  })

  it('grants all of it again after an hour and five minutes', async () => {
    const { spend, pass } = quota({ ...LIMITS, writesPerHour: 50 })
    for (let n = 0; n < 50; n++) {
      expect(await spend('write')).toBeUndefined()
      pass(1000)
    }
    pass(65 * MINUTE)
    for (let n = 0; n < 50; n++) expect(await spend('write')).toBeUndefined()
  })
})

describe('the writes that are left for createTask', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [20, 19],
    [100, 95],
    [1000, 950],
  ])('of %i an hour are %i: renewals and kills need the others', async (writesPerHour, left) => {
    const { options } = quota({ ...LIMITS, writesPerHour })
    expect(await writesLeft(options)).toEqual({ left, freeAt: SUNDAY })
  })

  it('become fewer with every write, and come back with the oldest', async () => {
    const { options, spend, goTo } = quota()
    await spend('write')
    goTo(SUNDAY + 7 * MINUTE)
    await spend('write')
    expect(await writesLeft(options)).toEqual({ left: 0, freeAt: SUNDAY + HOUR + 5 * MINUTE })
    await spend('write')
    expect(await writesLeft(options)).toEqual({ left: 0, freeAt: SUNDAY + HOUR + 10 * MINUTE })
  })
})

describe('a run for which no write is left', () => {
  const USED_UP = "The hour's quota of calls to this CommCell is used up."
  const FIVE = ['erp-core', 'erp-reporting', 'erp-1', 'erp-2', 'erp-3']

  /** Five targets on a CommCell with room for all of their jobs. */
  function five(limits?: CallLimits) {
    const s = story(undefined, 9)
    const { main } = s.world.commcells
    if (main === undefined) throw new Error('no CommCell')
    const world = metered({
      ...s.world,
      commcells: { main: { ...main, ...(limits && { limits }) } },
    })
    return { s, world }
  }

  const targets = Object.fromEntries(
    FIVE.map((name, n) => [name, { ...erpSql.targets['erp-core'], name, subclientId: n }]),
  ) as typeof erpSql.targets
  const source = erpSql.sources[0]
  if (source?.kind !== 'schedule') throw new Error('no schedule')
  const policy = {
    ...policyOf({ ...source, targets: FIVE }),
    targets,
  }
  const all = startOf('erp-sql.weekly-full', { targets: FIVE })

  const startAll = (world: World) => submit(world, policy, all)
  const waiting = async ({ world }: Story) =>
    (await world.runs.open()).filter(({ status }) => status.state === 'waiting')

  async function sweepAfter(s: Story, world: World, minutes: number): Promise<void> {
    s.pass(minutes * MINUTE)
    await track(world)
  }

  it('waits until one is free, and two others as well, of which one read tells', async () => {
    const { s, world } = five(LIMITS)
    let reads = 0
    const read: Notes['read'] = key => {
      reads += 1
      return world.notes.read(key)
    }
    const runs = await startAll({ ...world, notes: { ...world.notes, read } })
    expect(s.requests).toHaveLength(2)
    const until = SUNDAY + HOUR + 5 * MINUTE
    expect(runs.slice(2).map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => ({
        state: 'waiting',
        why: USED_UP,
        notBefore: until,
        attempts: 0,
      })),
    )
    // Two that may start, and the first that may not.
    expect(reads).toBe(3)
    s.goTo(until)
    await track(world)
    expect(s.requests).toHaveLength(4)
    expect(await waiting(s)).toHaveLength(1)
  })

  it('is missed, and says why', async () => {
    const { s, world } = five(LIMITS)
    await startAll(world)
    for (const jobId of ['1001', '1002', '1003', '1004']) s.list(jobId, COMPLETED)
    await sweepAfter(s, world, 66)
    await sweepAfter(s, world, 55)
    expect(s.told().at(-1)).toBe('Backup Run Missed')
    expect(s.events.at(-1)?.detail.cause).toContain(`It waited: ${USED_UP}`)
  })

  it('leaves the last write to a kill', async () => {
    const { s, world } = five(LIMITS)
    await startAll(world)
    await world.commandCenter('main').kill('1001')
    expect(s.kills).toEqual(['1001'])
    await expect(world.commandCenter('main').kill('1002')).rejects.toThrow('no write is left')
  })

  it('does not ask after a 429 of another: of this submit, of another, or of a sweep', async () => {
    const { s, world } = five()
    s.answer({ kind: 'not-sent', text: 'HTTP 429', retryAfterSeconds: 600 })
    const runs = await startAll(world)
    expect(s.requests).toHaveLength(1)
    expect(runs.map(({ status }) => status.state === 'waiting' && status.why)).toEqual([
      'HTTP 429',
      ...Array.from({ length: 4 }, () => USED_UP),
    ])
    await submit(world, erpSql, startOf('erp-sql.log'))
    await sweepAfter(s, world, 9)
    expect(s.requests).toHaveLength(1)
    s.answer({ kind: 'not-sent', text: 'HTTP 429', retryAfterSeconds: 600 })
    await sweepAfter(s, world, 1)
    expect(s.requests).toHaveLength(2)
    await sweepAfter(s, world, 10)
    expect(s.requests).toHaveLength(7)
  })

  it('asks of another CommCell all the same', async () => {
    const { s, world } = five()
    const { main } = world.commcells
    if (main === undefined) throw new Error('no CommCell')
    s.answer({ kind: 'not-sent', text: 'HTTP 429', retryAfterSeconds: 600 })
    const elsewhere = targets['erp-1']
    if (elsewhere === undefined) throw new Error('no target')
    await submit(
      { ...world, commcells: { main, other: { ...main, name: 'other' } } },
      { ...policy, targets: { ...targets, 'erp-1': { ...elsewhere, commcell: 'other' } } },
      all,
    )
    expect(s.requests.map(({ target }) => target.name)).toEqual(['erp-core', 'erp-1'])
  })

  it('does not end before its time because others wait for something else', async () => {
    const { s, world } = five()
    s.answer({ kind: 'not-sent', text: 'HTTP 429', retryAfterSeconds: 7000 })
    await startAll(world)
    const short = withTerms('erp-sql.log', { startWithinSeconds: 300 })
    await submit(world, short, startOf('erp-sql.log'))
    await sweepAfter(s, world, 6)
    expect(s.told()).toEqual(['Backup Run Missed'])
    expect(await waiting(s)).toHaveLength(5)
  })

  it('spares a Command Center that three calls in a row did not reach', async () => {
    const { s, world } = five()
    const DOWN = { kind: 'not-sent', text: 'ECONNREFUSED' } as const
    s.answer(DOWN, DOWN, DOWN)
    const runs = await startAll(world)
    expect(s.requests).toHaveLength(3)
    expect(runs.map(({ status }) => status.state === 'waiting' && status.why)).toEqual([
      'ECONNREFUSED',
      'ECONNREFUSED',
      'ECONNREFUSED',
      'The Command Center could not be reached.',
      'The Command Center could not be reached.',
    ])
    await sweepAfter(s, world, 1)
    expect(s.requests).toHaveLength(8)
  })

  it('goes on trying when one call in two gets through', async () => {
    const { s, world } = five()
    const DOWN = { kind: 'not-sent', text: 'ECONNREFUSED' } as const
    const BUSY = { kind: 'refused', why: 'other', text: 'no' } as const
    s.answer(DOWN, BUSY, DOWN, DOWN, BUSY)
    await startAll(world)
    expect(s.requests).toHaveLength(5)
  })
})
