// The function dies between any two effects, and others run beside it: whatever happens, no backup is started twice, and
// none is lost without a word.
import { describe, expect, it } from 'vitest'
import type { World } from '../lib/run/ports.ts'
import { jobIdsOf, type Run } from '../lib/run/run.ts'
import type { Blackout, PolicySources, SourceStart, Terms } from '../lib/start.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import type { BackupRequest } from '../lib/target.ts'
import { track } from '../lib/track/track.ts'
import { dyingAt, givingWay, type Step, stepwise } from './support/mortal.ts'
import {
  deployed,
  deployment,
  MINUTE,
  policyOf,
  SUNDAY,
  startOf,
  withTerms,
} from './support/story.ts'
import {
  commcellThatWorks,
  metered,
  mostAnHour,
  mostAtOnce,
  type Ways,
} from './support/working-commcell.ts'

const FULL = startOf('erp-sql.weekly-full')
const full = (terms: Partial<Terms>) => withTerms('erp-sql.weekly-full', terms)
const at = (minutes: number): SourceStart => ({ ...FULL, scheduledTime: SUNDAY + minutes * MINUTE })

const CLOSE: Blackout = {
  calendar: 'year-end-close',
  name: 'close-2026',
  span: { kind: 'dated', from: '2026-11-21T23:00:00Z', to: '2026-11-22T03:00:00Z' },
}

/** What is started, and how many minutes after midnight. */
type Start = { readonly minute: number; readonly begin: (world: World) => Promise<unknown> }

const due = (
  policy: PolicySources,
  minute: number,
  targets: readonly string[] = ['erp-core'],
): Start => ({
  minute,
  begin: world => submit(world, policy, { ...at(minute), targets }),
})
const event = (policies: readonly PolicySources[], id: string, minute: number): Start => ({
  minute,
  begin: world => submitEvent(world, policies, deployment(id, { time: SUNDAY + minute * MINUTE })),
})
const trigger = (terms: Partial<Terms>, delaySeconds = 0) => [
  policyOf({
    ...deployed,
    delaySeconds,
    targets: ['erp-core'],
    terms: { ...deployed.terms, cooldownSeconds: 0, ...terms },
  }),
]

const warm = trigger({ cooldownSeconds: 7200, overlap: 'allow' })
const late = trigger({}, 600)
const deferring = full({ blackouts: [CLOSE], onBlackout: 'defer', overlap: 'allow' })
const buffering = full({ overlap: 'buffer' })
const replacing = full({ overlap: 'replace' })
const cancelling = full({ onMaxRun: 'cancel', maxRunSeconds: 600 })

const BOTH = ['erp-core', 'erp-reporting']
const LATER = { kind: 'not-sent', text: 'HTTP 429', retryAfterSeconds: 600 } as const
const OUT_OF_REACH = { kind: 'not-sent', text: 'ECONNREFUSED' } as const
const BUSY = { kind: 'refused', why: 'already-running', text: 'Another backup is running' } as const

type Told = { readonly most: number; readonly slots?: number } & Ways

/** The starts of a story, and how many backups may come of them at most. */
const STORIES: readonly (readonly [string, readonly Start[], Told])[] = [
  ['one start', [due(full({}), 0)], { most: 1 }],
  ['overlap: skip', [due(full({}), 0), due(full({}), 1)], { most: 1 }],
  ['overlap: buffer', [due(buffering, 0), due(buffering, 1), due(buffering, 2)], { most: 2 }],
  ['overlap: replace', [due(replacing, 0), due(replacing, 1), due(replacing, 2)], { most: 3 }],
  [
    'overlap: allow',
    [due(full({ overlap: 'allow' }), 0), due(full({ overlap: 'allow' }), 1)],
    { most: 2 },
  ],
  ['a deferral', [due(deferring, 0), due(deferring, 1), due(deferring, 2)], { most: 1 }],
  ['a cooldown', [event(warm, 'd-1', 0), event(warm, 'd-2', 1)], { most: 1 }],
  ['a delay', [event(late, 'd-1', 0), event(late, 'd-1', 1)], { most: 1 }],
  ['onMaxRun: cancel', [due(cancelling, 0)], { most: 1 }],
  [
    'a full CommCell',
    [due(full({}), 0), event(trigger({ overlap: 'buffer' }), 'd-1', 1)],
    { most: 2, slots: 1 },
  ],
  ['one slot for two targets', [due(full({}), 0, BOTH)], { most: 2, slots: 1 }],
  [
    'one slot for a client',
    [due(full({}), 0, BOTH), due(buffering, 1)],
    { most: 3, maxInFlightPerClient: 1 },
  ],
  [
    'a quota of two starts an hour',
    [due(full({}), 0, BOTH), due(buffering, 1)],
    { most: 3, limits: { readsPerHour: 1000, writesPerHour: 3 } },
  ],
  ['a quota that Commvault counts', [due(full({}), 0, BOTH)], { most: 2, answers: [LATER] }],
  [
    'a Command Center out of reach',
    [due(full({}), 0, BOTH), due(buffering, 1)],
    { most: 3, slots: 1, answers: [OUT_OF_REACH, OUT_OF_REACH, OUT_OF_REACH] },
  ],
  ["somebody else's job", [due(buffering, 0, BOTH)], { most: 2, answers: [BUSY, BUSY] }],
]

