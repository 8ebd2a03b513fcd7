// Exactly when EventBridge Scheduler starts: tables with dates, and laws over random expressions, zones and spans.
// The rules: "Schedule types in EventBridge Scheduler", cron-based schedules and daylight savings time.
import { describe, expect, it } from 'vitest'
import type { Expression } from '../lib/schedule/expression.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { next, occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { skippedBetween } from '../lib/schedule/skipped.ts'
import { localText, localTimeText } from '../lib/schedule/zone.ts'
import { fc } from './support/fast-check.ts'
import { anySchedule, zone } from './support/schedule-arbitraries.ts'

const DAY = 86_400_000

const parsed = (text: string): Expression => {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  return expression
}

const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) })

/** The starts as UTC texts to the minute, or to the second where there are seconds. */
const starts = (text: string, inZone: string, from: string, to: string) =>
  occurrences(parsed(text), inZone, span(from, to)).map(utc)

const utc = (instant: number) => new Date(instant).toISOString().replace(/(:00)?\.000Z$/, 'Z')

describe('clocks that go forward skip a start', () => {
  it.each([
    ['Europe/Berlin', '2027-03-28', 'cron(30 2 * * ? *)', '2027-03-28 02:30'],
    ['Europe/Berlin', '2027-03-28', 'cron(0 2 * * ? *)', '2027-03-28 02:00'],
    ['Europe/Berlin', '2027-03-28', 'cron(59 2 ? * SUN *)', '2027-03-28 02:59'],
    ['America/New_York', '2027-03-14', 'cron(30 2 * * ? *)', '2027-03-14 02:30'],
    ['Australia/Lord_Howe', '2026-10-04', 'cron(15 2 * * ? *)', '2026-10-04 02:15'],
    ['America/Sao_Paulo', '2018-11-04', 'cron(30 0 * * ? *)', '2018-11-04 00:30'],
    ['Asia/Beirut', '2024-03-31', 'cron(0 0 * * ? *)', '2024-03-31 00:00'],
    ['Antarctica/Troll', '2026-03-29', 'cron(30 1 * * ? *)', '2026-03-29 01:30'],
    ['Pacific/Apia', '2011-12-30', 'cron(0 12 * * ? *)', '2011-12-30 12:00'],
    ['Pacific/Kwajalein', '1993-08-21', 'cron(0 12 * * ? *)', '1993-08-21 12:00'],
  ])('%s on %s: %s', (inZone, day, text, lost) => {
    const around = { from: Date.parse(day) - 2 * DAY, to: Date.parse(day) + 2 * DAY }
    const local = occurrences(parsed(text), inZone, around).map(at => localText(at, inZone))
    expect(local.filter(at => at.includes(day))).toEqual([])
    const skipped = skippedBetween(parsed(text), inZone, around)
    expect(skipped.map(({ local }) => localTimeText(local).slice(4))).toEqual([lost])
  })

  it.each([
    // the minute before the gap, and the first one after it, are there
    ['Europe/Berlin', 'cron(59 1 * * ? *)', '2027-03-28T00:59Z'],
    ['Europe/Berlin', 'cron(0 3 * * ? *)', '2027-03-28T01:00Z'],
    ['America/New_York', 'cron(59 1 * * ? *)', '2027-03-14T06:59Z'],
    ['America/New_York', 'cron(0 3 * * ? *)', '2027-03-14T07:00Z'],
    ['Australia/Lord_Howe', 'cron(59 1 * * ? *)', '2026-10-03T15:29Z'],
    ['Australia/Lord_Howe', 'cron(30 2 * * ? *)', '2026-10-03T15:30Z'],
    ['America/Sao_Paulo', 'cron(0 1 * * ? *)', '2018-11-04T03:00Z'],
    ['Asia/Beirut', 'cron(0 1 * * ? *)', '2024-03-30T22:00Z'],
    ['Pacific/Apia', 'cron(59 23 29 * ? *)', '2011-12-30T09:59Z'],
    ['Pacific/Apia', 'cron(0 0 31 * ? *)', '2011-12-30T10:00Z'],
  ])('%s keeps %s', (inZone, text, start) => {
    const around = { from: Date.parse(start) - DAY, to: Date.parse(start) + DAY }
    expect(occurrences(parsed(text), inZone, around).map(utc)).toContain(start)
  })
})

