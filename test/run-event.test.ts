// Starts from events: which backup an event is about, and that however often it is told, one backup is made of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { createTable, type Dynalite, startDynalite } from './support/dynalite.ts'
import {
  COMPLETED,
  deployed,
  deployment,
  full,
  MINUTE,
  policyOf,
  request,
  requested,
  SUNDAY,
  startOf,
  story,
} from './support/story.ts'

const JOB = 'Backup Job State Change'
const CORE = { ...deployed, targets: ['erp-core'] }
const ERP = [policyOf(CORE)]
const GATE = [policyOf({ ...requested, targets: ['erp-core', 'erp-reporting'] })]
const ids = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id)

it('starts one run a target, named by the deployment that it is about', async () => {
  const s = story()
  const runs = await submitEvent(s.world, [policyOf(deployed)], deployment('d-ABC123'))
  expect(ids(runs)).toEqual([
    'erp-sql.deployed/erp-core/d-ABC123',
    'erp-sql.deployed/erp-reporting/d-ABC123',
  ])
  expect(s.requests).toMatchObject([{ level: 'FULL', copyOnly: true }, { level: 'FULL' }])
  expect(s.events[0]?.detail).toMatchObject({
    scheduledTime: '2026-11-22T00:00:00Z',
    createdBy: {
      policyName: 'erp-sql',
      triggerName: 'deployed',
      cause: 'EVENT',
      event: {
        id: 'event-d-ABC123',
        source: 'aws.codedeploy',
        detailType: 'CodeDeploy Deployment State-change Notification',
      },
      correlationId: null,
    },
  })
  expect(s.events[0]?.detail.createdBy).not.toHaveProperty('scheduleName')
})

it.each([
  ['a number', 4711, '4711'],
  ['an ARN', 'arn:aws:cf:eu:1:stack/erp', 'arn%3Aaws%3Acf%3Aeu%3A1%3Astack%2Ferp'],
  ['half a character', 'd-\ud800', 'd-%EF%BF%BD'],
  ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
  ['more of them', 'x'.repeat(257), 'event-1'],
  ['more bytes than a key holds', 'ß'.repeat(200), 'event-1'],
  ['no text', '', 'event-1'],
  ['nothing', undefined, 'event-1'],
  ['a map', { id: 1 }, 'event-1'],
])('knows an event by its business id, %s', async (_, deploymentId, identity) => {
  const s = story()
  const [run] = await submitEvent(s.world, ERP, deployment(deploymentId, { id: 'event-1' }))
  expect(run?.id).toBe(`erp-sql.deployed/erp-core/${identity}`)
})

it.each([
  ['the same event delivered again', deployment('d-1')],
  ['a second event of the same deployment', deployment('d-1', { id: 'another', time: SUNDAY + 9 })],
])('starts nothing for %s, before and after the job has ended', async (_, again) => {
  const s = story()
  const policies = [policyOf({ ...CORE, terms: { ...CORE.terms, cooldownSeconds: 0 } })]
  await submitEvent(s.world, policies, deployment('d-1'))
  await submitEvent(s.world, policies, again)
  s.list('1001', COMPLETED)
  await track(s.world)
  s.pass(MINUTE)
  await submitEvent(s.world, policies, again)
  expect(s.requests).toHaveLength(1)
  expect(s.lines.filter(line => line.startsWith('DUPLICATE'))).toHaveLength(2)
})

it('starts nothing for a delivery that follows a crash', async () => {
  const s = story()
  const crashing = {
    ...s.world,
    commandCenter: () => {
      throw new Error('the function dies here')
    },
  }
  await expect(submitEvent(crashing, ERP, deployment('d-1'))).rejects.toThrow('dies')
  await submitEvent(s.world, ERP, deployment('d-1'))
  expect(s.requests).toEqual([])
  s.pass(16 * MINUTE)
  await track(s.world)
  expect(s.told()).toEqual([`${JOB} PENDING`])
})

it('is never later than now, whatever the clock of the source says', async () => {
  const s = story()
  const [run] = await submitEvent(s.world, ERP, deployment('d-1', { time: SUNDAY + 60 * MINUTE }))
  expect(run?.scheduledTime).toBe(s.world.now())
  expect(s.requests).toHaveLength(1)
})

it('misses an event that comes later than startWithin', async () => {
  const s = story()
  s.pass(61 * MINUTE)
  await submitEvent(s.world, ERP, deployment('d-1'))
  expect(s.told()).toEqual(['Backup Run Missed'])
})

