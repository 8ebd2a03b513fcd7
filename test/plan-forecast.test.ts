// What becomes of the starts of a schedule: tables of due moments, in local time.
import { describe, expect, it } from 'vitest'
import { type DueFate, type DueMoment, forecast, type Range } from '../lib/plan/forecast.ts'
import { plan } from '../lib/plan/plan.ts'
import type { PolicySchedule } from '../lib/policy/policy.ts'
import { localText } from '../lib/schedule/zone.ts'
import { type Blackout, isScheduleSource } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { samplePolicy, sampleSchedule, sampleTerms } from './support/sample-policies.ts'

const BERLIN = 'Europe/Berlin'

const CLOSE: Blackout = {
  calendar: 'year-end-close',
  name: 'close-2026',
  span: { kind: 'dated', from: '2026-12-30T17:00:00Z', to: '2027-01-02T07:00:00Z' },
}
const PAYROLL: Blackout = {
  calendar: 'year-end-close',
  name: 'payroll',
  span: { kind: 'weekly', timezone: BERLIN, weekdays: [2, 3, 4, 5, 6], from: 480, to: 600 },
}

const weeklyFull: Partial<PolicySchedule> = {
  name: 'weekly-full',
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
  expression: 'cron(0 2 ? * THU *)',
  timezone: BERLIN,
  terms: sampleTerms({ blackouts: [CLOSE, PAYROLL], onBlackout: 'defer' }),
}
const dailyDiff: Partial<PolicySchedule> = {
  name: 'daily-diff',
  backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
  expression: 'cron(0 2 ? * SUN,MON,TUE,WED,FRI,SAT *)',
  timezone: BERLIN,
  terms: sampleTerms({ blackouts: [CLOSE] }),
}

describe('the year-end close of a ledger', () => {
  it('defers the weekly full of Thursday to Saturday, 08:00', () => {
    expect(told([weeklyFull], from('2026-12-24', { count: 3 }))).toEqual([
      'Thu 2026-12-24 02:00 starts',
      'Thu 2026-12-31 02:00 deferred by close-2026 to Sat 2027-01-02 08:00',
      'Thu 2027-01-07 02:00 starts',
    ])
  })

  it('skips two daily differentials', () => {
    expect(told([dailyDiff], from('2026-12-30', { count: 5 }))).toEqual([
      'Wed 2026-12-30 02:00 starts',
      'Fri 2027-01-01 02:00 skipped by close-2026',
      'Sat 2027-01-02 02:00 skipped by close-2026',
      'Sun 2027-01-03 02:00 starts',
      'Mon 2027-01-04 02:00 starts',
    ])
  })

  it('lets one deferred start wait for the end, and skips those after it', () => {
    const daily = { ...weeklyFull, expression: 'cron(0 2 * * ? *)' }
    const rows = [
      'Thu 2026-12-31 02:00 deferred by close-2026 to Sat 2027-01-02 08:00',
      'Fri 2027-01-01 02:00 skipped by close-2026',
      'Sat 2027-01-02 02:00 skipped by close-2026',
      'Sun 2027-01-03 02:00 starts',
    ]
    expect(told([daily], from('2026-12-31', { count: 4 }))).toEqual(rows)
    // Asked in the midst of it, the one that waits is still to come.
    expect(told([daily], from('2027-01-01', { count: 4 }))).toEqual(rows)
    expect(told([daily], from('2027-01-03', { count: 1 }))).toEqual(rows.slice(3))
  })

  it('tells of the start that waits until the very moment that it is asked at', () => {
    const end = Date.parse('2027-01-02T07:00:00Z')
    expect(told([weeklyFull], { from: end, count: 2 })).toEqual([
      'Thu 2026-12-31 02:00 deferred by close-2026 to Sat 2027-01-02 08:00',
      'Thu 2027-01-07 02:00 starts',
    ])
    expect(told([weeklyFull], { from: end + 1, count: 1 })).toEqual(['Thu 2027-01-07 02:00 starts'])
  })
})

describe('a pause until a Saturday', () => {
  const pause = { reason: 'Storage move', by: 'j.doe', until: '2026-12-05T05:00:00Z' }
  const archive = { expression: 'cron(0 4 ? * SAT *)', timezone: BERLIN, pause }

  it('takes two of the next five starts', () => {
    expect(told([archive], from('2026-11-22', { count: 5 }))).toEqual([
      'Sat 2026-11-28 04:00 paused',
      'Sat 2026-12-05 04:00 paused',
      'Sat 2026-12-12 04:00 starts',
      'Sat 2026-12-19 04:00 starts',
      'Sat 2026-12-26 04:00 starts',
    ])
  })

  it('without an end takes all', () => {
    const forGood = { ...archive, pause: { reason: 'Gone', by: 'j.doe' } }
    expect(told([forGood], from('2030-01-01', { count: 1 }))).toEqual([
      'Sat 2030-01-05 04:00 paused',
    ])
  })
})

