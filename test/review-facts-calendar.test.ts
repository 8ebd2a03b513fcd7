// The fortnight ahead, hour by hour: calendar and load, by hand and against the forecast of every single start.
import { describe, expect, it } from 'vitest'
import { forecast } from '../lib/plan/forecast.ts'
import { type PlannedSchedule, plan } from '../lib/plan/plan.ts'
import { NO_GUARDRAILS } from '../lib/policy/guardrails.ts'
import type { PolicySchedule } from '../lib/policy/policy.ts'
import { calendarOf, timezoneOf } from '../lib/review/calendar.ts'
import { loadOf } from '../lib/review/load.ts'
import type { Calendar } from '../lib/review/outlook.ts'
import type { Side } from '../lib/review/side.ts'
import { HOUR } from '../lib/schedule/calendar.ts'
import { coincide } from '../lib/schedule/coincide.ts'
import { expressionOf } from '../lib/schedule/timetable.ts'
import { isoText, isScheduleSource } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { NOW, policyText } from './support/policy-text.ts'
import { sideOf, sideWith } from './support/review-side.ts'
import { samplePolicy, sampleSchedule, sampleTerms } from './support/sample-policies.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const LOG = 'name: log, level: TRANSACTION_LOG, every: 15m'
const both = 'erp-core, erp-reporting'

const sum = (counts: readonly number[] | undefined) => counts?.reduce((a, b) => a + b, 0)

function calendarIn(timezone: string, now: string): Calendar {
  const side = sideWith(policyText({ targets: both, schedules: [FULL, LOG] }))
  return calendarOf(side, { now: Date.parse(now), timezone })
}

describe('the calendar', () => {
  it('is of fourteen days from the midnight before now', () => {
    const calendar = calendarIn('Europe/Berlin', '2026-11-21T12:00:00Z')
    expect(calendar).toMatchObject({ from: '2026-11-20T23:00:00Z', to: '2026-12-04T23:00:00Z' })
    expect(calendar.hours).toHaveLength(14 * 24)
    expect(Object.keys(calendar.levels)).toEqual(['FULL', 'TRANSACTION_LOG'])
    expect(sum(calendar.levels.TRANSACTION_LOG)).toBe(2 * 14 * 96)
    const fulls = calendar.hours.filter((_, hour) => calendar.levels.FULL?.[hour] === 2)
    expect(fulls).toEqual(['2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z'])
  })

  it.each<[string, string, string, number]>([
    ['of 23 hours', 'Europe/Berlin', '2027-03-28T00:30:00Z', 14 * 24 - 1],
    ['of 25 hours', 'Europe/Berlin', '2026-10-24T23:30:00Z', 14 * 24 + 1],
    ['of 25 hours, the last of them', 'Europe/Berlin', '2026-10-12T22:00:00Z', 14 * 24 + 1],
    [
      'of 24 hours and a half, the half an hour of its own',
      'Australia/Lord_Howe',
      '2027-04-01T00:00:00Z',
      14 * 24 + 1,
    ],
    ['that begins at one o’clock', 'Asia/Beirut', '2027-03-28T00:30:00Z', 14 * 24 - 1],
  ])('has days %s', (_, timezone, now, hours) => {
    const calendar = calendarIn(timezone, now)
    expect(calendar.hours).toHaveLength(hours)
    expect(calendar.hours[0]).toBe(calendar.from)
    const length = Date.parse(calendar.to) - Date.parse(calendar.from)
    expect(sum(calendar.levels.TRANSACTION_LOG)).toBe(8 * (length / HOUR))
  })

  it('has the second hour of two that show the same time', () => {
    const { hours } = calendarIn('Europe/Berlin', '2026-10-25T12:00:00Z')
    expect(hours.slice(2, 4)).toEqual(['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'])
  })

  it('knows only levels that occur', () => {
    const once = 'name: copy, level: FULL, copyOnly: true, once: 2027-05-01T03:00'
    const side = sideWith(policyText({ schedules: [FULL, once] }))
    const { levels } = calendarOf(side, { now: NOW, timezone: 'UTC' })
    expect(Object.keys(levels)).toEqual(['FULL'])
  })

  it('is in the zone of most schedules, intervals by the clock of their policy', () => {
    const berlin = policyText({ schedules: [FULL, LOG] })
    const inZone = (name: string, timezone: string) =>
      policyText({ name, timezone, schedules: [FULL] })
    expect(timezoneOf(sideWith(berlin))).toBe('Europe/Berlin')
    const america = inZone('b', 'America/New_York')
    expect(timezoneOf(sideWith(berlin, america))).toBe('Europe/Berlin')
    expect(timezoneOf(sideWith(america, inZone('c', 'Europe/Berlin')))).toBe('America/New_York')
    expect(timezoneOf(sideWith(policyText({ schedules: [LOG] })))).toBe('UTC')
    expect(timezoneOf(sideWith())).toBe('UTC')
  })
})

