// Windows, blackouts and precedence told as stories: what is skipped, what is missed, and what waits for its time.
import { describe, expect, it } from 'vitest'
import type { Blackout, PolicySources, ScheduleSource, Terms } from '../lib/start.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import {
  COMPLETED,
  deployed,
  deployment,
  erpSql,
  full,
  MINUTE,
  policyOf,
  type Story,
  SUNDAY,
  startOf,
  story,
  withSource,
  withTerms,
} from './support/story.ts'

const JOB = 'Backup Job State Change'
const HOUR = 60 * MINUTE
const FULL = startOf('erp-sql.weekly-full')
const RUN = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'

/** From an hour before the story to three hours after its beginning. */
const CLOSE: Blackout = {
  calendar: 'year-end-close',
  name: 'close-2026',
  reason: 'Ledger close',
  span: { kind: 'dated', from: '2026-11-21T23:00:00Z', to: '2026-11-22T03:00:00Z' },
}
const END = SUNDAY + 3 * HOUR

const later = (from: string, to: string): Blackout => ({
  ...CLOSE,
  name: 'later',
  span: { kind: 'dated', from: `2026-11-22T${from}:00Z`, to: `2026-11-22T${to}:00Z` },
})

const closed = (terms: Partial<Terms> = {}): PolicySources =>
  withTerms('erp-sql.weekly-full', { blackouts: [CLOSE], ...terms })

const DEFER = { onBlackout: 'defer' } as const

const allOf = async (s: Story) => s.world.runs.history('erp-core', 99)

describe('the window', () => {
  const window = { from: 0, to: 60, timezone: 'UTC' }

  it('lets a start in, and misses one that waited for a slot past its end', async () => {
    const s = story(undefined, 1)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    await submit(s.world, withTerms('erp-sql.weekly-full', { window }), FULL)
    s.list('1001', COMPLETED)
    s.pass(60 * MINUTE)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
    expect(s.events.at(-1)).toMatchObject({
      detailType: 'Backup Run Missed',
      detail: {
        cause: 'Would start at 2026-11-22T01:00:31Z, outside of its window 00:00-01:00 (UTC).',
      },
    })
  })

  it('may be overridden by hand, and the event says so', async () => {
    const s = story()
    s.pass(2 * HOUR)
    const manual = { by: 'j.doe', reason: 'now', overrides: ['window' as const] }
    const policy = withTerms('erp-sql.weekly-full', { window })
    const start = { scheduledTime: s.world.now(), manual }
    await submit(s.world, policy, startOf('erp-sql.weekly-full', start))
    expect(s.told()).toEqual([`${JOB} CREATED`])
    expect(s.events[0]?.detail.createdBy).toMatchObject({ cause: 'MANUAL', ...manual })
  })
})

describe('a blackout', () => {
  it('skips a start, and says which blackout, why, and until when', async () => {
    const s = story()
    await submit(s.world, closed(), FULL)
    expect(s.told()).toEqual(['Backup Run Skipped BLACKOUT'])
    expect(s.events[0]?.detail.statusMessage).toBe(
      'Blackout close-2026 of calendar year-end-close (Ledger close) until 2026-11-22T03:00:00Z.',
    )
  })

  it('that begins while a run waits for a slot skips it', async () => {
    const s = story(undefined, 1)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    await submit(s.world, closed({ blackouts: [later('00:30', '01:30')] }), FULL)
    s.goTo(SUNDAY + 40 * MINUTE)
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
    expect(s.told().at(-1)).toBe('Backup Run Skipped BLACKOUT')
  })

  it('that begins while a run waits for a slot defers it, when that is the policy', async () => {
    const s = story(undefined, 1)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    await submit(s.world, closed({ blackouts: [later('00:30', '01:30')], ...DEFER }), FULL)
    s.goTo(SUNDAY + 40 * MINUTE)
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.events.at(-1)?.detail).toMatchObject({ until: '2026-11-22T01:30:00Z' })
    s.goTo(SUNDAY + 91 * MINUTE)
    await track(s.world)
    expect(s.requests).toHaveLength(2)
  })

  it('is nothing to a run that is in flight', async () => {
    const s = story()
    await submit(s.world, closed({ blackouts: [later('00:30', '01:30')] }), FULL)
    s.goTo(SUNDAY + 40 * MINUTE)
    s.list('1001', COMPLETED)
    await track(s.world)
    expect(s.told().at(-1)).toBe(`${JOB} COMPLETED`)
  })

  it('may be overridden by hand', async () => {
    const s = story()
    const manual = { by: 'j.doe', reason: 'before the move', overrides: ['blackout' as const] }
    await submit(s.world, closed(), { ...FULL, manual })
    expect(s.told()).toEqual([`${JOB} CREATED`])
    expect(s.events[0]?.detail.createdBy).toMatchObject({ overrides: ['blackout'] })
  })
})