/** Every start is told, again after a failure as Lambda does it, and swept until nothing is open. */
async function tell(starts: readonly Start[], { slots, ...ways }: Told, step: Step) {
  const w = commcellThatWorks(slots, ways)
  const mortal = metered(stepwise(w.world, step))
  const alive = metered(w.world)
  const last = Math.max(...starts.map(({ minute }) => minute))
  for (
    let minute = 0;
    minute <= last || (minute < 40 * 60 && (await w.world.runs.open()).length > 0);
  ) {
    w.goTo(SUNDAY + minute * MINUTE + 10_000)
    const now = starts.filter(start => start.minute === minute)
    for (const { begin } of now) await begin(mortal).catch(() => begin(alive))
    await track(mortal).catch(() => track(alive))
    minute += minute < 20 || minute % 60 > 55 ? 1 : 5
  }
  return w
}

type Commcell = Awaited<ReturnType<typeof tell>>

async function runsOf({ world }: Commcell): Promise<readonly Run[]> {
  return (await Promise.all(BOTH.map(target => world.runs.history(target, 99)))).flat()
}

async function expectEverythingTold(w: Commcell): Promise<void> {
  expect(await w.world.runs.open()).toEqual([])
  for (const run of await runsOf(w)) {
    const told = new Set(w.events.filter(e => e.detail.runId === run.id).map(e => e.eventId))
    const announced = Array.from({ length: run.announced }, (_, n) => `${run.id}#${n + 1}`)
    expect([...told].toSorted()).toEqual(announced.toSorted())
    expect(announced).not.toEqual([])
  }
}

async function expectEveryJobOnce(w: Commcell, most: number): Promise<void> {
  const { jobs } = w
  const owned = (await runsOf(w)).flatMap(jobIdsOf)
  expect(owned).toEqual([...new Set(owned)])
  expect(owned.toSorted()).toEqual(
    jobs()
      .map(({ id }) => id)
      .toSorted(),
  )
  expect(jobs().length).toBeGreaterThan(0)
  expect(jobs().length).toBeLessThanOrEqual(most)
}

function expectWithinTheCaps({ world, jobs, calls }: Commcell): void {
  const { main } = world.commcells
  const slots = Math.min(main?.maxInFlight ?? 0, main?.maxInFlightPerClient ?? 99)
  expect(mostAtOnce(jobs())).toBeLessThanOrEqual(slots)
  expect(mostAnHour(calls())).toBeLessThanOrEqual(main?.limits?.writesPerHour ?? 99)
}

/** What a crash left locked or counted stops nothing that comes later. */
async function expectNothingInTheWay(w: Commcell): Promise<void> {
  w.goTo(SUNDAY + 3 * 24 * 60 * MINUTE)
  const [run] = await submit(w.world, full({}), at(3 * 24 * 60))
  expect(run?.status.state).toBe('submitted')
}

/** Every one that ran beside another of its target. */
function overlapsOf({ jobs }: Commcell): readonly string[] {
  return jobs().flatMap((job, n) => {
    const other = jobs().find(
      (next, m) => m > n && isSameTarget(next.request, job.request) && next.startedAt < job.endsAt,
    )
    return other ? [`${job.id} and ${other.id}`] : []
  })
}

const isSameTarget = (a: BackupRequest, b: BackupRequest) => a.target.name === b.target.name

/** No story has as many effects. */
const STEPS = 400
const SEEDS = 40

describe.each(STORIES)('%s', (name, starts, told) => {
  const { most, slots, ...ways } = told
  it.each(['before', 'after'] as const)('survives a death %s any effect', async when => {
    for (let call = 1; call < STEPS; call++) {
      let died = false
      const dying = dyingAt(call, when)
      const w = await tell(starts, told, now => {
        try {
          dying(now)
        } catch (error) {
          died = true
          throw error
        }
      })
      await expectEverythingTold(w)
      await expectEveryJobOnce(w, most)
      expectWithinTheCaps(w)
      if (name !== 'overlap: allow') expect(overlapsOf(w), `call ${call}`).toEqual([])
      await expectNothingInTheWay(w)
      if (!died) return
    }
    throw new Error('the story never ends')
  })

  it('comes out right in whatever order functions overtake each other', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const w = commcellThatWorks(slots, ways)
      const world = metered(stepwise(w.world, givingWay(seed)))
      w.goTo(SUNDAY + 2 * MINUTE + 10_000)
      await Promise.all([
        ...starts.flatMap(({ begin }) => [begin(world), begin(world)]),
        track(world),
        track(world),
      ])
      for (
        let minute = 3;
        minute < 40 * 60 && (await w.world.runs.open()).length > 0;
        minute += minute < 20 ? 1 : 5
      ) {
        w.goTo(SUNDAY + minute * MINUTE + 10_000)
        await Promise.all([track(world), track(world)])
      }
      await expectEverythingTold(w)
      await expectEveryJobOnce(w, most)
      expectWithinTheCaps(w)
      if (name !== 'overlap: allow') expect(overlapsOf(w), `seed ${seed}`).toEqual([])
    }
  })
})