describe('the clocks', () => {
  it('going forward take a start away, which has a row of its own', () => {
    expect(told([dailyDiff], from('2027-03-27', { count: 3 }))).toEqual([
      'Sat 2027-03-27 02:00 starts',
      'Sun 2027-03-28 02:00 does not exist',
      'Mon 2027-03-29 02:00 starts',
    ])
  })

  it('going back start once what they show twice', () => {
    const daily = { expression: 'cron(30 2 * * ? *)', timezone: BERLIN }
    expect(told([daily], from('2027-10-30', { count: 3 }))).toEqual([
      'Sat 2027-10-30 02:30 starts',
      'Sun 2027-10-31 02:30 starts',
      'Mon 2027-11-01 02:30 starts',
    ])
  })
})

describe('a window', () => {
  const window = { from: 22 * 60, to: 5 * 60, timezone: BERLIN }
  it('leaves out the starts outside of it', () => {
    const hourly = {
      expression: 'cron(0 4-6 * * ? *)',
      timezone: BERLIN,
      terms: sampleTerms({ window }),
    }
    expect(told([hourly], from('2026-12-01', { count: 3 }))).toEqual([
      'Tue 2026-12-01 04:00 starts',
      'Tue 2026-12-01 05:00 outside its window',
      'Tue 2026-12-01 06:00 outside its window',
    ])
  })
})

describe('a stronger schedule of the policy', () => {
  const full: Partial<PolicySchedule> = {
    ...weeklyFull,
    expression: 'cron(0 2 ? * SUN *)',
    terms: sampleTerms({ blackouts: [CLOSE] }),
  }
  const diff: Partial<PolicySchedule> = {
    ...dailyDiff,
    expression: 'cron(0 2 * * ? *)',
    terms: sampleTerms(),
    yieldsTo: ['weekly-full'],
  }
  const weekend = from('2026-12-05', { count: 3 })

  it('goes before a weaker one that is due in the same minute', () => {
    expect(told([diff, full], weekend)).toEqual([
      'Sat 2026-12-05 02:00 starts',
      'Sun 2026-12-06 02:00 yields to erp-sql.weekly-full',
      'Mon 2026-12-07 02:00 starts',
    ])
  })

  it.each<readonly [string, Partial<PolicySchedule>]>([
    ['is paused', { pause: { reason: 'Storage move', by: 'j.doe' } }],
    ['has not begun', { startDate: '2027-01-01T00:00:00Z' }],
    ['is over', { endDate: '2026-12-01T00:00:00Z' }],
    [
      'is in a blackout',
      {
        terms: sampleTerms({
          blackouts: [
            {
              ...CLOSE,
              span: { kind: 'dated', from: '2026-12-06T00:00:00Z', to: '2026-12-07T00:00:00Z' },
            },
          ],
        }),
      },
    ],
    ['is due at another minute', { expression: 'cron(1 2 ? * SUN *)' }],
  ])('takes no place when it %s', (_, given) => {
    expect(told([diff, { ...full, ...given }], weekend)[1]).toBe('Sun 2026-12-06 02:00 starts')
  })

  describe('where the weaker one waits for the end of a blackout', () => {
    const terms = sampleTerms({ blackouts: [CLOSE], onBlackout: 'defer' })
    const friday = from('2026-12-31', { count: 1 })
    const deferred = { ...dailyDiff, terms }
    const waits = 'Fri 2027-01-01 02:00 deferred by close-2026 to Sat 2027-01-02 08:00'
    const yields = 'Fri 2027-01-01 02:00 yields to erp-sql.weekly-full at Sat 2027-01-02 08:00'
    const copyOnly = { backup: { app: 'sqlserver', level: 'FULL', copyOnly: true } } as const
    const atEnd = { expression: 'cron(0 8 ? * SAT *)', terms: sampleTerms() }

    it.each<readonly [string, Partial<PolicySchedule>, string]>([
      ['goes before it when it waits as well', { terms }, yields],
      ['goes before it when it is due at that end', atEnd, yields],
      ['takes no place as a copy', { terms, ...copyOnly }, waits],
      ['takes no place when it is due before', { terms: sampleTerms() }, waits],
      ['takes no place a minute later', { ...atEnd, expression: 'cron(1 8 ? * SAT *)' }, waits],
      ['takes no place when it is over', { ...atEnd, endDate: '2027-01-02T07:00:00Z' }, waits],
    ])('%s', (_, given, row) => {
      expect(told([deferred, { ...weeklyFull, ...given }], friday)).toEqual([row])
    })

    it('is not asked about the minute in which both were due', () => {
      const both = { ...deferred, expression: 'cron(0 2 * * ? *)', yieldsTo: ['weekly-full'] }
      const open = { ...weeklyFull, terms: sampleTerms() }
      expect(told([both, open], from('2026-12-31', { count: 1 }))).toEqual([
        'Thu 2026-12-31 02:00 deferred by close-2026 to Sat 2027-01-02 08:00',
      ])
    })
  })
})