it('waits out its delay, and counts startWithin from the end of it', async () => {
  const s = story()
  const policies = [policyOf({ ...CORE, delaySeconds: 2 * 3600 })]
  await submitEvent(s.world, policies, deployment('d-1'))
  s.goTo(SUNDAY + 119 * MINUTE)
  await track(s.world)
  expect(s.requests).toEqual([])
  s.goTo(SUNDAY + 179 * MINUTE)
  await track(s.world)
  expect(s.requests).toHaveLength(1)
  expect(s.events[0]?.detail.startBy).toBe('2026-11-22T03:00:00Z')
})

it('lets a sweep say when it has work again, unless a run may move before', async () => {
  const s = story(undefined, 1)
  await submitEvent(s.world, [policyOf({ ...CORE, delaySeconds: 600 })], deployment('d-1'))
  await submit(s.world, policyOf(full), startOf('erp-sql.weekly-full'))
  s.list('1001')
  expect(await track(s.world)).toMatchObject({ unsettled: 1, wakesAt: SUNDAY + 10 * MINUTE })
  await submit(
    s.world,
    policyOf(full),
    startOf('erp-sql.weekly-full', { targets: ['erp-reporting'] }),
  )
  const report = await track(s.world)
  expect(report).toMatchObject({ unsettled: 2 })
  expect(report).not.toHaveProperty('wakesAt')
})

it('skips an event of a paused trigger', async () => {
  const s = story()
  const paused = policyOf({ ...CORE, pause: { reason: 'Storage move', by: 'j.doe' } })
  await submitEvent(s.world, [paused], deployment('d-1'))
  expect(s.told()).toEqual(['Backup Run Skipped PAUSED'])
})

describe('one event for several policies', () => {
  const crm = {
    ...policyOf({ ...CORE, name: 'crm.deployed' }),
    policy: { name: 'crm', owner: 'x', hash: 'f00d' },
  }

  it('starts each of them', async () => {
    const s = story()
    const other = {
      ...crm,
      sources: crm.sources.map(source => ({ ...source, targets: ['erp-reporting'] })),
    }
    const runs = await submitEvent(s.world, [...ERP, other], deployment('d-1'))
    expect(ids(runs)).toEqual(['erp-sql.deployed/erp-core/d-1', 'crm.deployed/erp-reporting/d-1'])
  })

  it('lets each fail alone, and throws at the end', async () => {
    const s = story()
    const wrong = policyOf({ ...CORE, targetFrom: ['detail', 'database'] })
    const start = submitEvent(s.world, [wrong, crm], deployment('d-1'))
    await expect(start).rejects.toMatchObject({ code: 'start-event-invalid' })
    expect(s.requests).toHaveLength(1)
  })

  it('passes over the triggers of other rules, and refuses a rule that nobody waits for', async () => {
    const s = story()
    await submitEvent(s.world, [policyOf(full, CORE, requested)], deployment('d-1'))
    expect(s.requests).toHaveLength(1)
    await expect(submitEvent(s.world, [policyOf(full)], deployment('d-2'))).rejects.toMatchObject({
      code: 'source-unknown',
      message: 'No trigger deployed here waits for rule a0b1c2d3e4f5.',
    })
  })
})

describe('the target that an event names', () => {
  const named = [policyOf({ ...deployed, targetFrom: ['detail', 'database'] })]

  it('is the only one', async () => {
    const s = story()
    await submitEvent(s.world, named, deployment('d-1', { database: 'erp-reporting' }))
    expect(s.requests.map(({ target }) => target.name)).toEqual(['erp-reporting'])
  })

  it.each([
    [
      'another',
      { database: 'crm' },
      'target-unknown',
      'names target "crm", which no trigger of rule a0b1c2d3e4f5 protects (erp-sql.deployed).',
    ],
    ['none', {}, 'start-event-invalid', '"detail.database" must name a target of erp-sql.deployed'],
  ])('may not be %s', async (_, detail, code, message) => {
    const s = story()
    const start = submitEvent(s.world, named, deployment('d-1', detail))
    await expect(start).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await s.world.runs.open()).toEqual([])
  })

  it('is that of one of several triggers of the rule, which is no mistake of the others', async () => {
    const s = story()
    const from = { targetFrom: ['detail', 'database'] }
    const reporting = { ...deployed, ...from, name: 'erp-sql.other', targets: ['erp-reporting'] }
    const both = [policyOf({ ...CORE, ...from }, reporting)]
    await submitEvent(s.world, both, deployment('d-1', { database: 'erp-reporting' }))
    expect(s.requests.map(({ target }) => target.name)).toEqual(['erp-reporting'])
    const nobodys = submitEvent(s.world, both, deployment('d-2', { database: 'crm' }))
    await expect(nobodys).rejects.toMatchObject({ code: 'target-unknown' })
    // One that takes every event does not make up for those that found nothing.
    const mixed = [policyOf({ ...CORE, ...from }, { ...deployed, name: 'erp-sql.all' })]
    const lost = submitEvent(s.world, mixed, deployment('d-3', { database: 'crm' }))
    await expect(lost).rejects.toMatchObject({ code: 'target-unknown' })
  })

  it('is not shown whole, nor what is inside of it, where it is no name', async () => {
    const s = story()
    const long = submitEvent(s.world, named, deployment('d-1', { database: 'x'.repeat(9_999) }))
    await expect(long).rejects.toThrow(/^.{1,200}$/)
    const map = submitEvent(s.world, named, deployment('d-1', { database: { token: 'QSDK 1' } }))
    await expect(map).rejects.toThrow(/found a map\.$/)
  })

  it('may not be one of the policy that is not of the trigger', async () => {
    const s = story()
    const narrow = [policyOf({ ...CORE, targetFrom: ['detail', 'database'] })]
    const start = submitEvent(s.world, narrow, deployment('d-1', { database: 'erp-reporting' }))
    await expect(start).rejects.toMatchObject({ code: 'target-unknown' })
  })
})