describe('clocks that go back start once, the first time', () => {
  it.each([
    ['Europe/Berlin', 'cron(30 2 * * ? *)', '2026-10-25', ['2026-10-25T00:30Z']],
    ['Europe/Berlin', 'cron(0 2 * * ? *)', '2026-10-25', ['2026-10-25T00:00Z']],
    ['Europe/Berlin', 'cron(0 3 * * ? *)', '2026-10-25', ['2026-10-25T02:00Z']],
    ['America/New_York', 'cron(30 1 * * ? *)', '2026-11-01', ['2026-11-01T05:30Z']],
    ['Australia/Lord_Howe', 'cron(45 1 * * ? *)', '2027-04-04', ['2027-04-03T14:45Z']],
    ['Antarctica/Troll', 'cron(30 2 * * ? *)', '2026-10-25', ['2026-10-25T00:30Z']],
    ['America/Sao_Paulo', 'cron(30 23 * * ? *)', '2018-02-17', ['2018-02-18T01:30Z']],
    ['Asia/Beirut', 'cron(30 23 * * ? *)', '2026-10-24', ['2026-10-24T20:30Z']],
  ])('%s: %s on %s', (inZone, text, day, expected) => {
    const around = { from: Date.parse(day) - 2 * DAY, to: Date.parse(day) + 2 * DAY }
    const onThatDay = occurrences(parsed(text), inZone, around).filter(at =>
      localText(at, inZone).includes(day),
    )
    expect(onThatDay.map(utc)).toEqual(expected)
  })

  it('holds for intervals as well: the second pass of the hour is silent', () => {
    expect(
      starts('cron(0/30 * * * ? *)', 'Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T02:31Z'),
    ).toEqual(['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'])
  })

  it('stays silent when the span begins between the two passes', () => {
    const second = span('2026-10-25T01:00Z', '2026-10-25T02:00Z')
    expect(occurrences(parsed('cron(30 2 * * ? *)'), 'Europe/Berlin', second)).toEqual([])
  })
})

describe('zones', () => {
  it.each([
    ['UTC', '2027-03-28T02:30Z'],
    ['Asia/Kolkata', '2027-03-27T21:00Z'],
    ['Asia/Kathmandu', '2027-03-27T20:45Z'],
    ['Pacific/Chatham', '2027-03-27T12:45Z'],
    ['Pacific/Kiritimati', '2027-03-27T12:30Z'],
    ['Etc/GMT+12', '2027-03-28T14:30Z'],
  ])('%s reads 02:30 as %s', (inZone, start) => {
    expect(starts('cron(30 2 28 3 ? 2027)', inZone, '2027-01-01', '2028-01-01')).toEqual([start])
  })

  it('knows offsets with seconds: Liberia kept −00:44:30 until 1972', () => {
    expect(starts('cron(0 0 1 1 ? 1971)', 'Africa/Monrovia', '1970-01-01', '1972-01-01')).toEqual([
      '1971-01-01T00:44:30Z',
    ])
  })

  it('loses no day where a zone skips one', () => {
    expect(starts('cron(0 0 * * ? *)', 'Pacific/Apia', '2011-12-29', '2012-01-01')).toEqual([
      '2011-12-29T10:00Z',
      '2011-12-30T10:00Z',
      '2011-12-31T10:00Z',
    ])
  })
})

