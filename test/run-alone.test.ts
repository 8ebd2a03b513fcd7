// Targets fail alone: what breaks one run, one CommCell or the bus stops nothing else, and is thrown when all is done.
import { expect, it } from 'vitest'
import type { RunStore } from '../lib/run/ports.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { COMPLETED, erpSql, MINUTE, SUNDAY, startOf, story } from './support/story.ts'

const BOTH = { version: 1, source: 'erp-sql.weekly-full', scheduledTime: SUNDAY } as const
const JOB = 'Backup Job State Change'

/** The store fails for whatever has to do with one target. */
function brokenFor(target: string, runs: RunStore): RunStore {
  const check = (runId: string) => {
    if (runId.includes(`/${target}/`)) throw new Error(`broken for ${target}`)
  }
  return {
    ...runs,
    claim: async run => {
      check(run.id)
      return runs.claim(run)
    },
    save: async run => {
      check(run.id)
      return runs.save(run)
    },
  }
}

it('starts the other targets when the store fails for one', async () => {
  const s = story()
  const world = { ...s.world, runs: brokenFor('erp-core', s.world.runs) }
  await expect(submit(world, erpSql, BOTH)).rejects.toThrow('broken for erp-core')
  expect(s.requests.map(r => r.target.name)).toEqual(['erp-reporting'])
  expect(s.told()).toEqual([`${JOB} CREATED`])
})

it('sweeps the other runs when one of them fails', async () => {
  const s = story()
  await submit(s.world, erpSql, BOTH)
  s.list('1001', COMPLETED)
  s.list('1002', COMPLETED)
  const world = { ...s.world, runs: brokenFor('erp-core', s.world.runs) }
  await expect(track(world)).rejects.toThrow('broken for erp-core')
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} CREATED`, `${JOB} COMPLETED`])
  await track(s.world)
  expect(s.told().filter(told => told === `${JOB} COMPLETED`)).toHaveLength(2)
})

it('starts every target when the bus fails, and tells later', async () => {
  const s = story(undefined, 100)
  const names = Array.from({ length: 25 }, (_, n) => `erp-${n}`)
  const [target] = Object.values(erpSql.targets)
  const policy = {
    ...erpSql,
    targets: Object.fromEntries(
      names.map(name => [name, { ...target, name }]),
    ) as typeof erpSql.targets,
    sources: erpSql.sources.map(source => ({ ...source, targets: names })),
  }
  const noBus = {
    ...s.world,
    publish: async () => {
      throw new Error('EventBridge is down')
    },
  }
  await expect(submit(noBus, policy, BOTH)).rejects.toThrow('EventBridge is down')
  expect(s.requests).toHaveLength(25)
  await track(s.world)
  expect(s.told()).toHaveLength(25)
})

it('says which events the bus did not take', async () => {
  const s = story()
  s.breakBus()
  await submit(s.world, erpSql, BOTH)
  expect(s.lines.some(line => line.includes('The bus did not take 2 of 2 events.'))).toBe(true)
})

it('goes on following the runs of a CommCell that has left the environment, until they are given up', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.weekly-full'))
  const gone = {
    ...s.world,
    commcells: {},
    commandCenter: () => {
      throw new Error('CommCell main is not in the compiled sources')
    },
  }
  expect(await track(gone)).toMatchObject({ open: 1, unreadable: ['main'] })
  s.pass(33 * 60 * MINUTE)
  await track(gone)
  expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} EXPIRED`])
})

it('starts nothing more on a CommCell that has left the environment', async () => {
  const s = story(undefined, 1)
  await submit(s.world, erpSql, startOf('erp-sql.weekly-full'))
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.list('1001', COMPLETED)
  await track({ ...s.world, commcells: {} })
  s.pass(6 * MINUTE)
  await track({ ...s.world, commcells: {} })
  expect(s.requests).toHaveLength(1)
  expect(s.told().at(-1)).toBe('Backup Run Missed')
})

it('does not call a job expired that nobody had the time to ask about', async () => {
  const s = story(undefined, 100)
  const center = s.world.commandCenter('main')
  const asked: string[] = []
  const blind = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      jobs: async () => [],
      job: async (id: string) => {
        asked.push(id)
        return center.job(id)
      },
    }),
  }
  for (let minute = 0; minute < 30; minute++) {
    const scheduledTime = SUNDAY - minute * 1000
    const manual = { by: 'x', reason: 'y', overrides: ['overlap' as const] }
    await submit(blind, erpSql, startOf('erp-sql.log', { scheduledTime, manual }))
  }
  for (let job = 1001; job <= 1030; job++) s.list(String(job), COMPLETED)
  s.pass(62 * MINUTE)
  await track(blind)
  expect(asked).toHaveLength(20)
  s.pass(MINUTE)
  await track(blind)
  expect(s.told().filter(told => told === `${JOB} COMPLETED`)).toHaveLength(30)
  expect(s.told()).not.toContain(`${JOB} EXPIRED`)
})

it('asks no more in a sweep once a look-up has failed', async () => {
  const s = story(undefined, 100)
  const center = s.world.commandCenter('main')
  let asked = 0
  const hanging = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      jobs: async () => [],
      job: async () => {
        asked += 1
        throw new Error('it hangs')
      },
    }),
  }
  await submit(hanging, erpSql, BOTH)
  s.pass(6 * MINUTE)
  await track(hanging)
  expect(asked).toBe(1)
})

it('gives the lock back while a run waits for something to send to', async () => {
  const s = story()
  s.answer({ kind: 'not-sent', text: 'down' })
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  await submit(s.world, erpSql, startOf('erp-sql.log', { scheduledTime: SUNDAY - MINUTE }))
  expect(s.requests).toHaveLength(2)
  expect(s.told()).toEqual([`${JOB} CREATED`])
})
