// When a blackout begins, and when the last of those that follow each other is over.
import { describe, expect, it } from 'vitest'
import { type BlackoutSpan, blackoutAt } from '../lib/schedule/blackout.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { parseWeekly } from '../lib/schedule/weekly.ts'
import { changesBetween, offsetAt } from '../lib/schedule/zone-offsets.ts'
import { fc } from './support/fast-check.ts'
import { zone } from './support/schedule-arbitraries.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const weekly = (text: string, timezone: string) => {
  const window = parseWeekly(text)
  if (isProblem(window)) throw new Error(window.message)
  return { span: { kind: 'weekly', timezone, ...window } } as const
}

const dated = (from: string, to: string) => ({ span: { kind: 'dated', from, to } }) as const

const utc = (instant: number) => new Date(instant).toISOString().slice(0, 16)

const until = (blackouts: readonly { readonly span: BlackoutSpan }[], at: string) => {
  const covering = blackoutAt(blackouts, Date.parse(at))
  return covering && utc(covering.until)
}

describe('a dated blackout', () => {
  const closing = [dated('2026-12-30T17:00:00Z', '2027-01-02T07:00:00Z')]

  it.each([
    ['2026-12-30T16:59:59.999Z', undefined],
    ['2026-12-30T17:00Z', '2027-01-02T07:00'],
    ['2027-01-02T06:59:59.999Z', '2027-01-02T07:00'],
    ['2027-01-02T07:00Z', undefined],
  ])('at %s lasts until %s', (at, end) => {
    expect(until(closing, at)).toBe(end)
  })

  it('may last for years', () => {
    const years = [dated('2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z')]
    expect(until(years, '2026-06-01T00:00Z')).toBe('2030-01-01T00:00')
  })
})

