// The history of a plan, counted from result events as they come: twice, late, out of order, among others'.
import { describe, expect, it } from 'vitest'
import { plan } from '../lib/plan/plan.ts'
import { historyOf } from '../lib/report/history-of.ts'
import type { Announced } from '../lib/report/result-events.ts'
import { DAY, HOUR } from '../lib/schedule/calendar.ts'
import { samplePolicy, sampleSchedule, sampleTerms } from './support/sample-policies.ts'

const FROM = Date.parse('2026-11-22T00:00:00Z')

const logs = plan([
  samplePolicy({
    name: 'erp',
    schedules: [
      sampleSchedule({ name: 'log', expression: 'cron(0 * * * ? *)', phrase: 'every 1h' }),
    ],
    triggers: [],
  }),
])
const [source] = logs.sources
const targets = source?.targets ?? []
const [target = ''] = targets

const at = (hours: number) => `${new Date(FROM + hours * HOUR).toISOString().slice(0, 19)}Z`

type Run = {
  readonly hour: number
  readonly state?: string
  readonly type?: string
  readonly reason?: string
  readonly source?: string
  readonly target?: string
  readonly seconds?: number
  readonly copyOnly?: boolean
}

/** The last word on a run. */
function ended(run: Run): Announced {
  const { hour, state = 'COMPLETED', type = 'Backup Job State Change', reason, seconds = 60 } = run
  const name = run.source ?? 'erp.log'
  const time = at(hour)
  const end = new Date(FROM + hour * HOUR + seconds * 1000).toISOString()
  const isJob = type === 'Backup Job State Change'
  return {
    time: end,
    detailType: type,
    detail: {
      eventId: `${name}/${run.target ?? target}/${time}#${state}`,
      runId: `${name}/${run.target ?? target}/${time}`,
      scheduledTime: time,
      requestedLevel: run.copyOnly === undefined ? 'TRANSACTION_LOG' : 'FULL',
      ...(run.copyOnly !== undefined && { copyOnly: run.copyOnly }),
      statusMessage: '',
      ...(isJob && { state, creationDate: time, completionDate: end, backupJobId: '1' }),
      ...(reason !== undefined && { reason }),
    },
  }
}

function promise(hour: number, event: string, point?: string): Announced {
  return {
    time: at(hour),
    detailType: event,
    detail: {
      eventId: `rpo/erp/${target}#${hour}`,
      resource: { target },
      createdBy: { policyName: 'erp' },
      rpoSeconds: 3600,
      lastRecoveryPoint: point ?? null,
      statusMessage: 'what happened',
    },
  }
}

const span = { from: FROM, to: FROM + 6 * HOUR }

function history(events: readonly Announced[], of = { span }) {
  const whole = historyOf(events, { plan: logs, kind: 'observed', ...of })
  const mine = whole.sources.find(each => each.source === 'erp.log')
  const mineTarget = whole.targets.find(each => each.target === target)
  return { ...whole, mine, mineTarget }
}

it('counts what became of each run, beside what was planned', () => {
  const { mine } = history([
    ended({ hour: 0 }),
    ended({ hour: 1, state: 'FAILED' }),
    ended({ hour: 2, state: 'PARTIAL' }),
    ended({ hour: 3, type: 'Backup Run Skipped', reason: 'OVERLAP' }),
    ended({ hour: 4, type: 'Backup Run Missed' }),
    ended({ hour: 5, seconds: 120 }),
  ])
  expect(mine).toEqual({
    source: 'erp.log',
    planned: 6 * targets.length,
    endings: { completed: 2, partial: 1, failed: 1, skipped: 1, missed: 1 },
    deferred: 0,
    worstGapSeconds: 5 * 3600,
    medianRunSeconds: 60,
  })
})

describe('events as they come', () => {
  const events = [0, 1, 2, 3].map(hour => ended({ hour }))
  const right = history(events)

  it.each([
    ['twice', [...events, ...events]],
    ['out of order', events.toReversed()],
    ['among events on the way', [...events, ended({ hour: 1, state: 'RUNNING' })]],
    ['among others', [...events, { time: at(1), detailType: 'Scheduled Event', detail: {} }]],
    [
      'among events of AWS Backup',
      [...events, { ...ended({ hour: 1 }), detail: { state: 'COMPLETED' } }],
    ],
    ['with garbage', [...events, { time: 'never', detailType: 'Backup Run Missed', detail: {} }]],
    [
      'with half an event',
      [
        ...events,
        { time: at(1), detailType: 'Backup Run Missed', detail: { runId: 'erp.log/x/1' } },
      ],
    ],
    [
      'with nothing',
      [...events, { time: at(0), detailType: 'Backup Run Missed', detail: null } as never],
    ],
  ])('are counted once when they come %s', (_, heard) => {
    expect(history(heard)).toEqual(right)
  })

  it('count only when their run was due in the span', () => {
    const outside = [ended({ hour: -1, state: 'FAILED' }), ended({ hour: 6, state: 'FAILED' })]
    expect(history([...events, ...outside])).toEqual(right)
  })
})