describe('days', () => {
  it.each([
    [
      'a leap day, in leap years only',
      'cron(0 0 29 2 ? *)',
      '2023',
      '2033',
      ['2024-02-29', '2028-02-29', '2032-02-29'],
    ],
    ['no leap day in 2100', 'cron(0 0 29 2 ? *)', '2097', '2105', ['2104-02-29']],
    ['a leap day in 2000', 'cron(0 0 29 2 ? *)', '1999', '2001', ['2000-02-29']],
    [
      'L',
      'cron(0 0 L 2,4,12 ? *)',
      '2027',
      '2029',
      ['2027-02-28', '2027-04-30', '2027-12-31', '2028-02-29', '2028-04-30', '2028-12-31'],
    ],
    ['L-1', 'cron(0 0 L-1 2 ? *)', '2027', '2029', ['2027-02-27', '2028-02-28']],
    [
      'L-29, where the month is that long',
      'cron(0 0 L-29 * ? 2027)',
      '2027',
      '2027-05',
      ['2027-01-02', '2027-03-02', '2027-04-01'],
    ],
    [
      'LW',
      'cron(0 0 LW * ? 2026)',
      '2026-01',
      '2026-07',
      ['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30', '2026-05-29', '2026-06-30'],
    ],
    ['15W on a Saturday is Friday', 'cron(0 0 15W 8 ? *)', '2026', '2027', ['2026-08-14']],
    ['15W on a Sunday is Monday', 'cron(0 0 15W 11 ? *)', '2026', '2027', ['2026-11-16']],
    ['15W on a weekday is itself', 'cron(0 0 15W 12 ? *)', '2026', '2027', ['2026-12-15']],
    ['1W on a Saturday stays in the month', 'cron(0 0 1W 8 ? *)', '2026', '2027', ['2026-08-03']],
    ['31W on a Sunday stays in the month', 'cron(0 0 31W 5 ? *)', '2026', '2027', ['2026-05-29']],
    [
      '31W only where there is a 31st',
      'cron(0 0 31W * ? *)',
      '2027-01',
      '2027-06',
      ['2027-01-29', '2027-03-31', '2027-05-31'],
    ],
    [
      '6#5 only where there is a fifth Friday',
      'cron(0 0 ? * 6#5 *)',
      '2026',
      '2027',
      ['2026-01-30', '2026-05-29', '2026-07-31', '2026-10-30'],
    ],
    [
      '1#1',
      'cron(0 0 ? * 1#1 *)',
      '2026-02',
      '2026-05',
      ['2026-02-01', '2026-03-01', '2026-04-05'],
    ],
    [
      "3#2, the page's second Tuesday",
      'cron(0 0 ? * 3#2 *)',
      '2026-01',
      '2026-03',
      ['2026-01-13', '2026-02-10'],
    ],
    ['6L', 'cron(0 0 ? * 6L *)', '2026-01', '2026-04', ['2026-01-30', '2026-02-27', '2026-03-27']],
    [
      'L as a weekday is Saturday',
      'cron(0 0 ? * L *)',
      '2026-11-01',
      '2026-11-15',
      ['2026-11-07', '2026-11-14'],
    ],
    ['SUN and 1', 'cron(0 0 ? * SUN *)', '2026-11-20', '2026-12-01', ['2026-11-22', '2026-11-29']],
    ['years', 'cron(0 0 1 1 ? 2026/2)', '2025', '2031', ['2026-01-01', '2028-01-01', '2030-01-01']],
    [
      'the 31st, not a day later',
      'cron(0 0 31 * ? 2027)',
      '2027-01',
      '2027-06',
      ['2027-01-31', '2027-03-31', '2027-05-31'],
    ],
  ])('%s', (_name, text, from, to, expected) => {
    const days = starts(text, 'UTC', from, to).map(start => start.slice(0, 10))
    expect(days).toEqual(expected)
  })

  it('begins with 1970 and ends with 2199, in every zone', () => {
    const eternity = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    for (const inZone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'UTC']) {
      const all = occurrences(parsed('cron(0 0 1 1 ? *)'), inZone, eternity)
      expect(all).toHaveLength(230)
      expect(localText(all[0] ?? 0, inZone)).toBe('Thu 1970-01-01 00:00')
      expect(localText(all.at(-1) ?? 0, inZone)).toBe('Tue 2199-01-01 00:00')
    }
  })
})

describe('one-time schedules', () => {
  it.each([
    ['at(2026-12-30T18:00:00)', 'Europe/Berlin', ['2026-12-30T17:00Z']],
    ['at(2026-12-30T18:00:05)', 'UTC', ['2026-12-30T18:00:05Z']],
    ['at(2026-10-25T02:30:00)', 'Europe/Berlin', ['2026-10-25T00:30Z']],
    ['at(2027-03-28T02:30:00)', 'Europe/Berlin', []],
    ['at(2024-01-01T00:00:00)', 'UTC', []],
  ])('%s in %s', (text, inZone, expected) => {
    expect(starts(text, inZone, '2026-01-01', '2028-01-01')).toEqual(expected)
  })

  it('names the one that is lost', () => {
    const lost = skippedBetween(
      parsed('at(2027-03-28T02:30:00)'),
      'Europe/Berlin',
      span('2027-01-01', '2028-01-01'),
    )
    expect(lost.map(({ local }) => localTimeText(local))).toEqual(['Sun 2027-03-28 02:30'])
  })
})

