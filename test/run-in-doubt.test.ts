// createTask was not answered, or whoever called it died: a job may exist. It is never posted twice while that is so.
import { expect, it } from 'vitest'
import type { Run } from '../lib/run/run.ts'
import { submit } from '../lib/run/submit.ts'
import { track } from '../lib/run/track.ts'
import {
  COMPLETED,
  erpSql,
  jobReport,
  MINUTE,
  type Story,
  SUNDAY,
  startOf,
  story,
  withSource,
} from './support/story.ts'

const FULL = startOf('erp-sql.weekly-full')

function full() {
  const [source] = erpSql.sources
  if (source === undefined) throw new Error('the story needs its full')
  return source
}
const LOST = { kind: 'no-answer', text: 'socket hang up' } as const
const JOB = 'Backup Job State Change'

/** A run in doubt since the story's beginning. */
async function inDoubt(): Promise<Story> {
  const s = story()
  s.answer(LOST)
  await submit(s.world, erpSql, FULL)
  return s
}

/** "None" is believed when two sweeps in a row have seen none. */
async function sweepTwice(s: Story): Promise<void> {
  await track(s.world)
  s.pass(MINUTE)
  await track(s.world)
}

async function stateOf(s: Story): Promise<Run['status']['state'] | undefined> {
  return (await s.world.runs.history('erp-core', 1))[0]?.status.state
}

it('adopts the one job that must be its own, and follows it', async () => {
  const s = await inDoubt()
  s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
  s.pass(MINUTE)
  await track(s.world)
  s.list('77', COMPLETED)
  await track(s.world)
  expect(s.requests).toHaveLength(1)
  expect(s.told()).toEqual([`${JOB} PENDING`, `${JOB} CREATED`, `${JOB} COMPLETED`])
  expect(s.events[0]?.detail.statusMessage).toBe(
    'createTask was not answered and a job may exist: socket hang up',
  )
})

it('concludes nothing in the first minute', async () => {
  const s = await inDoubt()
  s.list('77', { startedAt: SUNDAY + 33_000 })
  s.pass(30_000)
  await track(s.world)
  expect(await stateOf(s)).toBe('in-doubt')
})

it.each([
  ['of another subclient', { subclient: { subclientId: 999 } }],
  ['that started long before', { startedAt: SUNDAY - 60 * MINUTE }],
])('does not adopt a job %s, and asks again when there is none', async (_, report) => {
  const s = await inDoubt()
  s.list('77', { startedAt: SUNDAY + 33_000, ...report })
  s.pass(4 * MINUTE)
  await track(s.world)
  expect(await stateOf(s)).toBe('in-doubt')
  s.pass(2 * MINUTE)
  await sweepTwice(s)
  expect(await stateOf(s)).toBe('waiting')
  s.pass(MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(2)
  expect(await stateOf(s)).toBe('submitted')
})

it.each([
  ['at a lower level', { startedAt: SUNDAY + 33_000, actualLevel: 'DIFFERENTIAL' }],
  ['that started a little too early', { startedAt: SUNDAY - 10 * MINUTE }],
  ['that does not say what it backs up', { startedAt: SUNDAY + 33_000, subclient: {} }],
] as const)('neither adopts nor posts again beside a job %s', async (_, report) => {
  const s = await inDoubt()
  s.list('77', report)
  s.pass(6 * MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(1)
  expect(s.events.at(-1)?.detail).toMatchObject({ state: 'FAILED', outcome: 'UNKNOWN' })
})

it('never guesses between two jobs', async () => {
  const s = await inDoubt()
  s.list('77', { startedAt: SUNDAY + 33_000 })
  s.list('78', { startedAt: SUNDAY + 34_000 })
  s.pass(2 * MINUTE)
  await track(s.world)
  expect(s.events.at(-1)?.detail).toMatchObject({
    outcome: 'UNKNOWN',
    statusMessage: 'Any of the jobs 77, 78 may be ours.',
  })
})

it('leaves a job to the run that owns it', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.list('1001', { startedAt: SUNDAY + 32_000 })
  s.answer(LOST)
  await submit(s.world, erpSql, FULL)
  s.pass(6 * MINUTE)
  await sweepTwice(s)
  const full = await s.world.runs.get('erp-sql.weekly-full/erp-core/2026-11-22T00:00Z')
  expect(full?.status.state).toBe('waiting')
})

it('asks as often as the policy allows, then says that it does not know', async () => {
  const s = await inDoubt()
  s.answer(LOST, LOST)
  for (let minute = 0; minute < 40; minute++) {
    s.pass(MINUTE)
    await track(s.world)
  }
  expect(s.requests).toHaveLength(3)
  expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'UNKNOWN' })
  expect(s.events.at(-1)?.detail.statusMessage).toContain('createTask was asked 3 times')
})

it('does not ask again once it is too late to start', async () => {
  const s = story()
  s.answer(LOST)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(6 * MINUTE)
  await sweepTwice(s)
  expect(s.requests).toHaveLength(1)
  expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'UNKNOWN' })
})