describe('a deferral', () => {
  it('is told, waits for the end of the blackout, and starts within startWithin from there', async () => {
    const s = story()
    const [run] = await submit(s.world, closed(DEFER), FULL)
    expect(run).toMatchObject({ deferredTo: END, startBy: END + 2 * HOUR, cause: 'SCHEDULE' })
    expect(s.told()).toEqual(['Backup Run Deferred BLACKOUT'])
    expect(s.events[0]?.detail).toMatchObject({
      until: '2026-11-22T03:00:00Z',
      startBy: '2026-11-22T05:00:00Z',
      blackout: { calendar: 'year-end-close', window: 'close-2026', reason: 'Ledger close' },
      createdBy: { cause: 'SCHEDULE', scheduledTime: '2026-11-22T00:00:00Z' },
    })
    s.goTo(END - 1)
    expect(await track(s.world)).toMatchObject({ open: 1, wakesAt: END })
    expect(s.requests).toEqual([])
    s.goTo(END + 30_000)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
    expect(s.told().at(-1)).toBe(`${JOB} CREATED`)
  })

  it('is missed when it cannot be started within startWithin from the end', async () => {
    const s = story()
    await submit(s.world, closed(DEFER), FULL)
    s.goTo(END + 2 * HOUR + MINUTE)
    await track(s.world)
    expect(s.told()).toEqual(['Backup Run Deferred BLACKOUT', 'Backup Run Missed'])
    expect(s.events[1]?.detail.cause).toContain('It waited: Blackout close-2026')
  })

  it('of every start in a long blackout is one backup', async () => {
    const s = story()
    const log = withTerms('erp-sql.log', { blackouts: [CLOSE], ...DEFER, overlap: 'allow' })
    for (let quarter = 0; quarter < 12; quarter++) {
      const scheduledTime = SUNDAY + quarter * 15 * MINUTE
      s.goTo(scheduledTime + 30_000)
      await submit(s.world, log, startOf('erp-sql.log', { scheduledTime }))
    }
    expect(s.told()).toEqual([
      'Backup Run Deferred BLACKOUT',
      ...Array(11).fill('Backup Run Skipped BLACKOUT'),
    ])
    expect(s.events[1]?.detail.statusMessage).toBe(
      'Run erp-sql.log/erp-core/2026-11-22T00:00Z was deferred to the same end of a blackout, 2026-11-22T03:00:00Z, and starts for both.',
    )
    s.goTo(END)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
  })

  it('of two events that are told at the same moment is one backup', async () => {
    const s = story()
    const terms = { ...deployed.terms, blackouts: [CLOSE], ...DEFER, overlap: 'allow' as const }
    const policies = [
      policyOf({ ...deployed, targets: ['erp-core'], terms: { ...terms, cooldownSeconds: 0 } }),
    ]
    await Promise.all(
      ['d-1', 'd-2', 'd-3'].map(id => submitEvent(s.world, policies, deployment(id))),
    )
    s.goTo(END)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
    expect(await s.world.runs.open()).toHaveLength(1)
  })

  it('is published after a crash, and once', async () => {
    const s = story()
    s.breakBus()
    await submit(s.world, closed(DEFER), FULL)
    s.mendBus()
    await submit(s.world, closed(DEFER), FULL)
    await track(s.world)
    await track(s.world)
    expect(s.told()).toEqual(['Backup Run Deferred BLACKOUT'])
    expect(s.events[0]?.eventId).toBe(`${RUN}#1`)
  })

  it('is carried out once when two sweeps meet at its end', async () => {
    const s = story()
    await submit(s.world, closed(DEFER), FULL)
    s.goTo(END)
    await Promise.all([track(s.world), track(s.world)])
    expect(s.requests).toHaveLength(1)
  })

  it('goes on after a crash at its end: nothing is posted twice', async () => {
    const s = story()
    await submit(s.world, closed(DEFER), FULL)
    s.goTo(END)
    const crashing = {
      ...s.world,
      commandCenter: () => {
        throw new Error('the function dies here')
      },
    }
    await expect(track(crashing)).rejects.toThrow('dies')
    await track(s.world)
    expect(s.requests).toEqual([])
    expect((await allOf(s))[0]?.status.state).toBe('claimed')
  })

  it('that would end outside of the window is missed at once', async () => {
    const s = story()
    const window = { from: 0, to: 60, timezone: 'UTC' }
    await submit(s.world, closed({ ...DEFER, window }), FULL)
    expect(s.told()).toEqual(['Backup Run Missed'])
    expect(s.events[0]?.detail.cause).toContain('Its end is outside of its window 00:00-01:00')
  })

  it('of a start that comes late, when the blackout is over, does not wait for long', async () => {
    const s = story()
    s.goTo(END + MINUTE)
    const policy = closed({ ...DEFER, startWithinSeconds: 4 * 3600 })
    await submit(s.world, policy, FULL)
    s.pass(MINUTE)
    await track(s.world)
    expect(s.requests).toHaveLength(1)
  })
})

