// createTask was not answered, or whoever called it died: a job may exist. It is never posted twice while that is so.
import { describe, expect, it } from 'vitest'
import type { JobReport, World } from '../lib/run/ports.ts'
import type { Run } from '../lib/run/run.ts'
import type { PolicySources } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import {
  billing,
  COMPLETED,
  erpReporting,
  erpSql,
  jobReport,
  log,
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
  expect(s.events.at(-1)?.detail.statusMessage).toContain('createTask was called 3 times')
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

const RUN = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'
const JUST_NOW = { startedAt: SUNDAY + 33_000 }

/** The outcome of the run when it has one, else its state; and its jobs. */
async function fateOf(s: Story, runId = RUN): Promise<string> {
  const run = await s.world.runs.get(runId)
  if (run?.status.state === 'ended') return run.status.outcome.kind
  return run?.status.state === 'submitted' ? run.status.jobIds.join(' ') : `${run?.status.state}`
}

/** A sweep a minute. */
async function sweepFor(s: Story, minutes: number, world: World = s.world): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    s.pass(MINUTE)
    await track(world)
  }
}

/** As the Environment says it of the CommCell. */
function withUser({ world }: Story, user: string): World {
  const { main } = world.commcells
  if (main === undefined) throw new Error('the story needs its CommCell')
  return { ...world, commcells: { main: { ...main, user } } }
}

describe('a job of another level', () => {
  it.each<readonly [string, JobReport['actualLevel'], string]>([
    ['erp-sql.weekly-full', 'FULL', '77'],
    ['erp-sql.weekly-full', 'DIFFERENTIAL', 'unknown'],
    ['erp-sql.weekly-full', 'TRANSACTION_LOG', 'unknown'],
    ['erp-sql.weekly-full', 'INCREMENTAL', 'unknown'],
    ['erp-sql.log', 'TRANSACTION_LOG', '77'],
    ['erp-sql.log', 'INCREMENTAL', '77'],
    ['erp-sql.log', 'DIFFERENTIAL', '77'],
    ['erp-sql.log', 'FULL', '77'],
    ['erp-sql.log', undefined, '77'],
  ])('for %s: %s is %s', async (source, actualLevel, fate) => {
    const s = story()
    s.answer(LOST)
    const [run] = await submit(s.world, erpSql, startOf(source))
    s.list('77', { ...JUST_NOW, ...(actualLevel && { actualLevel }) })
    await sweepFor(s, 2)
    expect(await fateOf(s, run?.id)).toBe(fate)
  })

  it('does not stand in the way of the one that fits', async () => {
    const s = await inDoubt()
    s.list('76', { ...JUST_NOW, actualLevel: 'TRANSACTION_LOG' })
    s.list('77', { ...JUST_NOW, actualLevel: 'FULL' })
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('77')
  })

  it('is not taken to fit when nobody knows the name of its level', async () => {
    const s = await inDoubt()
    s.list('77', { ...JUST_NOW, levelName: 'Synthetic Full' })
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('unknown')
  })
})

describe("the CommCell's own user", () => {
  it.each([
    ['svc-holdfast', 'svc-holdfast', '77'],
    ['svc-holdfast', 'SVC-Holdfast', '77'],
    ['svc-holdfast', 'CORP\\svc-holdfast', '77'],
    ['CORP\\svc-holdfast', 'svc-holdfast', '77'],
    ['svc-holdfast@corp.example', 'CORP\\svc-holdfast', '77'],
    ['svc-holdfast', undefined, '77'],
    ['svc-holdfast', 'admin', 'in-doubt'],
    ['svc-holdfast', 'CORP\\admin', 'in-doubt'],
  ])('is %s: a job of %s is %s', async (user, userName, fate) => {
    const s = await inDoubt()
    s.list('77', { ...JUST_NOW, ...(userName !== undefined && { userName }) })
    await sweepFor(s, 2, withUser(s, user))
    expect(await fateOf(s)).toBe(fate)
  })

  it('leaves no doubt beside the jobs of others: ours is adopted, or asked for again', async () => {
    const theirs = { ...JUST_NOW, userName: 'admin' }
    const s = await inDoubt()
    s.list('76', theirs)
    s.list('77', { ...JUST_NOW, userName: 'svc-holdfast' })
    await sweepFor(s, 2, withUser(s, 'svc-holdfast'))
    expect(await fateOf(s)).toBe('77')
    const none = await inDoubt()
    none.list('76', theirs)
    await sweepFor(none, 8, withUser(none, 'svc-holdfast'))
    expect(none.requests).toHaveLength(2)
  })

  it('proves nothing when a job that createTask named is shown under another', async () => {
    const s = story()
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    s.list('1001', { ...JUST_NOW, userName: 'operator', actualLevel: 'TRANSACTION_LOG' })
    s.answer(LOST)
    await submit(s.world, erpSql, FULL)
    s.list('77', { ...JUST_NOW, userName: 'operator', actualLevel: 'FULL' })
    await sweepFor(s, 2, withUser(s, 'svc-holdfast'))
    expect(await fateOf(s)).toBe('77')
  })
})

