// What a review says of schedules and targets as they are: figures that were worked out by hand.
import { describe, expect, it } from 'vitest'
import { aheadOf } from '../lib/review/ahead.ts'
import { collisionsOf } from '../lib/review/collisions.ts'
import { coversOf } from '../lib/review/cover.ts'
import type { SourceState } from '../lib/review/graded.ts'
import { sourceStates } from '../lib/review/source-state.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const log = (every: string, more = '') =>
  `name: log, level: TRANSACTION_LOG, every: ${every}${more}`

const OFFICE = `apiVersion: holdfast/v1
kind: BlackoutCalendar
name: office
timezone: Europe/Berlin
windows:
  - {name: mornings, weekly: "Mon-Fri 08:00-10:00"}
`

const freeze = (levels = '') => `apiVersion: holdfast/v1
kind: BlackoutCalendar
name: freeze
timezone: Europe/Berlin
windows:
  - {name: release, reason: Release 7, from: 2026-11-24T18:00, to: 2026-11-25T06:00${levels}}
`

function stateOf(schedule: string, policy: PolicyText = {}, ...more: readonly string[]) {
  const side = sideWith(policyText({ ...policy, schedules: [schedule] }), ...more)
  const [state] = sourceStates(side, NOW)
  if (state === undefined) throw new Error(JSON.stringify(side.diagnostics))
  return state
}

const MIDWEEK = FULL.replace('Sun', 'Wed')

const H = 3_600
const D = 24 * H

describe('starts a week and the worst gap of a schedule', () => {
  const skip = { keys: ['blackouts: [office]'] }
  it.each<
    [string, SourceState['startsPerWeek'], SourceState['worstGapSeconds'], string, PolicyText?]
  >([
    ['every quarter of an hour', 672, 15 * 60, log('15m')],
    ['every half hour', 336, 30 * 60, log('30m')],
    ['a week', 1, 7 * D + H, FULL],
    ['a week in UTC', 1, 7 * D, FULL, { timezone: 'UTC' }],
    ['on weekdays', 5, 73 * H, 'name: diff, level: DIFFERENTIAL, at: Mon-Fri 01:00'],
    [
      'in an hour of the day',
      28,
      23 * H + 15 * 60,
      log('15m', ', between: "08:00-09:00"'),
      { timezone: 'UTC' },
    ],
    ['with a window at night', 4 * 7 * 7, 17 * H + 15 * 60, log('15m', ', window: "22:00-05:00"')],
    ['with blackouts that skip', 672 - 5 * 8, 2 * H + 15 * 60, log('15m'), skip],
    // each blackout has eight starts, and one is made at its end, together with the one that is due then
    [
      'with blackouts that defer',
      672 - 5 * 8,
      2 * H + 15 * 60,
      log('15m', ', onBlackout: defer'),
      skip,
    ],
    [
      'deferred to a minute of its own',
      672 - 5 * 7,
      2 * H + 10 * 60,
      log('15m', ', offset: 5m, onBlackout: defer'),
      skip,
    ],
    ['each month', 12 / (365.25 / 7), 31 * D + H, 'name: full, level: FULL, cron: "0 1 1 * *"'],
    ['once', 0, null, 'name: full, level: FULL, once: 2027-01-02T03:00'],
    ['until a day', 672, null, log('15m', ', endDate: 2027-02-01T00:00')],
    ['until a day that is over', 0, null, log('15m', ', endDate: 2026-02-01T00:00')],
    ['with its jitter', 672, 20 * 60, log('15m', ', jitter: 5m')],
    ['paused', 672, 15 * 60, log('15m', ', pause: {reason: Move, by: dba@example.com}')],
  ])('%s', (_, startsPerWeek, worstGapSeconds, schedule, policy) => {
    const { startsPerWeek: starts, worstGapSeconds: gap } = stateOf(schedule, policy, OFFICE)
    expect({ startsPerWeek: starts, worstGapSeconds: gap }).toEqual({
      startsPerWeek,
      worstGapSeconds,
    })
  })

  it('counts the monthly starts that a weekly blackout leaves over 28 years', () => {
    const schedule = 'name: full, level: FULL, cron: "0 9 1 * *"'
    const weeks = (28 * 365.25) / 7
    // the first of a month falls on each weekday 48 times in 28 years: 96 on weekends
    expect(stateOf(schedule, skip, OFFICE).startsPerWeek).toBeCloseTo(96 / weeks, 12)
  })

  it('weighs by the year what winter and summer make of a window in another zone', () => {
    const schedule = log('12h', ', offset: 510m, window: "22:00-05:00"')
    // 20:30 UTC is 22:30 from 28 March to 31 October, and 21:30 in the rest of the 366 days that are looked at
    expect(stateOf(schedule).startsPerWeek).toBeCloseTo((7 * 217) / 366, 2)
  })
})