describe('two levels in one minute', () => {
  const weekly: ScheduleSource = { ...full, targets: ['erp-core'] }
  const daily: ScheduleSource = {
    ...full,
    name: 'erp-sql.daily-diff',
    backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
    expression: 'cron(0 1 ? * * *)',
    yieldsTo: ['erp-sql.weekly-full'],
  }
  const DIFF = startOf('erp-sql.daily-diff')
  const MONDAY = SUNDAY + 24 * HOUR

  it('skip the weaker, whichever is told first', async () => {
    const s = story()
    await submit(s.world, policyOf(weekly, daily), DIFF)
    await submit(s.world, policyOf(weekly, daily), FULL)
    expect(s.told()).toEqual(['Backup Run Skipped PRECEDENCE', `${JOB} CREATED`])
    expect(s.requests.map(({ level }) => level)).toEqual(['FULL'])
  })

  it.each<readonly [string, Partial<ScheduleSource>]>([
    ['paused', { pause: { reason: 'Storage move', by: 'j.doe' } }],
    ['in a blackout', { terms: { ...full.terms, blackouts: [CLOSE] } }],
    ['deferred', { terms: { ...full.terms, blackouts: [CLOSE], ...DEFER } }],
    [
      'outside of its window',
      { terms: { ...full.terms, window: { from: 1, to: 2, timezone: 'UTC' } } },
    ],
    ['for other targets', { targets: ['erp-reporting'] }],
    ['not begun', { startDate: '2026-11-23T00:00:00Z' }],
    ['over', { endDate: '2026-11-22T00:00:00Z' }],
    ['no longer there', { name: 'erp-sql.monthly-full' }],
  ])('start the weaker when the stronger is %s', async (_, change) => {
    const s = story()
    await submit(s.world, policyOf({ ...weekly, ...change }, daily), DIFF)
    expect(s.requests.map(({ level }) => level)).toEqual(['DIFFERENTIAL'])
  })

  it('start the weaker on the other days', async () => {
    const s = story()
    s.goTo(MONDAY + 31_000)
    await submit(s.world, policyOf(weekly, daily), { ...DIFF, scheduledTime: MONDAY })
    expect(s.requests.map(({ level }) => level)).toEqual(['DIFFERENTIAL'])
  })

  it.each([
    ['first', -30],
    ['last', 30],
  ])(
    'start the stronger when one blackout has deferred both, the weaker %s',
    async (_, minutes) => {
      const terms = { ...full.terms, blackouts: [CLOSE], ...DEFER, overlap: 'buffer' as const }
      const policy = policyOf({ ...weekly, terms }, { ...daily, terms })
      const s = story()
      s.goTo(SUNDAY + 31 * MINUTE)
      await submit(s.world, policy, { ...DIFF, scheduledTime: SUNDAY + minutes * MINUTE })
      await submit(s.world, policy, FULL)
      s.goTo(END)
      await track(s.world)
      expect(s.requests.map(({ level }) => level)).toEqual(['FULL'])
      expect(s.told()).toContain('Backup Run Skipped PRECEDENCE')
    },
  )
})