it('takes the later word where a run has two', () => {
  const late = ended({ hour: 1, state: 'FAILED', seconds: 600 })
  const early = ended({ hour: 1, state: 'COMPLETED', seconds: 30 })
  expect(history([late, early]).mine?.endings).toMatchObject({ failed: 1, completed: 0 })
})

it('spans from the first event to the last where nobody says', () => {
  const { from, to } = historyOf([ended({ hour: 1 }), ended({ hour: 3 })], {
    plan: logs,
    kind: 'observed',
  })
  expect([from, to]).toEqual([at(1), '2026-11-22T03:01:01Z'])
})

it('does not begin in 1970 because of one wrong year, and counts no such run', () => {
  const wrong = (hour: number, scheduledTime: string, type?: string) => {
    const event = ended({ hour, ...(type !== undefined && { type }) })
    const runId = `erp.log/${target}/${scheduledTime}`
    const detail = { ...event.detail, eventId: `${runId}#1`, runId, scheduledTime }
    return { ...event, detail }
  }
  const right = [ended({ hour: 1 }), ended({ hour: 3 })]
  const of = { plan: logs, kind: 'observed' } as const
  const heard = [
    wrong(2, '1970-01-01T00:00:00Z'),
    wrong(2, '0001-01-01T00:00:00Z'),
    wrong(2, '1970-01-01T00:00:00Z', 'Backup Run Deferred'),
  ]
  expect(historyOf([...right, ...heard], of)).toEqual(historyOf(right, of))
  const late = wrong(3, new Date(FROM - 399 * DAY).toISOString())
  expect(historyOf([...right, late], of).from).toBe('2025-10-19T00:00:00Z')
})

it('has no source twice, and those that are gone without a plan', () => {
  const { sources } = history([ended({ hour: 0, source: 'old.log' }), ended({ hour: 0 })])
  expect(sources.map(each => [each.source, each.planned])).toEqual([
    ['erp.log', 6 * targets.length],
    ['old.log', null],
  ])
})

it('plans nothing in a pause and nothing in a blackout, but what is deferred', () => {
  const closed = { kind: 'dated', from: at(1), to: at(3) } as const
  const blackouts = [{ calendar: 'close', name: 'night', span: closed }]
  const planned = (given: Parameters<typeof sampleSchedule>[0]) => {
    const quiet = plan([
      samplePolicy({
        name: 'erp',
        triggers: [],
        schedules: [sampleSchedule({ name: 'log', expression: 'cron(0 * * * ? *)', ...given })],
      }),
    ])
    const { sources } = historyOf([], { plan: quiet, span, kind: 'simulated' })
    return (sources[0]?.planned ?? 0) / targets.length
  }
  expect(planned({ pause: { reason: 'move', by: 'anna', until: at(2) } })).toBe(4)
  expect(planned({ terms: sampleTerms({ blackouts, onBlackout: 'skip' }) })).toBe(4)
  expect(planned({ terms: sampleTerms({ blackouts, onBlackout: 'defer' }) })).toBe(5)
})

it('ends at what still runs, of which nobody knows how it ends', () => {
  const events = [ended({ hour: 0 }), ended({ hour: 1 })]
  const openAfter = (more: readonly Announced[]) =>
    history([...events, ...more]).mineTarget?.recovery.open
  expect(openAfter([])).toMatchObject({ from: FROM + HOUR, to: span.to })
  const running = ended({ hour: 2, state: 'RUNNING' })
  expect(openAfter([running])).toMatchObject({ from: FROM + HOUR, to: FROM + 2 * HOUR })
  expect(openAfter([running, ended({ hour: 2, state: 'FAILED' })])).toMatchObject({ to: span.to })
  const beside = ended({ hour: 2, state: 'RUNNING', copyOnly: true })
  const waits = ended({ hour: 2, type: 'Backup Run Deferred' })
  expect(openAfter([beside, waits])).toMatchObject({ to: span.to })
})

it('knows every target whose promise was broken, however much went wrong after it', () => {
  const many = Array.from({ length: 600 }, (_, index) => ({
    ...promise(2 + index / 300, 'Backup RPO Breached'),
    detail: {
      ...promise(2 + index / 300, 'Backup RPO Breached').detail,
      resource: { target: `other-${index}` },
    },
  }))
  const { broken, incidents } = history([promise(1, 'Backup RPO Breached'), ...many])
  expect(incidents).toHaveLength(500)
  expect(broken).toContain(target)
})