describe('a request', () => {
  it('is answered with its correlation id in every event', async () => {
    const s = story()
    await submitEvent(
      s.world,
      GATE,
      request({ correlationId: 'build-4711', targets: ['erp-core'] }),
    )
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} COMPLETED`])
    for (const { detail } of s.events) {
      expect(detail.createdBy).toMatchObject({ cause: 'REQUEST', correlationId: 'build-4711' })
    }
  })

  it.each([
    ['all targets of its trigger', {}, ['erp-core', 'erp-reporting']],
    ['those that it names', { targets: ['erp-reporting'] }, ['erp-reporting']],
    ['one that it names twice', { targets: ['erp-core', 'erp-core'] }, ['erp-core']],
    ['the level that it names', { level: 'FULL' }, ['erp-core', 'erp-reporting']],
    ['the environment that it names', { environment: 'prod' }, ['erp-core', 'erp-reporting']],
    ['nothing of another environment', { environment: 'staging', targets: ['crm'] }, []],
  ])('starts %s', async (_, detail, targets) => {
    const s = story()
    const runs = await submitEvent(s.world, GATE, request(detail))
    expect(runs.map(({ request }) => request.target.name)).toEqual(targets)
    expect(s.requests.map(({ target }) => target.name)).toEqual(targets)
  })

  it.each([
    [{ targets: ['erp-core', 'crm'] }, 'target-unknown', 'named crm; it protects erp-core'],
    [{ targets: [] }, 'start-event-invalid', '"detail.targets" must be a list of target names'],
    [{ targets: 'erp-core' }, 'start-event-invalid', '"detail.targets" must be a list'],
    [{ level: 'TRANSACTION_LOG' }, 'start-event-invalid', 'a level that no trigger of rule'],
    [{ level: 1 }, 'start-event-invalid', '"detail.level" must be a text; found 1'],
    [{ environment: ['prod'] }, 'start-event-invalid', '"detail.environment" must be a text'],
    [{ correlationId: 4711 }, 'start-event-invalid', 'at most 200 characters; found 4711'],
    [{ correlationId: 'x'.repeat(201) }, 'start-event-invalid', 'at most 200 characters'],
  ])('with %j is refused, and nothing starts', async (detail, code, message) => {
    const s = story()
    const start = submitEvent(s.world, GATE, request(detail))
    await expect(start).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(s.requests).toEqual([])
    expect(await s.world.runs.open()).toEqual([])
  })

  it('chooses by its level among the triggers that wait for it', async () => {
    const log = {
      ...requested,
      name: 'erp-sql.log-requested',
      backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
    } as const
    const s = story()
    const asked = request({ level: 'TRANSACTION_LOG', targets: ['erp-core'] })
    await submitEvent(s.world, [policyOf(requested, log)], asked)
    expect(s.requests.map(({ level }) => level)).toEqual(['TRANSACTION_LOG'])
  })
})

it('passes over what other events call a correlation id, unless it is one', async () => {
  const s = story()
  await submitEvent(s.world, ERP, deployment('d-1', { correlationId: { trace: 1 } }))
  expect(s.events[0]?.detail.createdBy).toMatchObject({ correlationId: null })
})

it('starts a trigger by hand, without its delay', async () => {
  const s = story()
  const manual = { by: 'j.doe', reason: 'before the move', overrides: [] }
  const policy = policyOf({ ...CORE, delaySeconds: 600 })
  const [run] = await submit(s.world, policy, startOf('erp-sql.deployed', { manual }))
  expect(run?.id).toBe('erp-sql.deployed/erp-core/2026-11-22T00:00:00Z')
  expect(s.requests).toHaveLength(1)
  expect(s.events[0]?.detail.createdBy).toMatchObject({ triggerName: 'deployed', cause: 'MANUAL' })
})

let database: Dynalite
beforeAll(async () => {
  database = await startDynalite()
  await createTable(database.client, 'cooldown')
})
afterAll(() => database.stop())

describe.each([
  ['in memory', () => inMemoryRunStore()],
  ['on DynamoDB', () => dynamoRunStore({ client: database.client, table: 'cooldown' })],
])('the cooldown, with runs %s', (_, runs) => {
  // The table is shared: every story has a trigger of its own.
  let stories = 0
  const fresh = () => {
    stories += 1
    const name = `erp-sql.deployed-${stories}`
    const allowed = { ...CORE.terms, overlap: 'allow' } as const
    return { s: story(runs(), 100), policies: [policyOf({ ...CORE, name, terms: allowed })], name }
  }

  it('lets one of two events start that are told one after the other', async () => {
    const { s, policies, name } = fresh()
    await submitEvent(s.world, policies, deployment('d-1'))
    s.pass(119 * MINUTE)
    await submitEvent(s.world, policies, deployment('d-2', { time: s.world.now() }))
    expect(s.requests).toHaveLength(1)
    expect(s.told().at(-1)).toBe('Backup Run Skipped COOLDOWN')
    expect(s.events.at(-1)?.detail.statusMessage).toBe(
      `Run ${name}/erp-core/d-1 was started less than the cooldown of 7200 s ago.`,
    )
    s.pass(2 * MINUTE)
    await submitEvent(s.world, policies, deployment('d-3', { time: s.world.now() }))
    expect(s.requests).toHaveLength(2)
  })

  it('lets one of many events start that are told at the same moment', async () => {
    const { s, policies } = fresh()
    const events = Array.from({ length: 5 }, (_, n) => deployment(`d-${n}`))
    await Promise.all(events.map(event => submitEvent(s.world, policies, event)))
    expect(s.requests).toHaveLength(1)
    expect(s.told().filter(told => told === 'Backup Run Skipped COOLDOWN')).toHaveLength(4)
  })

  it('is not begun by a start that Commvault refused', async () => {
    const { s, policies } = fresh()
    s.answer({ kind: 'refused', why: 'other', text: 'no' })
    await submitEvent(s.world, policies, deployment('d-1'))
    await submitEvent(s.world, policies, deployment('d-2'))
    expect(s.requests).toHaveLength(2)
  })

  it('ends the wait of a run that another event has overtaken', async () => {
    const { s, policies } = fresh()
    s.answer({ kind: 'not-sent', text: 'refused the connection' })
    await submitEvent(s.world, policies, deployment('d-1'))
    await submitEvent(s.world, policies, deployment('d-2'))
    s.pass(MINUTE)
    await track(s.world)
    expect(s.requests).toHaveLength(2)
    expect(s.told()).toEqual([`${JOB} CREATED`, 'Backup Run Skipped COOLDOWN'])
  })

  it('is overridden by hand', async () => {
    const { s, policies, name } = fresh()
    await submitEvent(s.world, policies, deployment('d-1'))
    const [policy] = policies
    if (policy === undefined) throw new Error('no policy')
    for (const overrides of [[], ['cooldown' as const]]) {
      s.pass(1_000)
      const manual = { by: 'j.doe', reason: 'again', overrides }
      await submit(s.world, policy, startOf(name, { manual, scheduledTime: s.world.now() }))
    }
    expect(s.requests).toHaveLength(2)
    expect(s.told()).toEqual([`${JOB} CREATED`, 'Backup Run Skipped COOLDOWN', `${JOB} CREATED`])
  })
})

it('holds the cooldown when an event comes just as another run of the trigger is tried again', async () => {
  const s = story()
  const terms = { ...CORE.terms, overlap: 'allow' as const }
  const policies = [policyOf({ ...CORE, terms })]
  s.answer({ kind: 'not-sent', text: '503' })
  await submitEvent(s.world, policies, deployment('d-1'))
  s.pass(MINUTE)
  // The sweep has read before d-2 came, and writes between two steps of d-2.
  const before = await s.world.runs.open()
  const read = { open: async () => before, history: async () => before }
  const { get } = s.world.runs
  const overtaken = async (runId: string) => {
    const found = await get(runId)
    await track({ ...s.world, runs: { ...s.world.runs, ...read } })
    return found
  }
  const runs = { ...s.world.runs, get: overtaken }
  await submitEvent({ ...s.world, runs }, policies, deployment('d-2'))
  await track(s.world)
  expect(s.requests).toHaveLength(2)
  expect(s.told().toSorted()).toEqual([`${JOB} CREATED`, 'Backup Run Skipped COOLDOWN'])
})