describe('the description of a job', () => {
  it('is our run id: it is ours, between several that fit', async () => {
    const s = await inDoubt()
    for (const id of ['76', '77', '78']) s.list(id, JUST_NOW)
    s.describe('77', RUN)
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('77')
  })

  it.each<readonly [string, Partial<JobReport>]>([
    ['a lower level', { ...JUST_NOW, actualLevel: 'TRANSACTION_LOG' }],
    ['a start that is too early', { startedAt: SUNDAY - 10 * MINUTE }],
    ['a start that is too late', { startedAt: SUNDAY + 60 * MINUTE }],
    ['no subclient', { ...JUST_NOW, subclient: {} }],
  ])('is our run id: it is ours, with %s', async (_, report) => {
    const s = await inDoubt()
    s.list('77', report)
    s.describe('77', ` ${RUN}\n`)
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('77')
  })

  it('is that of another run: it is not ours, and we ask again', async () => {
    const s = await inDoubt()
    s.list('77', JUST_NOW)
    s.describe('77', 'erp-sql.weekly-full/erp-core/2026-11-15T00:00Z')
    await sweepFor(s, 8)
    expect(s.requests).toHaveLength(2)
  })

  it.each([
    ['somebody wrote their own words', 'before the move'],
    ['our run id was cut short', RUN.slice(0, 40)],
  ])('proves nothing where %s', async (_, said) => {
    const s = await inDoubt()
    s.list('77', JUST_NOW)
    s.describe('77', said)
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('77')
  })

  it('names several jobs of ours: all of them are, and all are followed', async () => {
    const s = await inDoubt()
    for (const id of ['76', '77']) {
      s.list(id, JUST_NOW)
      s.describe(id, RUN)
    }
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('76 77')
    expect(s.lines.filter(line => line.startsWith('Unexpected fan-out'))).toHaveLength(1)
  })

  it('could not be read: nothing is concluded from two that fit until it can be', async () => {
    const s = await inDoubt()
    for (const id of ['76', '77']) {
      s.list(id, JUST_NOW)
      s.describe(id, new Error('HTTP 503'))
    }
    await sweepFor(s, 6)
    expect(await fateOf(s)).toBe('in-doubt')
    s.describe('77', RUN)
    s.describe('76', 'erp-sql.log/erp-core/2026-11-22T00:00Z')
    await sweepFor(s, 1)
    expect(await fateOf(s)).toBe('77')
  })

  it('can never be read: a few sweeps after the visibility lag nobody waits for it any more', async () => {
    const s = await inDoubt()
    for (const id of ['76', '77']) {
      s.list(id, JUST_NOW)
      s.describe(id, new Error('HTTP 403'))
    }
    await sweepFor(s, 7)
    expect(await fateOf(s)).toBe('in-doubt')
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('unknown')
  })

  it('could not be read: the one job that fits is adopted all the same', async () => {
    const s = await inDoubt()
    s.list('77', JUST_NOW)
    s.describe('77', new Error('HTTP 403'))
    await sweepFor(s, 2)
    expect(await fateOf(s)).toBe('77')
  })

  it('is not asked for in the first minute, nor of jobs that cannot be ours', async () => {
    const s = await inDoubt()
    s.list('77', { ...JUST_NOW, subclient: { subclientId: 999 } })
    s.list('78', JUST_NOW)
    const asked: string[] = []
    const center = s.world.commandCenter('main')
    const description = async (id: string) => {
      asked.push(id)
      return undefined
    }
    const world = { ...s.world, commandCenter: () => ({ ...center, description }) }
    await track(world)
    expect(asked).toEqual([])
    s.pass(MINUTE)
    await track(world)
    expect(asked).toEqual(['78'])
  })
})