describe('the next starts', () => {
  const startsOf = (...given: Parameters<typeof stateOf>) =>
    stateOf(...given).nextStarts.map(({ at, local }) => `${at} = ${local}`)

  it('are five, from now on, in UTC and as the clocks of the schedule show them', () => {
    expect(startsOf(FULL)).toEqual([
      '2026-11-22T00:00:00Z = Sun 2026-11-22 01:00',
      '2026-11-29T00:00:00Z = Sun 2026-11-29 01:00',
      '2026-12-06T00:00:00Z = Sun 2026-12-06 01:00',
      '2026-12-13T00:00:00Z = Sun 2026-12-13 01:00',
      '2026-12-20T00:00:00Z = Sun 2026-12-20 01:00',
    ])
    expect(startsOf(log('15m'))[0]).toBe('2026-11-21T12:00:00Z = Sat 2026-11-21 12:00')
  })

  it('wait for the end of a pause, and of a blackout', () => {
    const paused = ', pause: {reason: Move, by: dba@example.com, until: 2026-12-01T00:00}'
    expect(startsOf(FULL + paused)[0]).toBe('2026-12-06T00:00:00Z = Sun 2026-12-06 01:00')
    const nightly = 'name: diff, level: DIFFERENTIAL, at: Tue 20:00, onBlackout: defer'
    expect(startsOf(nightly, { keys: ['blackouts: [freeze]'] }, freeze()).slice(0, 2)).toEqual([
      '2026-11-25T05:00:00Z = Wed 2026-11-25 06:00',
      '2026-12-01T19:00:00Z = Tue 2026-12-01 20:00',
    ])
  })

  it('are none of a schedule that is paused for good, has ended, or gives way each time', () => {
    const forGood = ', pause: {reason: Move, by: dba@example.com}'
    expect(startsOf(log('15m', forGood))).toEqual([])
    expect(startsOf(log('15m', ', endDate: 2026-02-01T00:00'))).toEqual([])
    const side = sideWith(
      policyText({ schedules: [FULL, 'name: diff, level: DIFFERENTIAL, at: Sun 01:00'] }),
    )
    const [diff] = sourceStates(side, NOW)
    expect(diff).toMatchObject({ source: 'erp-sql.diff', startsPerWeek: 1, nextStarts: [] })
  })

  it('leave out what gives way, and go on when the clocks are set', () => {
    const side = sideWith(
      policyText({ schedules: [FULL, 'name: diff, level: DIFFERENTIAL, at: daily 01:00'] }),
    )
    const [diff] = sourceStates(side, NOW)
    expect(diff?.nextStarts.map(({ local }) => local.slice(0, 3))).toEqual([
      'Mon',
      'Tue',
      'Wed',
      'Thu',
      'Fri',
    ])
  })
})

describe('a source', () => {
  it('that is a trigger starts when an event comes', () => {
    const trigger =
      'name: deployed, event: codedeploy, match: {application: erp}, level: FULL, copyOnly: true'
    const [state] = sourceStates(sideWith(policyText({ triggers: [trigger] })), NOW)
    expect(state).toMatchObject({
      source: 'erp-sql.deployed',
      policy: 'erp-sql',
      owner: 'dba@example.com',
      kind: 'trigger',
      level: 'FULL copy-only',
      timezone: null,
      targets: ['erp-core'],
      startsPerWeek: null,
      worstGapSeconds: null,
      nextStarts: [],
    })
  })

  it('has no pause any more when that is over', () => {
    const pause = (until: string) =>
      log('15m', `, pause: {reason: Move, by: dba@example.com, until: ${until}}`)
    expect(stateOf(pause('2026-11-01T00:00'))).not.toHaveProperty('pause')
    expect(stateOf(pause('2026-12-01T00:00')).pause).toEqual({
      reason: 'Move',
      by: 'dba@example.com',
      until: '2026-11-30T23:00:00Z',
    })
  })
})

