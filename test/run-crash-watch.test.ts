// The sweep dies between any two effects of its watch, and others run beside it: every start that was due is on record once,
// every job is one, and every promise that is broken or kept again is told, under one id.
import { describe, expect, it } from 'vitest'
import type { World } from '../lib/run/ports.ts'
import { jobIdsOf } from '../lib/run/run.ts'
import { dueBetween } from '../lib/schedule/timetable.ts'
import { isScheduleSource, type PolicySources, type ScheduleSource } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { dyingAt, givingWay, type Step, stepwise } from './support/mortal.ts'
import { erpSql, full, MINUTE, SUNDAY } from './support/story.ts'
import { commcellThatWorks } from './support/working-commcell.ts'

const at = (minutes: number) => SUNDAY + minutes * MINUTE + 10_000
const TARGETS = ['erp-core', 'erp-reporting']

const source = (change: Partial<ScheduleSource>): ScheduleSource => ({
  ...full,
  timezone: 'UTC',
  terms: { ...full.terms, overlap: 'allow' },
  ...change,
})
const policyOf = (...sources: readonly ScheduleSource[]): PolicySources => ({
  ...erpSql,
  policy: { ...erpSql.policy, rpoSeconds: 1800 },
  sources,
})

type Course = {
  readonly policy: PolicySources
  /** Sweeps come in these minutes. */
  readonly sweeps: readonly number[]
  /** What does reach submit, and when. */
  readonly delivered: readonly number[]
  /** What is told of each target's promise, in order. */
  readonly promises: readonly string[]
}

const COURSES: readonly (readonly [string, Course])[] = [
  [
    // Midnight is caught up at 00:05, its jobs end at 00:20, and the next recovery points come after 01:15.
    'a start that never came, and a promise that is broken for a while',
    {
      policy: policyOf(source({ expression: 'cron(0 * * * ? *)' })),
      sweeps: [-2, -1, 4, 5, 6, 20, 21, 38, 39, 61, 66, 75, 76, 77],
      delivered: [60],
      promises: ['Breached', 'Restored'],
    },
  ],
  [
    'many starts that never came, of which the latest is in time',
    {
      policy: policyOf(
        source({
          expression: 'cron(0/5 * * * ? *)',
          targets: ['erp-core'],
          endDate: '2026-11-22T01:06:00Z',
        }),
      ),
      sweeps: [-2, -1, 70, 71, 72, 86],
      delivered: [],
      promises: ['Breached', 'Restored'],
    },
  ],
  [
    'starts that never came and are too late',
    {
      policy: policyOf(
        source({
          expression: 'cron(0/20 * * * ? *)',
          terms: { ...full.terms, startWithinSeconds: 600 },
        }),
      ),
      sweeps: [-2, -1, 56, 57],
      delivered: [],
      promises: ['Breached'],
    },
  ],
]

/** Swept again whenever a sweep dies, and until nothing is open. */
async function tell(
  { policy, sweeps, delivered }: Course,
  sweep: (world: World) => Promise<unknown>,
) {
  const w = commcellThatWorks(100)
  const world: World = { ...w.world, policies: [policy] }
  const minutes = [...sweeps, ...delivered].toSorted((a, b) => a - b)
  for (const minute of minutes) {
    w.goTo(at(minute))
    if (sweeps.includes(minute)) await sweep(world)
    else await Promise.all(policy.sources.map(({ name }) => deliver(world, policy, name, minute)))
  }
  // A claim that is left behind is in doubt after a quarter of an hour, and settled after another.
  for (let minute = Math.max(...minutes) + 1; (await world.runs.open()).length > 0; minute += 2) {
    w.goTo(at(minute))
    await sweep(world)
  }
  return w
}

function deliver(world: World, policy: PolicySources, name: string, minute: number) {
  return submit(world, policy, {
    version: 1,
    source: name,
    scheduledTime: SUNDAY + minute * MINUTE,
  })
}

type Told = Awaited<ReturnType<typeof tell>>

async function expectEveryStartOnce({ world, jobs, events }: Told, course: Course) {
  const runs = (await Promise.all(TARGETS.map(name => world.runs.history(name, 999)))).flat()
  const last = Math.max(...course.sweeps)
  const due = course.policy.sources
    .filter(isScheduleSource)
    .flatMap(each =>
      dueBetween(each, { from: SUNDAY - MINUTE, to: at(last - 6) }).flatMap(when =>
        each.targets.map(
          name => `${each.name}/${name}/${new Date(when).toISOString().slice(0, 16)}Z`,
        ),
      ),
    )
  const ids = runs.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
  expect(due.filter(id => !ids.includes(id))).toEqual([])
  const owned = runs.flatMap(jobIdsOf)
  expect(owned.toSorted()).toEqual(
    jobs()
      .map(({ id }) => id)
      .toSorted(),
  )

  for (const { id, announced, outbox } of runs) {
    expect(outbox).toEqual([])
    const told = new Set(events.filter(e => e.detail.runId === id).map(e => e.eventId))
    expect([...told].toSorted()).toEqual(
      Array.from({ length: announced }, (_, n) => `${id}#${n + 1}`),
    )
  }
  const silent = runs.filter(({ announced, status }) => announced === 0 && status.state === 'ended')
  const spokenFor = new Map(
    events.map(({ eventId, detail }) => [
      eventId,
      Number(/Nor did the (\d+) before/.exec(String(detail.statusMessage))?.[1] ?? 0),
    ]),
  )
  const count = [...spokenFor.values()].reduce((sum, each) => sum + each, 0)
  expect(silent.length).toBeLessThanOrEqual(count)
}

function expectEveryPromiseTold({ events }: Told, { policy, promises }: Course) {
  const told = new Map(
    events
      .filter(({ detailType }) => detailType.startsWith('Backup RPO '))
      .map(({ eventId, detailType }) => [eventId, detailType.slice('Backup RPO '.length)]),
  )
  // Each target of the policy, those that no source of this story starts among them.
  for (const target of policy.sources[0]?.targets ?? []) {
    const ofTarget = [...told].filter(([eventId]) => eventId.startsWith(`rpo/erp-sql/${target}#`))
    expect(ofTarget.map(([, word]) => word)).toEqual(promises)
  }
  const numbers = [...told.keys()].map(eventId => Number(eventId.split('#')[1]))
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, n) => n + 1))
}

/** No story has as many effects. */
const STEPS = 600

describe.each(COURSES)('%s', (_, course) => {
  it.each(['before', 'after'] as const)('survives a death %s any effect', async when => {
    for (let call = 1; call < STEPS; call++) {
      let died = false
      const dying = dyingAt(call, when)
      const step: Step = now => {
        try {
          return dying(now)
        } catch (error) {
          died = true
          throw error
        }
      }
      const told = await tell(course, async world => {
        await track(stepwise(world, step)).catch(() => track(world))
      })
      await expectEveryStartOnce(told, course)
      expectEveryPromiseTold(told, course)
      if (!died) return
    }
    throw new Error('the story never ends')
  })

  it('comes out right in whatever order sweeps overtake each other', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const told = await tell(course, async world => {
        const slow = stepwise(world, givingWay(seed))
        await Promise.all([track(slow), track(slow), track(slow)])
      })
      await expectEveryStartOnce(told, course)
      expectEveryPromiseTold(told, course)
    }
  })
})