describe('what is deployed while a run waits', () => {
  const LATER = later('00:30', '01:30')
  const NAME = 'erp-sql.weekly-full'

  /** A full that waits for the one slot, and another policy deployed meanwhile. */
  async function waitingFor(policy: PolicySources | undefined, minutes: number): Promise<Story> {
    const s = story(undefined, 1)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    await submit(s.world, erpSql, FULL)
    s.list('1001', COMPLETED)
    s.goTo(SUNDAY + minutes * MINUTE)
    await track({ ...s.world, policyOf: () => policy })
    return s
  }

  it('stops it, when it is a pause', async () => {
    const pause = { reason: 'Storage move', by: 'j.doe' }
    const s = await waitingFor(withSource(NAME, { pause }), 40)
    expect(s.requests).toHaveLength(1)
    expect(s.events.at(-1)?.detail).toMatchObject({
      reason: 'PAUSED',
      statusMessage: 'Paused by j.doe: Storage move',
    })
  })

  it('does not, when the pause is over before it can start', async () => {
    const pause = { reason: 'Storage move', by: 'j.doe', until: '2026-11-22T00:30:00Z' }
    const s = await waitingFor(withSource(NAME, { pause }), 40)
    expect(s.requests).toHaveLength(2)
  })

  it('skips or defers it, when it is a calendar', async () => {
    const skipped = await waitingFor(withTerms(NAME, { blackouts: [LATER] }), 40)
    expect(skipped.told().at(-1)).toBe('Backup Run Skipped BLACKOUT')
    const deferred = await waitingFor(withTerms(NAME, { blackouts: [LATER], ...DEFER }), 40)
    expect(deferred.told().at(-1)).toBe('Backup Run Deferred BLACKOUT')
    deferred.goTo(SUNDAY + 91 * MINUTE)
    await track(deferred.world)
    expect(deferred.requests).toHaveLength(2)
  })

  it.each([
    ['nothing', erpSql],
    ['the end of its schedule', policyOf()],
    ['the end of its policy', undefined],
  ])('lets it start, when it is %s', async (_, policy) => {
    expect((await waitingFor(policy, 40)).requests).toHaveLength(2)
  })

  it('may be overridden by hand like what was deployed before', async () => {
    const s = story(undefined, 1)
    await submit(s.world, erpSql, startOf('erp-sql.log'))
    const overrides = ['paused' as const, 'blackout' as const]
    await submit(s.world, erpSql, { ...FULL, manual: { by: 'j.doe', reason: 'now', overrides } })
    s.list('1001', COMPLETED)
    s.goTo(SUNDAY + 40 * MINUTE)
    const pause = { reason: 'Storage move', by: 'j.doe' }
    const terms = { ...full.terms, blackouts: [LATER] }
    await track({ ...s.world, policyOf: () => withSource(NAME, { pause, terms }) })
    expect(s.requests).toHaveLength(2)
  })

  const diff: ScheduleSource = {
    ...full,
    name: 'erp-sql.daily-diff',
    backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
    expression: 'cron(0 1 ? * * *)',
    terms: { ...full.terms, blackouts: [CLOSE], ...DEFER },
  }
  const DIFF = startOf('erp-sql.daily-diff')

  it.each([
    ['now and then are due together', [NAME]],
    ['are never due together', []],
  ])(
    'lets the stronger level have the end of the blackout that the weaker was deferred to, where both %s',
    async (_, yieldsTo) => {
      const policy = policyOf({ ...full, expression: 'cron(0 4 ? * SUN *)' }, { ...diff, yieldsTo })
      const s = story()
      await submit(s.world, policy, DIFF)
      s.goTo(END + 10_000)
      await track({ ...s.world, policyOf: () => policy })
      await submit(s.world, policy, { ...FULL, scheduledTime: END })
      expect(s.requests.map(({ level }) => level)).toEqual(['FULL'])
      expect(s.told()).toContain('Backup Run Skipped PRECEDENCE')
    },
  )

  it('lets a stronger level have it that was due before, and that jitter brings after it', async () => {
    const due = END - 20 * MINUTE
    const late = { expression: 'cron(40 3 ? * SUN *)', terms: diff.terms, jitterSeconds: 3600 }
    const policy = policyOf({ ...full, ...late }, diff)
    const s = story()
    await submit(s.world, policy, DIFF)
    s.goTo(END + 10_000)
    await track({ ...s.world, policyOf: () => policy })
    s.goTo(due + 40 * MINUTE)
    await submit(s.world, policy, { ...FULL, scheduledTime: due })
    s.pass(MINUTE)
    await track({ ...s.world, policyOf: () => policy })
    expect(s.requests.map(({ level }) => level)).toEqual(['FULL'])
    expect(s.told()).toContain('Backup Run Skipped PRECEDENCE')
  })

  it('starts the weaker where that stronger one has come, and was refused', async () => {
    const due = END - 20 * MINUTE
    const late = { expression: 'cron(40 3 ? * SUN *)', terms: diff.terms, jitterSeconds: 3600 }
    const policy = policyOf({ ...full, ...late }, diff)
    const s = story()
    await submit(s.world, policy, DIFF)
    s.goTo(due + MINUTE)
    await submit(s.world, policy, { ...FULL, scheduledTime: due })
    s.answer({ kind: 'refused', why: 'other', text: 'no' })
    s.goTo(END + 10_000)
    await track({ ...s.world, policyOf: () => policy })
    expect(s.requests.map(({ level }) => level)).toEqual(['FULL', 'DIFFERENTIAL'])
  })

  it('starts the weaker where the stronger, due after it, was paused meanwhile', async () => {
    const before = { ...full, expression: 'cron(30 3 ? * SUN *)', terms: diff.terms }
    const s = story()
    await submit(s.world, policyOf(before, diff), DIFF)
    s.goTo(END - 30 * MINUTE)
    await submit(s.world, policyOf(before, diff), { ...FULL, scheduledTime: END - 30 * MINUTE })
    const policy = policyOf({ ...before, pause: { reason: 'Storage move', by: 'j.doe' } }, diff)
    s.goTo(END + 10_000)
    await track({ ...s.world, policyOf: () => policy })
    expect(s.requests.map(({ level }) => level)).toEqual(['DIFFERENTIAL'])
    expect(s.told()).toContain('Backup Run Skipped PAUSED')
  })

  it('skips what has no end to wait for, and names none', async () => {
    const span = { kind: 'weekly', timezone: 'UTC', weekdays: [1, 2, 3, 4, 5, 6, 7] } as const
    const always = { ...CLOSE, name: 'always', span: { ...span, from: 0, to: 24 * 60 } }
    const s = story()
    await submit(s.world, closed({ blackouts: [always], ...DEFER }), FULL)
    expect(s.events.at(-1)?.detail.statusMessage).toBe(
      'Blackout always of calendar year-end-close (Ledger close) without an end.',
    )
  })

  it.each<readonly [string, Partial<ScheduleSource>]>([
    ['is a copy', { backup: { app: 'sqlserver', level: 'FULL', copyOnly: true } }],
    ['is for other targets', { targets: ['erp-reporting'] }],
    ['is paused', { pause: { reason: 'Storage move', by: 'j.doe' } }],
    ['is due a minute later', { expression: 'cron(1 4 ? * SUN *)' }],
    ['should have come long before', { expression: 'cron(40 3 ? * SUN *)', jitterSeconds: 600 }],
  ])('lets the weaker start there when the stronger %s', async (_, change) => {
    const stronger = { ...full, expression: 'cron(0 4 ? * SUN *)', terms: diff.terms, ...change }
    const policy = policyOf(stronger, diff)
    const s = story()
    await submit(s.world, policy, DIFF)
    s.goTo(END + 10_000)
    await track({ ...s.world, policyOf: () => policy })
    expect(s.requests.map(({ level }) => level)).toEqual(['DIFFERENTIAL'])
  })
})