describe('the cover of a target', () => {
  const coverOf = (...policies: readonly PolicyText[]) =>
    coversOf(sideWith(...policies.map(policyText)), NOW).get('erp-core')

  it('is what all policies do for it together, under the strictest promise', () => {
    const logs = { name: 'logs', targets: 'erp-core, erp-reporting', schedules: [log('15m')] }
    const cover = coverOf({ keys: ['rpo: 1h'], schedules: [FULL] }, { ...logs, keys: ['rpo: 15m'] })
    expect(cover).toEqual({
      policies: ['erp-sql', 'logs'],
      startsPerWeek: { FULL: 1, TRANSACTION_LOG: 672 },
      promisedSeconds: 900,
      proved: expect.objectContaining({ kind: 'between', seconds: 900, earlier: 'logs.log' }),
      kept: true,
    })
  })

  it.each<[string, PolicyText, object]>([
    [
      'not kept',
      { keys: ['rpo: 15m'], schedules: [log('30m')] },
      { kept: false, proved: { seconds: 1_800 } },
    ],
    ['promised nothing', { schedules: [log('30m')] }, { kept: null, promisedSeconds: null }],
    [
      'nothing but copies',
      { keys: ['rpo: 8d'], schedules: [`${FULL}, copyOnly: true`] },
      { kept: false, proved: { kind: 'none' }, startsPerWeek: { 'FULL copy-only': 1 } },
    ],
    [
      'nothing but triggers',
      {
        triggers: [
          'name: deployed, event: codedeploy, match: {application: erp}, level: FULL, copyOnly: true',
        ],
      },
      { kept: null, proved: { kind: 'none' }, startsPerWeek: {} },
    ],
    [
      'protected for a while',
      { schedules: [log('1h', ', endDate: 2027-02-01T00:00')] },
      { proved: { kind: 'endless', from: '2027-01-31T22:00:00Z', earlier: 'erp-sql.log' } },
    ],
    [
      'paused, as if it ran',
      { keys: ['rpo: 15m', 'pause: {reason: Move, by: dba@example.com}'], schedules: [log('15m')] },
      { kept: true },
    ],
  ])('%s', (_, policy, expected) => {
    expect(coverOf(policy)).toMatchObject(expected)
  })

  it('is counted for each target', () => {
    const more = { name: 'more', targets: 'erp-core, erp-reporting', schedules: [MIDWEEK] }
    const covers = coversOf(sideWith(...[{ schedules: [FULL] }, more].map(policyText)), NOW)
    expect([...covers].map(([target, { startsPerWeek }]) => [target, startsPerWeek])).toEqual([
      ['erp-core', { FULL: 2 }],
      ['erp-reporting', { FULL: 1 }],
    ])
  })

  const next = (every: string, more: string) => log(every, more).replace('log', 'next')
  it.each<[string, readonly string[], number]>([
    [
      'a schedule and its successor as one',
      [log('15m', ', endDate: 2027-05-01T00:00'), next('15m', ', startDate: 2027-05-01T00:00')],
      672,
    ],
    [
      'of two that follow each other the one that starts more',
      [log('30m', ', endDate: 2027-05-01T00:00'), next('15m', ', startDate: 2027-05-01T00:00')],
      672,
    ],
    [
      'both while one is not yet at its end',
      [log('30m', ', endDate: 2027-05-02T00:00'), next('15m', ', startDate: 2027-05-01T00:00')],
      1_008,
    ],
    ['two of one time as one', [log('15m'), next('15m', '')], 672],
    ['two of different times', [log('15m'), next('30m', '')], 1_008],
    ['one that is over not at all', [log('15m', ', endDate: 2026-11-01T00:00')], 0],
    ['one that is still to begin', [log('15m', ', startDate: 2027-05-01T00:00')], 672],
  ])('counts %s', (_, schedules, starts) => {
    const policies = schedules.map((one, index) => ({ name: `p${index}`, schedules: [one] }))
    expect(coverOf(...policies)?.startsPerWeek).toEqual({ TRANSACTION_LOG: starts })
  })
})