describe('a weekly blackout', () => {
  it.each([
    // Fri 2027-01-01 is a day like any other
    ['Mon-Fri 08:00-10:00', 'Europe/Berlin', '2027-01-01T06:59:59Z', undefined],
    ['Mon-Fri 08:00-10:00', 'Europe/Berlin', '2027-01-01T07:00Z', '2027-01-01T09:00'],
    ['Mon-Fri 08:00-10:00', 'Europe/Berlin', '2027-01-01T09:00Z', undefined],
    ['Mon-Fri 08:00-10:00', 'Europe/Berlin', '2027-01-02T07:00Z', undefined],
    // in the zone of the calendar, on its day of the week
    ['Mon 00:00-01:00', 'Pacific/Kiritimati', '2027-01-03T10:30Z', '2027-01-03T11:00'],
    ['Sun 23:00-24:00', 'Etc/GMT+12', '2027-01-04T11:30Z', '2027-01-04T12:00'],
    ['daily 05:30-06:00', 'Asia/Kolkata', '2027-01-04T00:00Z', '2027-01-04T00:30'],
    // over midnight it belongs to the day on which it begins
    ['Fri 22:00-05:00', 'UTC', '2027-01-01T23:00Z', '2027-01-02T05:00'],
    ['Fri 22:00-05:00', 'UTC', '2027-01-02T04:59Z', '2027-01-02T05:00'],
    ['Fri 22:00-05:00', 'UTC', '2027-01-01T04:59Z', undefined],
    ['Fri 22:00-05:00', 'UTC', '2027-01-02T22:00Z', undefined],
    ['Fri 00:00-24:00', 'UTC', '2027-01-01T00:00Z', '2027-01-02T00:00'],
  ])('%s in %s at %s lasts until %s', (text, timezone, at, end) => {
    expect(until([weekly(text, timezone)], at)).toBe(end)
  })

  it.each([
    // clocks go forward from 02:00 to 03:00 at 01:00Z: it begins with the first time that is there
    ['Sun 02:30-04:00', 'Europe/Berlin', '2027-03-28T00:59Z', undefined],
    ['Sun 02:30-04:00', 'Europe/Berlin', '2027-03-28T01:00Z', '2027-03-28T02:00'],
    // and ends with the last; of a window in the gap nothing is left
    ['Sun 01:00-02:30', 'Europe/Berlin', '2027-03-28T00:30Z', '2027-03-28T01:00'],
    ['Sun 02:00-03:00', 'Europe/Berlin', '2027-03-28T01:00Z', undefined],
    ['Sat 22:00-02:30', 'Europe/Berlin', '2027-03-28T00:30Z', '2027-03-28T01:00'],
    // clocks go back from 03:00 to 02:00 at 01:00Z: from the first begin to the last end
    ['Sun 02:15-02:45', 'Europe/Berlin', '2027-10-31T00:14Z', undefined],
    ['Sun 02:15-02:45', 'Europe/Berlin', '2027-10-31T00:15Z', '2027-10-31T01:45'],
    ['Sun 02:15-02:45', 'Europe/Berlin', '2027-10-31T01:05Z', '2027-10-31T01:45'],
    ['Sun 02:15-02:45', 'Europe/Berlin', '2027-10-31T01:45Z', undefined],
    ['Sun 01:00-03:00', 'Europe/Berlin', '2027-10-30T23:00Z', '2027-10-31T02:00'],
    // an end at which the second pass begins is reached before the first one
    ['Sun 00:00-02:00', 'Europe/Berlin', '2027-10-30T23:00Z', '2027-10-31T00:00'],
    ['Sun 01:15-01:45', 'America/New_York', '2027-11-07T05:15Z', '2027-11-07T06:45'],
    ['Sun 02:00-02:30', 'America/New_York', '2027-03-14T07:00Z', undefined],
    // half an hour
    ['Sun 01:45-02:15', 'Australia/Lord_Howe', '2027-04-03T14:45Z', '2027-04-03T15:45'],
    ['Sun 02:00-02:45', 'Australia/Lord_Howe', '2027-10-02T15:30Z', '2027-10-02T15:45'],
    // midnight itself is skipped, or comes twice
    ['Sun 00:00-02:00', 'Asia/Beirut', '2024-03-30T22:00Z', '2024-03-30T23:00'],
    ['Sat 22:00-24:00', 'Asia/Beirut', '2024-03-30T21:00Z', '2024-03-30T22:00'],
    ['Sat 22:00-24:00', 'America/Sao_Paulo', '2018-02-18T02:30Z', '2018-02-18T03:00'],
    // the day that Samoa left out
    ['Fri 08:00-10:00', 'Pacific/Apia', '2011-12-30T10:00Z', undefined],
    ['Thu 12:00-11:00', 'Pacific/Apia', '2011-12-29T22:00Z', '2011-12-30T10:00'],
  ])('when clocks are set: %s in %s at %s lasts until %s', (text, timezone, at, end) => {
    expect(until([weekly(text, timezone)], at)).toBe(end)
  })
})

describe('a chain of blackouts', () => {
  it.each([
    [
      'of days that touch',
      [weekly('Mon-Fri 00:00-24:00', 'UTC')],
      '2027-01-04T12:00Z',
      '2027-01-09T00:00',
    ],
    [
      'of nights that overlap with days',
      [weekly('Fri,Sat 20:00-06:00', 'UTC'), weekly('weekends 05:00-21:00', 'UTC')],
      '2027-01-01T23:00Z',
      '2027-01-03T21:00',
    ],
    [
      'of a dated one that ends in a weekly one',
      [
        dated('2026-12-30T17:00:00Z', '2027-01-04T07:30:00Z'),
        weekly('Mon-Fri 08:00-10:00', 'Europe/Berlin'),
      ],
      '2026-12-31T01:00Z',
      '2027-01-04T09:00',
    ],
    [
      'of a weekly one that a dated one follows',
      [
        weekly('Wed 16:00-18:00', 'Europe/Berlin'),
        dated('2026-12-30T17:00:00Z', '2027-01-02T07:00:00Z'),
      ],
      '2026-12-30T15:00Z',
      '2027-01-02T07:00',
    ],
    [
      'of two zones that touch',
      [weekly('Mon 08:00-10:00', 'Europe/Berlin'), weekly('Mon 09:00-10:00', 'Europe/London')],
      '2027-01-04T08:00Z',
      '2027-01-04T10:00',
    ],
    [
      'with a break of a minute',
      [weekly('Mon 08:00-10:00', 'UTC'), weekly('Mon 10:01-12:00', 'UTC')],
      '2027-01-04T08:00Z',
      '2027-01-04T10:00',
    ],
    [
      'that a shorter one inside does not end',
      [weekly('Mon 09:00-09:30', 'UTC'), weekly('Mon 08:00-12:00', 'UTC')],
      '2027-01-04T09:10Z',
      '2027-01-04T12:00',
    ],
  ])('%s', (_name, blackouts, at, end) => {
    expect(until(blackouts, at)).toBe(end)
  })

  it('names the first of those that cover the instant, not one that follows', () => {
    const [night, day] = [
      { name: 'night', ...weekly('Mon 00:00-08:00', 'UTC') },
      { name: 'day', ...weekly('Mon 08:00-20:00', 'UTC') },
    ]
    const at = (time: string) => blackoutAt([day, night], Date.parse(time))
    expect(at('2027-01-04T03:00Z')).toEqual({
      blackout: night,
      until: Date.parse('2027-01-04T20:00Z'),
      isEndless: false,
    })
    expect(at('2027-01-04T13:00Z')?.blackout).toBe(day)
    expect(at('2027-01-04T20:00Z')).toBeUndefined()
  })

  it('that never ends is followed for 400 days', () => {
    const always = [weekly('daily 00:00-12:00', 'UTC'), weekly('daily 12:00-24:00', 'UTC')]
    const at = Date.parse('2027-01-04T03:00Z')
    const end = blackoutAt(always, at)?.until ?? at
    expect((end - at) / DAY).toBeGreaterThanOrEqual(400)
    expect((end - at) / DAY).toBeLessThanOrEqual(401)
  })
})

