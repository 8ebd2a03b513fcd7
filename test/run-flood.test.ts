// 2,000 targets that are due in the same minute: they drain in order, within the caps, and what does not fit is missed aloud.
import { describe, expect, it } from 'vitest'
import type { ResultEvent } from '../lib/run/event.ts'
import type { World } from '../lib/run/ports.ts'
import { isWaiting, jobIdsOf, type Run } from '../lib/run/run.ts'
import type { PolicySources, Terms } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import type { BackupRequest } from '../lib/target.ts'
import { track } from '../lib/track/track.ts'
import { givingWay, stepwise } from './support/mortal.ts'
import { erpCore, full, MINUTE, policyOf, SUNDAY } from './support/story.ts'
import {
  commcellThatWorks,
  metered,
  mostAnHour,
  mostAtOnce,
  type Ways,
  type WorkingCommcell,
} from './support/working-commcell.ts'

const SOURCE = 'erp-sql.nightly'
const START = { version: 1, source: SOURCE, scheduledTime: SUNDAY } as const
const NAMES = Array.from({ length: 2000 }, (_, n) => `erp-${String(n).padStart(4, '0')}`)

/** Ten databases a client. */
const TARGETS = Object.fromEntries(
  NAMES.map((name, n) => [
    name,
    { ...erpCore, name, clientId: 1 + Math.floor(n / 10), subclientId: 1 + n },
  ]),
)

const nightly = (names: readonly string[], terms: Partial<Terms>): PolicySources => ({
  ...policyOf({ ...full, name: SOURCE, targets: names, terms: { ...full.terms, ...terms } }),
  targets: TARGETS,
})

/** One to five minutes, most of them short. */
const lasts = (before: number) => (1 + 4 * (((before * 7) % 10) / 10) ** 3) * MINUTE

const FUNCTION_LIVES = 15 * MINUTE

type Flood = Ways & {
  /** All of them, unless told. */
  readonly names?: readonly string[]
  readonly terms?: Partial<Terms>
  readonly slots?: number
  /** Two submits and two sweeps beside each other, in an order of their own. */
  readonly seed?: number
}

type Told = WorkingCommcell & {
  readonly names: readonly string[]
  /** As submit left them. */
  readonly begun: readonly Run[]
  readonly storeCalls: number
}

/** Delivers the start, and sweeps once a minute until nothing is open. */
async function flood({
  names = NAMES,
  terms = {},
  slots = 50,
  seed,
  ...ways
}: Flood): Promise<Told> {
  const w = commcellThatWorks(slots, { lasts, ...ways })
  let storeCalls = 0
  const { runs, notes } = stepwise(w.world, when => {
    if (when === 'before') storeCalls += 1
  })
  const counted = { ...w.world, runs, notes }
  const world = metered(seed === undefined ? counted : stepwise(counted, givingWay(seed)))
  const call = (work: (world: World) => Promise<unknown>) => {
    const living = { ...world, deadline: world.now() + FUNCTION_LIVES }
    return Promise.all(seed === undefined ? [work(living)] : [work(living), work(living)])
  }
  w.goTo(SUNDAY + 10_000)
  await call(living => submit(living, nightly(names, terms), START))
  const begun = await w.world.runs.open()
  while ((await w.world.runs.open()).length > 0) {
    expect(world.now()).toBeLessThan(SUNDAY + 6 * 60 * MINUTE)
    w.goTo(Math.ceil(world.now() / MINUTE) * MINUTE + 10_000)
    await call(track)
  }
  return { ...w, names, begun, storeCalls }
}