describe('collisions', () => {
  const collisionsIn = (...policies: readonly PolicyText[]) =>
    collisionsOf(sideWith(...policies.map(policyText)), { now: NOW, timezone: 'Europe/Berlin' })
  const copy = (more = '') => `name: copy, level: FULL, copyOnly: true, at: Sun 01:00${more}`

  it('are of two data backups in one minute, whatever their jitter', () => {
    const [first, ...more] = collisionsIn(
      { schedules: [FULL] },
      { name: 'copies', targets: 'erp-core, erp-reporting', schedules: [copy(', jitter: 5m')] },
    )
    expect(more).toEqual([])
    expect(first).toEqual({
      target: 'erp-core',
      sources: ['copies.copy', 'erp-sql.full'],
      at: '2026-11-22T00:00:00Z',
      local: 'Sun 2026-11-22 01:00',
    })
  })

  it('are looked for until they are found', () => {
    const monthly = 'name: copy, level: FULL, copyOnly: true, cron: "0 1 1 * *"'
    const [found] = collisionsIn({ schedules: [FULL, monthly] })
    expect(found?.local).toBe('Sun 2027-08-01 01:00')
  })

  it.each<[string, ...PolicyText[]]>([
    ['a log beside data', { schedules: [FULL, log('15m')] }],
    ['one that gives way', { schedules: [FULL, 'name: diff, level: DIFFERENTIAL, at: Sun 01:00'] }],
    [
      'another minute',
      { schedules: [FULL, 'name: copy, level: FULL, copyOnly: true, at: Sun 01:01'] },
    ],
    [
      'another target',
      { schedules: [FULL] },
      { name: 'other', targets: 'erp-reporting', schedules: [copy()] },
    ],
    [
      'one that is paused',
      { schedules: [FULL, copy(', pause: {reason: Move, by: dba@example.com}')] },
    ],
    ['one that has ended', { schedules: [FULL, copy(', endDate: 2026-10-01T00:00')] }],
  ])('are none for %s', (_, ...policies) => {
    expect(collisionsIn(...policies)).toEqual([])
  })
})

describe('what lies ahead', () => {
  const schedules = ['name: full, level: FULL, at: Sun 02:30', log('15m', ', onBlackout: defer')]
  const keys = ['blackouts: [freeze]']
  const after = sideWith(policyText({ schedules, keys }), freeze())

  it('has the clock changes of the zones in use, and who loses a start', () => {
    expect(aheadOf(undefined, after, NOW).clockChanges).toEqual([
      {
        timezone: 'Europe/Berlin',
        at: '2027-03-28T01:00:00Z',
        direction: 'forward',
        from: '2027-03-28 02:00',
        to: '2027-03-28 03:00',
        skipped: [{ source: 'erp-sql.full', local: 'Sun 2027-03-28 02:30' }],
      },
      {
        timezone: 'Europe/Berlin',
        at: '2027-10-31T01:00:00Z',
        direction: 'back',
        from: '2027-10-31 03:00',
        to: '2027-10-31 02:00',
        skipped: [],
      },
    ])
  })

  it('has the blackouts of a fortnight, with the starts that they take', () => {
    const before = sideWith(policyText({ schedules }))
    expect(aheadOf(before, after, NOW).blackouts).toEqual([
      {
        calendar: 'freeze',
        name: 'release',
        reason: 'Release 7',
        from: '2026-11-24T17:00:00Z',
        to: '2026-11-25T05:00:00Z',
        skipped: 47,
        deferred: 1,
        sources: ['erp-sql.log'],
        isNew: true,
      },
    ])
    expect(aheadOf(after, after, NOW).blackouts[0]?.isNew).toBe(false)
    expect(aheadOf(undefined, after, NOW).blackouts[0]?.isNew).toBe(false)
  })

  it('tells of a blackout that is on what is still to come', () => {
    const midnight = Date.parse('2026-11-25T00:00:00Z')
    const [blackout] = aheadOf(undefined, after, midnight).blackouts
    expect(blackout).toMatchObject({ skipped: 20, deferred: 1 })
  })

  it('has each occurrence of a weekly blackout', () => {
    const side = sideWith(
      policyText({ schedules: [log('30m')], keys: ['blackouts: [office]'] }),
      OFFICE,
    )
    const { blackouts } = aheadOf(undefined, side, NOW)
    expect(blackouts).toHaveLength(10)
    expect(blackouts[0]).toMatchObject({ from: '2026-11-23T07:00:00Z', skipped: 4, deferred: 0 })
  })

  it('has the pauses, with the starts of a fortnight that they take', () => {
    const paused = (until: string) =>
      sideWith(
        policyText({
          schedules: [FULL, log('15m', `, pause: {reason: Move, by: dba@example.com${until}}`)],
        }),
      )
    const forADay = paused(', until: 2026-11-22T13:00')
    expect(aheadOf(forADay, paused(''), NOW).pauses).toEqual([
      {
        source: 'erp-sql.log',
        reason: 'Move',
        by: 'dba@example.com',
        skipped: 14 * 96,
        isNew: true,
      },
    ])
    expect(aheadOf(paused(''), forADay, NOW).pauses).toMatchObject([{ skipped: 96, isNew: false }])
    expect(aheadOf(undefined, forADay, NOW + 2 * D * 1_000).pauses).toEqual([])
  })
})