describe('the load', () => {
  const at = { now: NOW, timezone: 'Europe/Berlin' }
  const one = sideWith(policyText({ schedules: [FULL, LOG] }))
  const two = sideWith(policyText({ targets: both, schedules: [FULL, LOG] }))

  it('is what starts on a CommCell, and at least 5 minutes of work for data and 1 for logs', () => {
    const { load } = loadOf(one, two, at)
    expect(load).toMatchObject([
      {
        commcell: 'main',
        caps: { maxInFlight: 4 },
        busiest: {
          before: { at: '2026-11-22T00:00:00Z', starts: 5, minutes: 9 },
          after: { at: '2026-11-22T00:00:00Z', starts: 10, minutes: 18 },
        },
      },
    ])
    expect(sum(load[0]?.starts)).toBe(2 * (14 * 96 + 2))
    expect(sum(load[0]?.minutes)).toBe(2 * (14 * 96 + 2 * 5))
  })

  it('of clients is told where it has changed', () => {
    expect(loadOf(one, two, at).clients).toMatchObject([
      { commcell: 'main', client: '2101', maxInFlight: 4, busiest: { before: { starts: 5 } } },
    ])
    expect(loadOf(two, two, at).clients).toEqual([])
    const [gone] = loadOf(two, sideWith(), at).clients
    expect(gone?.busiest).toMatchObject({ before: { starts: 10 }, after: null })
  })

  it('of clients is told where it is more than they may have', () => {
    const environment = `apiVersion: holdfast/v1
kind: Environment
name: prod
region: eu-central-1
commcells:
  main:
    endpoint: https://commandcenter.example.com/commandcenter/api
    authSecret: backup/prod/commvault
    maxInFlight: 8
    maxInFlightPerClient: 1
    limits: saas
`
    const targets = Array.from(
      { length: 13 },
      (_, index) => `{name: db-${index}, subclientId: ${9_000 + index}}`,
    )
    const list = `apiVersion: holdfast/v1
kind: TargetList
name: many
app: sqlserver
commcell: main
shared: {clientId: 7, clientName: sql07, instanceId: 1}
targets: [${targets.join(', ')}]
`
    const names = targets.map((_, index) => `db-${index}`).join(', ')
    const busy = policyText({ targets: names, schedules: [FULL] })
    const { load, clients } = loadOf(
      undefined,
      sideOf([{ file: 'all.yaml', text: [environment, list, busy].join('---\n') }]),
      at,
    )
    const busiest = { at: '2026-11-22T00:00:00Z', starts: 13, minutes: 65 }
    expect(clients).toEqual([
      {
        commcell: 'main',
        client: 'sql07',
        maxInFlight: 1,
        busiest: { before: busiest, after: busiest },
      },
    ])
    expect(load[0]?.caps).toEqual({ maxInFlight: 8, maxInFlightPerClient: 1, writesPerHour: 100 })
  })

  it.each([
    ['that is over', '2026-11-22T00:30:00Z', '2026-11-29T00:00:00Z'],
    ['that begins now', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z'],
    ['of another week', '2026-11-22T01:00:00Z', '2026-11-29T00:00:00Z'],
  ])('has a busiest hour ahead, and none %s', (_, now, hour) => {
    const { load, clients } = loadOf(one, two, { ...at, now: Date.parse(now) })
    const busiest = {
      before: { at: hour, starts: 5, minutes: 9 },
      after: { at: hour, starts: 10, minutes: 18 },
    }
    expect(load).toMatchObject([{ busiest }])
    expect(clients).toMatchObject([{ busiest }])
    // the charts begin at midnight
    expect(sum(load[0]?.starts)).toBe(2 * (14 * 96 + 2))
  })

  it('of what is over has no busiest hour', () => {
    const once = sideWith(
      policyText({
        schedules: ['name: once, level: FULL, copyOnly: true, once: 2026-11-21T02:00'],
      }),
    )
    expect(loadOf(undefined, once, at).load).toMatchObject([
      { busiest: { before: null, after: null } },
    ])
  })

  it('of a CommCell that nothing starts on is none', () => {
    const { load } = loadOf(undefined, sideWith(), at)
    expect(load).toMatchObject([{ commcell: 'main', busiest: { before: null, after: null } }])
    expect(sum(load[0]?.starts)).toBe(0)
  })
})

describe('against the forecast of every start', () => {
  const expression = fc.constantFrom(
    'cron(0 1 ? * SUN *)',
    'cron(0 1 * * ? *)',
    'cron(30 2 * * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0 0/6 * * ? *)',
    'cron(20 8-18 ? * MON-FRI *)',
    'cron(0 6 L * ? *)',
    'at(2026-10-26T06:00:00)',
  )
  const timezone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
  )
  const near = fc
    .integer({ min: -10, max: 20 * 24 * 4 })
    .map(quarters => Date.parse('2026-10-18T00:00:00Z') + quarters * 15 * 60_000)
  const minutes = fc.integer({ min: 0, max: 95 }).map(quarter => quarter * 15)
  const window = fc
    .record({ from: minutes, to: minutes, timezone })
    .filter(({ from, to }) => from !== to)
  const weekly = fc
    .record({
      timezone,
      from: minutes,
      to: minutes,
      weekdays: fc.constantFrom([1], [2, 3, 4, 5, 6], [1, 7]),
    })
    .filter(({ from, to }) => from !== to)
    .map(span => ({ kind: 'weekly' as const, ...span }))
  const dated = fc.tuple(near, fc.integer({ min: 1, max: 200 })).map(([from, hours]) => ({
    kind: 'dated' as const,
    from: isoText(from),
    to: isoText(from + hours * HOUR),
  }))
  const blackouts = fc.array(
    fc.oneof(weekly, dated).map(span => ({ calendar: 'c', name: 'n', span })),
    { maxLength: 3 },
  )
  const date = near.map(isoText)

  const schedule = fc
    .record({
      expression,
      timezone,
      window: fc.option(window, { nil: undefined, freq: 2 }),
      blackouts,
      onBlackout: fc.constantFrom('skip' as const, 'defer' as const),
      startDate: fc.option(date, { nil: undefined, freq: 1 }),
      endDate: fc.option(date, { nil: undefined, freq: 1 }),
      pausedUntil: fc.option(date, { nil: undefined, freq: 1 }),
    })
    .map(({ window: open, startDate, endDate, pausedUntil, ...given }) =>
      sampleSchedule({
        expression: given.expression,
        timezone: given.timezone,
        terms: sampleTerms({
          blackouts: given.blackouts,
          onBlackout: given.onBlackout,
          ...(open === undefined ? {} : { window: open }),
        }),
        ...(startDate === undefined ? {} : { startDate }),
        ...(endDate === undefined ? {} : { endDate }),
        ...(pausedUntil === undefined
          ? {}
          : { pause: { reason: 'Move', by: 'dba', until: pausedUntil } }),
      }),
    )

  it('every hour has the starts of that hour', () => {
    fc.assert(
      fc.property(schedule, schedule, schedule, near, timezone, (full, diff, log, now, zone) => {
        const side = sideFrom(full, diff, log)
        const calendar = calendarOf(side, { now, timezone: zone })
        expect(calendar.levels).toEqual(forecastLevels(side, calendar))
      }),
      { numRuns: 300 },
    )
  })

  function sideFrom(full: PolicySchedule, diff: PolicySchedule, log: PolicySchedule): Side {
    const timeOf = (one: PolicySchedule) => ({
      expression: expressionOf(one),
      timezone: one.timezone,
    })
    const yieldsTo = coincide(timeOf(full), timeOf(diff)) ? ['full'] : []
    const policy = samplePolicy({
      schedules: [
        { ...full, name: 'full', backup: { app: 'sqlserver', level: 'FULL', copyOnly: false } },
        { ...diff, name: 'diff', backup: { app: 'sqlserver', level: 'DIFFERENTIAL' }, yieldsTo },
        { ...log, name: 'log' },
      ],
    })
    return {
      policies: [policy],
      plan: plan([policy]),
      environment: policy.environment,
      inventory: undefined,
      acknowledged: new Map(),
      diagnostics: [],
      guardrails: NO_GUARDRAILS,
      guardrailAt: () => undefined,
      environmentAt: () => undefined,
      tests: [],
      brokenTests: [],
      guardrailsHiddenAt: [],
    }
  }

  function forecastLevels({ plan: { sources } }: Side, calendar: Calendar): Calendar['levels'] {
    const schedules = sources.filter(isScheduleSource)
    const levels = schedules.map(
      source => [source.backup.level, countsOf(source, schedules, calendar)] as const,
    )
    return Object.fromEntries(levels.filter(([, counts]) => counts.some(count => count > 0)))
  }

  function countsOf(
    source: PlannedSchedule,
    siblings: readonly PlannedSchedule[],
    calendar: Calendar,
  ): readonly number[] {
    const [from, to] = [Date.parse(calendar.from), Date.parse(calendar.to)]
    const starts = new Set(
      // from a moment before on, for what waits for a blackout that ends when the calendar begins
      forecast(source, siblings, { from: from - 1, to }).flatMap(({ at, fate }) => {
        if (fate.kind === 'starts') return at
        return fate.kind === 'deferred' ? fate.to : []
      }),
    )
    const begins = [...calendar.hours.map(hour => Date.parse(hour)), to]
    return calendar.hours.map((_, hour) => {
      const [begin = 0, end = 0] = begins.slice(hour, hour + 2)
      return [...starts].filter(start => start >= begin && start < end).length
    })
  }
})