describe('two runs in doubt about one subclient', () => {
  const LOG = 'erp-sql.log/erp-core/2026-11-22T00:00Z'

  it('each get the job of their level', async () => {
    const s = story()
    s.answer(LOST, LOST)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    await submit(s.world, erpSql, FULL)
    s.list('76', { ...JUST_NOW, actualLevel: 'TRANSACTION_LOG' })
    s.list('77', { ...JUST_NOW, actualLevel: 'FULL' })
    await sweepFor(s, 3)
    expect([await fateOf(s, LOG), await fateOf(s)]).toEqual(['76', '77'])
  })

  it('do not wait for each other for ever', async () => {
    const copyOnly = { app: 'sqlserver', level: 'FULL', copyOnly: true } as const
    const policy: PolicySources = {
      ...erpSql,
      sources: [
        { ...full(), terms: { ...full().terms, overlap: 'allow' } },
        { ...full(), name: 'erp-sql.copy', backup: copyOnly },
      ],
    }
    const s = story()
    s.answer(LOST, LOST)
    await submit(s.world, policy, FULL)
    await submit(s.world, policy, {
      ...startOf('erp-sql.copy'),
      manual: { by: 'j.doe', reason: 'a clone', overrides: ['overlap'] },
    })
    // Commvault does not show whether a full is copy-only.
    s.list('77', { ...JUST_NOW, actualLevel: 'FULL' })
    await sweepFor(s, 19)
    expect(await fateOf(s)).toBe('in-doubt')
    await sweepFor(s, 10)
    expect(await fateOf(s)).toBe('unknown')
    expect(s.events.find(e => e.detail.outcome === 'UNKNOWN')?.detail.statusMessage).toMatch(
      /^Job 77 may be ours, or that of run erp-sql\.(copy|weekly-full)\/erp-core\//,
    )
  })

  it('does not take the ended job of a run that calls the subclient by another name', async () => {
    const alias = { ...erpReporting, name: 'erp-alias', subclientId: 56 }
    const policy: PolicySources = {
      ...erpSql,
      targets: { ...erpSql.targets, 'erp-alias': alias },
      sources: [{ ...full(), targets: ['erp-core', 'erp-alias'] }, log],
    }
    const s = story()
    const world = { ...s.world, policies: [policy] }
    await submit(world, policy, { ...FULL, targets: ['erp-alias'] })
    s.list('1001', { ...COMPLETED, ...JUST_NOW, endedAt: SUNDAY + 40_000 })
    await track(world)
    s.answer(LOST)
    await submit(world, policy, FULL)
    await sweepFor(s, 4, world)
    expect(await fateOf(s)).toBe('in-doubt')
  })
})

it('does not conclude from a list that was read before it was late enough', async () => {
  const s = await inDoubt()
  const center = s.world.commandCenter('main')
  const slow = {
    ...s.world,
    commandCenter: () => ({
      ...center,
      jobs: async (since: number) => {
        const jobs = await center.jobs(since)
        s.pass(6 * MINUTE)
        return jobs
      },
    }),
  }
  await track(slow)
  s.list('77', JUST_NOW)
  s.pass(MINUTE)
  await track(s.world)
  expect(await fateOf(s)).toBe('77')
})

it('does not say that a job does not exist when the list no longer reaches back to it', async () => {
  const policy = withSource('erp-sql.weekly-full', {
    terms: { ...full().terms, maxRunSeconds: 3 * 24 * 3600, startWithinSeconds: 3 * 24 * 3600 },
  })
  const s = story()
  s.answer(LOST)
  await submit(s.world, policy, FULL)
  s.pass(25 * 60 * MINUTE)
  await sweepTwice(s)
  expect(s.requests).toHaveLength(1)
  expect(s.events.at(-1)?.detail.statusMessage).toBe(
    'The job list reaches back to 2026-11-22T01:00:31Z only, and createTask was called before.',
  )
})