it('adopts an Oracle job by its names, whatever their case', async () => {
  const { billing } = await import('./support/story.ts')
  const s = story()
  s.answer(LOST)
  const policy = {
    ...erpSql,
    policy: { ...erpSql.policy, name: 'billing' },
    targets: { 'billing-prod': billing },
    sources: erpSql.sources.map(source => ({
      ...source,
      name: 'billing.full',
      targets: ['billing-prod'],
      backup: { app: 'oracle', level: 'FULL' } as const,
    })),
  }
  await submit(s.world, policy, startOf('billing.full', { targets: ['billing-prod'] }))
  s.list(
    '9',
    jobReport('9', {
      startedAt: SUNDAY + 33_000,
      subclient: { clientName: 'ORAHOST01', instanceName: 'bill', subclientName: 'default ' },
    }),
  )
  s.pass(MINUTE)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} PENDING`, `${JOB} CREATED`])
})

it('treats a claim that nobody finished as a job that may exist', async () => {
  const s = story()
  const dies = {
    ...s.world,
    commandCenter: () => {
      throw new Error('the function died')
    },
  }
  await expect(submit(dies, erpSql, startOf('erp-sql.log'))).rejects.toThrow('the function died')
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  expect(s.requests).toEqual([])
  s.pass(14 * MINUTE)
  await track(s.world)
  expect(await stateOf(s)).toBe('claimed')
  s.pass(2 * MINUTE)
  await track(s.world)
  expect(await stateOf(s)).toBe('in-doubt')
  s.pass(6 * MINUTE)
  await sweepTwice(s)
  expect(s.requests).toEqual([])
  expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'UNKNOWN' })
})

it('does not believe a list that shows nothing once', async () => {
  const s = await inDoubt()
  s.pass(6 * MINUTE)
  await track(s.world)
  s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
  s.pass(MINUTE)
  await track(s.world)
  expect(await stateOf(s)).toBe('submitted')
  expect(s.requests).toHaveLength(1)
})

it('leaves a full to the run that asked for one, although Commvault could have converted a log', async () => {
  const s = story()
  s.answer(LOST, LOST)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  await submit(s.world, erpSql, FULL)
  s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
  for (let minute = 0; minute < 8; minute++) {
    s.pass(MINUTE)
    await track(s.world)
  }
  const full = await s.world.runs.get('erp-sql.weekly-full/erp-core/2026-11-22T00:00Z')
  expect(full?.status).toMatchObject({ state: 'submitted', jobIds: ['77'] })
  expect(s.requests.map(r => r.level)).toEqual(['TRANSACTION_LOG', 'FULL'])
  expect(s.events.at(-1)?.detail).toMatchObject({
    requestedLevel: 'TRANSACTION_LOG',
    outcome: 'UNKNOWN',
  })
})

it('does not adopt the job of a run that is still waiting for its answer', async () => {
  const s = story()
  s.answer(LOST)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  const center = s.world.commandCenter('main')
  let letAnswer = () => {}
  const answer = new Promise<void>(resolve => {
    letAnswer = resolve
  })
  const slow = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      submit: async (...args: Parameters<typeof center.submit>) => {
        await answer
        return center.submit(...args)
      },
    }),
  }
  const full = submit(slow, erpSql, FULL)
  await new Promise(setImmediate)
  s.list('1002', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
  s.pass(2 * MINUTE)
  await track(s.world)
  letAnswer()
  expect((await full)[0]?.status).toMatchObject({ state: 'submitted', jobIds: ['1002'] })
  const log = await s.world.runs.get('erp-sql.log/erp-core/2026-11-22T00:00Z')
  expect(log?.status.state).toBe('in-doubt')
})

it('never lets two runs have one job', async () => {
  const s = story()
  const twin = withSource('erp-sql.weekly-full', { terms: { ...full().terms, overlap: 'allow' } })
  s.answer(LOST, LOST)
  await submit(s.world, twin, FULL)
  await submit(s.world, twin, { ...FULL, scheduledTime: SUNDAY - MINUTE })
  s.list('77', { startedAt: SUNDAY + 33_000, actualLevel: 'FULL' })
  s.pass(2 * MINUTE)
  await track(s.world)
  const runs = await s.world.runs.history('erp-core', 5)
  const owners = runs.filter(run => run.status.state === 'submitted')
  expect(owners).toHaveLength(1)
})

it('keeps an answer that comes while a sweep writes', async () => {
  const s = await inDoubt()
  s.breakBus()
  s.pass(6 * MINUTE)
  await sweepTwice(s)
  s.answer({ kind: 'refused', why: 'other', text: 'no' })
  s.pass(MINUTE)
  const center = s.world.commandCenter('main')
  const meddling = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      submit: async (...args: Parameters<typeof center.submit>) => {
        s.mendBus()
        const [run] = await s.world.runs.open()
        if (run) await s.world.runs.save(run)
        return center.submit(...args)
      },
    }),
  }
  await track(meddling)
  expect(await stateOf(s)).toBe('ended')
  s.pass(20 * MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(2)
  expect(s.told().at(-1)).toBe(`${JOB} FAILED`)
})

it('says so when the job list stayed unreadable for as long as a job may run', async () => {
  const s = await inDoubt()
  s.breakList()
  s.pass(9 * 60 * MINUTE)
  await track(s.world)
  expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'UNKNOWN' })
})