/** One run a target, each ended and told, and every job one run's. Returns what was told of those that were missed. */
async function expectNoneLostAndNoneTwice(told: Told): Promise<readonly ResultEvent[]> {
  const { runs: store } = told.world
  const runs = (await Promise.all(told.names.map(name => store.history(name, 9)))).flat()
  expect(runs.map(({ request }) => request.target.name)).toEqual(told.names)
  const jobIds = told.jobs().map(({ id }) => id)
  expect(runs.flatMap(jobIdsOf).toSorted()).toEqual(jobIds.toSorted())
  const missed = told.events.filter(({ detailType }) => detailType === 'Backup Run Missed')
  const completed = told.events.filter(({ detail }) => detail.outcome === 'COMPLETED')
  expect(completed).toHaveLength(jobIds.length)
  const ended = [...missed, ...completed].map(({ detail }) => detail.runId)
  expect(ended.toSorted()).toEqual(runs.map(({ id }) => id).toSorted())
  return missed
}

const startedInTurn = ({ jobs }: Told) => jobs().map(({ request }) => request.target.name)

const clientOf = ({ request: { target } }: { readonly request: BackupRequest }) =>
  'clientId' in target && target.clientId

const allStartedWithin = ({ jobs }: Told, minutes: number) =>
  jobs().every(({ startedAt }) => startedAt <= SUNDAY + minutes * MINUTE)

describe('2,000 targets in one minute', () => {
  it('drain in the order of their arrival, 50 at a time', async () => {
    const told = await flood({})
    expect(await expectNoneLostAndNoneTwice(told)).toEqual([])
    expect(startedInTurn(told)).toEqual(NAMES)
    expect(mostAtOnce(told.jobs())).toBe(50)
    // What waits costs nothing: a sweep of 1,950 runs writes of those that it starts.
    expect(told.storeCalls / NAMES.length).toBeLessThan(13)
  })

  it('are missed, each with its event, where startWithin is over', async () => {
    const told = await flood({ terms: { startWithinSeconds: 1800 } })
    const missed = await expectNoneLostAndNoneTwice(told)
    expect(missed.length).toBeGreaterThan(1000)
    expect(startedInTurn(told)).toEqual(NAMES.slice(0, -missed.length))
    expect(allStartedWithin(told, 30)).toBe(true)
    const why = /It waited: As many of our jobs are open .* its maxInFlight is 50\.$/
    for (const { detail } of missed) expect(detail.cause).toMatch(why)
  })

  it('come out the same from two submits and two sweeps at once', async () => {
    const told = await flood({ seed: 7 })
    expect(await expectNoneLostAndNoneTwice(told)).toEqual([])
    expect(mostAtOnce(told.jobs())).toBe(50)
  })

  it('never have two of a client at once, where that is the cap', async () => {
    const names = NAMES.slice(0, 300)
    const told = await flood({ names, seed: 3, maxInFlightPerClient: 1, lasts: () => MINUTE })
    expect(await expectNoneLostAndNoneTwice(told)).toEqual([])
    const clients = new Set(told.jobs().map(clientOf))
    expect(clients.size).toBe(30)
    for (const client of clients) {
      const jobs = told.jobs().filter(job => clientOf(job) === client)
      expect(mostAtOnce(jobs)).toBe(1)
    }
  })

  it('keep to 100 writes an hour, wherever the hour begins', async () => {
    const told = await flood({ seed: 11, limits: { readsPerHour: 1000, writesPerHour: 100 } })
    const missed = await expectNoneLostAndNoneTwice(told)
    // 95, and one that the other function saw free in the same moment: the reserve is a courtesy, the 100 are not.
    expect([95, 96]).toContain(mostAnHour(told.calls()))
    // Two such hours, as the functions take turns.
    expect([190, 191, 192]).toContain(NAMES.length - missed.length)
    for (const { detail } of missed) expect(detail.cause).toContain('quota of calls')
  })

  it('are left to the sweeps by a submit whose time is over', async () => {
    const told = await flood({ slots: 5000, answersIn: 1500, lasts: () => MINUTE })
    expect(told.begun).toHaveLength(NAMES.length)
    const left = told.begun.filter(isWaiting)
    expect(left.length).toBeGreaterThan(1400)
    expect(new Set(left.map(({ status }) => status.why))).toEqual(
      new Set(['The function had no time left; the next sweep starts it.']),
    )
    expect(await expectNoneLostAndNoneTwice(told)).toEqual([])
    expect(startedInTurn(told)).toEqual(NAMES)
  })
})