describe('minute by minute', () => {
  const clock = fc.integer({ min: 0, max: 1_439 })
  const window = fc.record({
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1, maxLength: 4 }),
    times: fc.uniqueArray(clock, { minLength: 2, maxLength: 2 }),
    timezone: zone,
  })
  /** Most often in the week of a clock change. */
  const instant = fc
    .tuple(zone, fc.integer({ min: 2009, max: 2033 }), fc.integer({ min: -4_320, max: 4_320 }))
    .map(([timezone, year, minutes]) => {
      const span = { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) }
      const [change] = changesBetween(timezone, span)
      return (change?.at ?? span.from) + minutes * MINUTE
    })

  it('a blackout lasts as the clocks show it', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 3 }), instant, (windows, at) => {
        const blackouts = windows.map(({ weekdays, times: [from = 0, to = 0], timezone }) => ({
          span: { kind: 'weekly', weekdays, from, to, timezone } as const,
        }))
        const end = at + 8 * DAY
        const covered = coveredMinutes(
          blackouts.map(({ span }) => span),
          { from: at, to: end },
        )
        let last = at
        while (covered.has(last) && last < end) last += MINUTE
        const found = blackoutAt(blackouts, at)
        if (last === at) expect(found).toBeUndefined()
        else if (last < end) expect(found && utc(found.until)).toBe(utc(last))
        else expect(found?.until).toBeGreaterThanOrEqual(end)
      }),
      { numRuns: 150 },
    )
  })
})

/** From the first to the last minute at which the clocks show a time inside of a window, for each of its days. */
function coveredMinutes(
  spans: readonly Extract<BlackoutSpan, { kind: 'weekly' }>[],
  { from, to }: { from: number; to: number },
): Set<number> {
  const covered = new Set<number>()
  for (const span of spans) {
    const length = span.to > span.from ? span.to - span.from : span.to - span.from + 1_440
    const shown = new Map<number, { first: number; last: number }>()
    for (let at = from - 3 * DAY; at < to + 3 * DAY; at += MINUTE) {
      const wall = at + offsetAt(span.timezone, at)
      const today = Math.floor(wall / DAY) * DAY
      for (const day of [today, today - DAY]) {
        const begin = day + span.from * MINUTE
        if (!span.weekdays.includes(new Date(day).getUTCDay() + 1)) continue
        if (wall < begin || wall >= begin + length * MINUTE) continue
        shown.set(day, { first: shown.get(day)?.first ?? at, last: at })
      }
    }
    for (const { first, last } of shown.values()) {
      for (let at = first; at <= last; at += MINUTE) covered.add(at)
    }
  }
  return covered
}