it('believes no job that began after its end', () => {
  const event = ended({ hour: 1 })
  const wrong = { ...event, detail: { ...event.detail, creationDate: '2099-01-01T00:00:00Z' } }
  const { mineTarget } = history([ended({ hour: 0 }), wrong, ended({ hour: 2 })])
  expect(mineTarget?.recovery.closed).toMatchObject({ seconds: 3600 })
})

it('counts a copy-only full of no target as its recovery point', () => {
  const { mineTarget } = history([
    ended({ hour: 0 }),
    ended({ hour: 2, source: 'erp.copy', copyOnly: true }),
    ended({ hour: 3, source: 'other.full', copyOnly: false }),
    ended({ hour: 5, state: 'FAILED' }),
  ])
  expect(mineTarget).toEqual({
    target,
    recovery: {
      closed: { seconds: 3 * 3600, from: FROM, to: FROM + 3 * HOUR, isPunctual: true },
      open: { seconds: 3 * 3600, from: FROM + 3 * HOUR, to: FROM + 6 * HOUR, isPunctual: false },
    },
  })
})

describe('slots', () => {
  it('are hours, by when a run was due', () => {
    const { slots } = history([ended({ hour: 0 }), ended({ hour: 1.5 }), ended({ hour: 1.75 })])
    expect(slots.length).toBe('hour')
    expect(slots.from).toHaveLength(6)
    expect(slots.endings.completed).toEqual([1, 2, 0, 0, 0, 0])
  })

  it('are days beyond sixty of them', () => {
    const { slots } = history([ended({ hour: 30 })], { span: { from: FROM, to: FROM + 61 * DAY } })
    expect([slots.length, slots.from.length]).toEqual(['day', 61])
    expect(slots.endings.completed.slice(0, 3)).toEqual([0, 1, 0])
  })
})

describe('incidents', () => {
  it('are what went wrong and promises, the latest first, and not what the policies order', () => {
    const { incidents } = history([
      ended({ hour: 0, state: 'FAILED' }),
      ended({ hour: 1, type: 'Backup Run Skipped', reason: 'PRECEDENCE' }),
      ended({ hour: 2, type: 'Backup Run Skipped', reason: 'OVERLAP' }),
      promise(3, 'Backup RPO Breached'),
      promise(3, 'Backup RPO Breached'),
      promise(5, 'Backup RPO Restored'),
      ended({ hour: 5 }),
    ])
    const told = incidents.map(each => (each.kind === 'runs' ? each.word : each.kind))
    expect(told).toEqual(['promise', 'OVERLAP', 'FAILED'])
  })

  it('of a promise are one, from the recovery point before to the one after', () => {
    const { incidents } = history([
      promise(3, 'Backup RPO Breached', at(1)),
      promise(5, 'Backup RPO Restored', at(4)),
      promise(5.5, 'Backup RPO Breached', at(4)),
    ])
    const rest = { kind: 'promise', policy: 'erp', targets: [target], promisedSeconds: 3600 }
    expect(incidents).toEqual([
      {
        ...rest,
        ...{ brokenAt: at(5.5), restoredAt: null, lastPoint: at(4), nextPoint: null },
        count: 1,
        texts: ['what happened'],
      },
      {
        ...rest,
        ...{ brokenAt: at(3), restoredAt: at(5), lastPoint: at(1), nextPoint: at(4) },
        count: 2,
        texts: ['what happened', 'what happened'],
      },
    ])
  })

  it('are one for runs that ended alike, and again half a day later', () => {
    const missed = (hour: number, message: string) => {
      const event = ended({ hour, type: 'Backup Run Missed' })
      return { ...event, detail: { ...event.detail, statusMessage: message } }
    }
    const { incidents } = history(
      [
        ...[0, 1, 2].map(hour => missed(hour, `Was due at ${at(hour)}. It waited: no slot`)),
        missed(3, `Was due at ${at(3)}. It waited: no network`),
        missed(30, `Was due at ${at(30)}. It waited: no slot`),
      ],
      { span: { from: FROM, to: FROM + 2 * DAY } },
    )
    const told = incidents.map(each => each.kind === 'runs' && [each.why, each.count, each.targets])
    expect(told).toEqual([
      ['no slot', 1, [target]],
      ['no network', 1, [target]],
      ['no slot', 3, [target]],
    ])
  })

  it('are at most 500, and the others are counted', () => {
    const many = Array.from({ length: 510 }, (_, n) => {
      const event = ended({ hour: n / 100, state: 'FAILED' })
      return { ...event, detail: { ...event.detail, statusMessage: `library ${n}` } }
    })
    const { incidents, moreIncidents } = history(many)
    expect([incidents.length, moreIncidents]).toEqual([500, 10])
  })
})