describe('spans', () => {
  it('take their first instant and leave their last', () => {
    const text = 'cron(0 1 * * ? *)'
    expect(starts(text, 'UTC', '2026-11-22T01:00Z', '2026-11-23T01:00Z')).toEqual([
      '2026-11-22T01:00Z',
    ])
    expect(starts(text, 'UTC', '2026-11-22T01:00:00.001Z', '2026-11-23T01:00Z')).toEqual([])
    expect(starts(text, 'UTC', '2026-11-22T01:00Z', '2026-11-22T01:00Z')).toEqual([])
    expect(starts(text, 'UTC', '2026-11-23T01:00Z', '2026-11-22T01:00Z')).toEqual([])
  })

  const instant = fc.integer({ min: Date.UTC(2008, 0), max: Date.UTC(2034, 0) })
  const length = fc.integer({ min: 0, max: 40 * DAY })

  it('may be cut anywhere: two halves hold what the whole holds', () => {
    fc.assert(
      fc.property(
        anySchedule,
        zone,
        instant,
        length,
        length,
        (schedule, inZone, from, one, two) => {
          const expression = parsed(schedule.expression)
          const [cut, to] = [from + one, from + one + two]
          expect([
            ...occurrences(expression, inZone, { from, to: cut }),
            ...occurrences(expression, inZone, { from: cut, to }),
          ]).toEqual(occurrences(expression, inZone, { from, to }))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('hold ascending instants, each once, each inside', () => {
    fc.assert(
      fc.property(anySchedule, zone, instant, length, (schedule, inZone, from, days) => {
        const all = occurrences(parsed(schedule.expression), inZone, { from, to: from + days })
        expect(
          all.every((at, index) => at >= from && at < from + days && at > (all[index - 1] ?? 0)),
        ).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('never show one local time twice', () => {
    fc.assert(
      fc.property(anySchedule, zone, instant, length, (schedule, inZone, from, days) => {
        const all = occurrences(parsed(schedule.expression), inZone, { from, to: from + days })
        const sample = all.slice(0, 300)
        expect(new Set(sample.map(at => localText(at, inZone))).size).toBe(sample.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the next starts', () => {
  it.each([
    [
      'cron(0 1 ? * SUN *)',
      'Europe/Berlin',
      '2026-11-21T18:30Z',
      2,
      ['2026-11-22T00:00Z', '2026-11-29T00:00Z'],
    ],
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', '2026-11-22T00:00Z', 1, ['2026-11-29T00:00Z']],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2027-03-27T12:00Z', 1, ['2027-03-29T00:30Z']],
    ['cron(0 0 29 2 ? *)', 'UTC', '2096-03-01T00:00Z', 1, ['2104-02-29T00:00Z']],
    ['cron(0 0 1 1 ? 2199)', 'UTC', '2026-01-01T00:00Z', 3, ['2199-01-01T00:00Z']],
    ['cron(0 0 31 2 ? *)', 'UTC', '2026-01-01T00:00Z', 1, []],
    ['cron(0 0 1 1 ? *)', 'UTC', '2026-01-01T00:00Z', 0, []],
    ['at(2026-12-30T18:00:00)', 'UTC', '2026-01-01T00:00Z', 5, ['2026-12-30T18:00Z']],
    ['at(2026-12-30T18:00:00)', 'UTC', '2026-12-30T18:00Z', 5, []],
  ])('%s in %s after %s, %i of them', (text, inZone, after, count, expected) => {
    expect(next(parsed(text), inZone, { after: Date.parse(after), count }).map(utc)).toEqual(
      expected,
    )
  })

  it('may be very many', () => {
    const many = next(parsed('cron(* * * * ? *)'), 'UTC', { after: 0, count: 200_000 })
    expect(many).toHaveLength(200_000)
    expect(many.at(-1)).toBe(200_000 * 60_000)
  })

  it('are the first ones of a long span', () => {
    fc.assert(
      fc.property(
        anySchedule,
        zone,
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
        (schedule, inZone, after) => {
          const expression = parsed(schedule.expression)
          const found = next(expression, inZone, { after, count: 3 })
          const to = Math.min((found.at(-1) ?? after) + 1, after + 400 * DAY)
          const all = occurrences(expression, inZone, { from: after + 1, to })
          expect(found.filter(at => at < to)).toEqual(all)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('skipped starts', () => {
  it('come with the gap they fell into', () => {
    const [lost] = skippedBetween(
      parsed('cron(30 2 * * ? *)'),
      'Europe/Berlin',
      span('2027-01-01', '2028-01-01'),
    )
    expect(lost && [lost.gap.from, lost.gap.to].map(localTimeText)).toEqual([
      'Sun 2027-03-28 02:00',
      'Sun 2027-03-28 03:00',
    ])
    expect(lost && utc(lost.gap.at)).toBe('2027-03-28T01:00Z')
  })

  it.each([
    ['UTC', 'cron(0/15 * * * ? *)', 0],
    ['Europe/Berlin', 'cron(0/15 * * * ? *)', 12],
    ['Europe/Berlin', 'cron(0 3 * * ? *)', 0],
    ['Europe/Berlin', 'cron(30 2 ? * MON-SAT *)', 0],
    ['Asia/Kolkata', 'cron(30 2 * * ? *)', 0],
    ['Pacific/Apia', 'cron(0 0/8 * * ? *)', 0],
  ])('%s: %s loses %i in three years', (inZone, text, count) => {
    expect(skippedBetween(parsed(text), inZone, span('2026-01-01', '2029-01-01'))).toHaveLength(
      count,
    )
  })

  it('are a whole day in Samoa', () => {
    const lost = skippedBetween(
      parsed('cron(0 0/8 * * ? *)'),
      'Pacific/Apia',
      span('2011-12-01', '2012-01-15'),
    )
    expect(lost.map(({ local }) => localTimeText(local))).toEqual([
      'Fri 2011-12-30 00:00',
      'Fri 2011-12-30 08:00',
      'Fri 2011-12-30 16:00',
    ])
  })
})