describe('the range', () => {
  it('is so many due moments, or all before an instant', () => {
    const until = { from: Date.parse('2026-12-01T00:00Z'), to: Date.parse('2026-12-01T01:00Z') }
    expect(told([{}], until)).toHaveLength(4)
    expect(told([{}], { from: until.from, count: 4 })).toEqual(told([{}], until))
    expect(told([{}], { from: until.from, count: 0 })).toEqual([])
  })

  it('changes nothing of what becomes of a start, wherever it begins', () => {
    const [begin, to] = [Date.parse('2026-12-28T00:00Z'), Date.parse('2027-01-06T00:00Z')]
    const hourly = { ...weeklyFull, expression: 'cron(30 * * * ? *)' }
    const whole = rowsOf([hourly], { from: begin, to })
    fc.assert(
      fc.property(fc.integer({ min: begin, max: to }), from => {
        const isOfPart = (row: DueMoment) => row.at >= from
        const part = rowsOf([hourly], { from, to }).filter(isOfPart)
        expect(part).toEqual(whole.filter(isOfPart))
      }),
      { numRuns: 50 },
    )
  })

  it('keeps within the bounds of the schedule, its end excluded', () => {
    const bounds = { startDate: '2026-12-01T00:10:00Z', endDate: '2026-12-01T00:45:00Z' }
    expect(told([bounds], from('2026-01-01', { count: 9 }))).toEqual([
      'Tue 2026-12-01 00:15 starts',
      'Tue 2026-12-01 00:30 starts',
    ])
  })

  it('of a single start is that start, or nothing after it', () => {
    const once = { expression: 'at(2026-12-24T12:00:00)', timezone: BERLIN }
    expect(told([once], from('2026-12-01', { count: 5 }))).toEqual(['Thu 2026-12-24 12:00 starts'])
    expect(told([once], from('2026-12-25', { count: 5 }))).toEqual([])
  })

  it('reaches starts that are years away', () => {
    const leap = { expression: 'cron(0 3 29 2 ? *)', timezone: 'UTC' }
    expect(told([leap], from('2026-12-01', { count: 2 }))).toEqual([
      'Tue 2028-02-29 03:00 starts',
      'Sun 2032-02-29 03:00 starts',
    ])
  })
})

/** The forecast of the first of the schedules, one line a row. */
function told(schedules: readonly Partial<PolicySchedule>[], range: Range): string[] {
  const timezone = schedules[0]?.timezone ?? 'UTC'
  return rowsOf(schedules, range).map(({ local, fate }) => `${local} ${wordsFor(fate, timezone)}`)
}

function rowsOf(schedules: readonly Partial<PolicySchedule>[], range: Range) {
  const policy = samplePolicy({ schedules: schedules.map(sampleSchedule) })
  const planned = plan([policy]).sources.filter(isScheduleSource)
  const source = planned.find(({ name }) => name === `erp-sql.${schedules[0]?.name ?? 'log'}`)
  if (source === undefined) throw new Error('no schedule')
  return forecast(source, planned, range)
}

function wordsFor(fate: DueFate, timezone: string): string {
  switch (fate.kind) {
    case 'blackout':
      return `skipped by ${fate.blackout.name}`
    case 'deferred':
      return `deferred by ${fate.blackout.name} to ${localText(fate.to, timezone)}`
    case 'precedence': {
      const { stronger, deferredTo } = fate
      const end = deferredTo === undefined ? '' : ` at ${localText(deferredTo, timezone)}`
      return `yields to ${stronger}${end}`
    }
    case 'outside-window':
      return 'outside its window'
    case 'does-not-exist':
      return 'does not exist'
    default:
      return fate.kind
  }
}

function from<R extends { count: number }>(day: string, range: R) {
  return { from: Date.parse(`${day}T00:00:00Z`) - 3_600_000, ...range }
}
