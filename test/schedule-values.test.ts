// The small values of time: durations, dates, `once`, `spread`; and every text that is none of them.
import { describe, expect, it } from 'vitest'
import { parseDailyWindow } from '../lib/schedule/daily-window.ts'
import { parseDuration, renderDuration } from '../lib/schedule/duration.ts'
import { parseEvery } from '../lib/schedule/every.ts'
import { parseExpression, renderExpression } from '../lib/schedule/expression.ts'
import { parseLocalDateTime } from '../lib/schedule/local.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { parseOnce } from '../lib/schedule/once.ts'
import { parsePhrase } from '../lib/schedule/phrase.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { roomToSpread, spread } from '../lib/schedule/spread.ts'
import { parseStandardCron } from '../lib/schedule/standard-cron.ts'
import { parseWeekly } from '../lib/schedule/weekly.ts'
import { isZone } from '../lib/schedule/zone.ts'
import { fc } from './support/fast-check.ts'

describe('durations', () => {
  it.each([
    ['30s', 30, '30s'],
    ['15m', 900, '15m'],
    ['2h', 7_200, '2h'],
    ['8d', 691_200, '8d'],
    ['90m', 5_400, '90m'],
    ['25h', 90_000, '25h'],
    ['24h', 86_400, '1d'],
    ['60m', 3_600, '1h'],
    ['0m', 0, '0m'],
    ['0s', 0, '0m'],
    ['999999999d', 86_399_999_913_600, '999999999d'],
  ])('%s is %i seconds, shortest %s', (text, seconds, shortest) => {
    expect(parseDuration(text)).toBe(seconds)
    expect(renderDuration(seconds)).toBe(shortest)
  })

  it('are the same after a round trip, and never longer', () => {
    const count = fc.integer({ min: 0, max: 999_999 })
    fc.assert(
      fc.property(count, fc.constantFrom('s', 'm', 'h', 'd'), (number, unit) => {
        const seconds = parseDuration(`${number}${unit}`)
        if (isProblem(seconds)) throw new Error(seconds.message)
        const text = renderDuration(seconds)
        expect(parseDuration(text)).toBe(seconds)
        expect(text.length).toBeLessThanOrEqual(`${number}${unit}`.length)
      }),
    )
  })

  it.each([
    ['15', 'write it like 90m'],
    ['15 min', 'write 15m'],
    ['2 hours', 'write 2h'],
    ['1h30m', 'write 90m'],
    ['1.5h', 'write 90m'],
    ['0.5h', 'write 30m'],
    ['-5m', 'write it like 90m'],
    ['1w', 'write 7d'],
    ['2 weeks', 'write 14d'],
    ['15M', 'write 15m'],
    ['15mo', 'write it like 90m'],
    ['', 'write it like 90m'],
    ['1000000000d', 'write it like 90m'],
    [' 15m', 'write 15m'],
  ])('refuses "%s"', (text, fix) => {
    expect(parseDuration(text)).toMatchObject({
      code: 'duration-invalid',
      fix,
      span: [0, text.length],
    })
  })
})

describe('local dates and times', () => {
  it.each([
    ['2026-12-30T18:00', { year: 2026, month: 12, day: 30, hour: 18, minute: 0 }],
    ['2026-12-30T18:00:00', { year: 2026, month: 12, day: 30, hour: 18, minute: 0 }],
    ['2028-02-29T00:00', { year: 2028, month: 2, day: 29, hour: 0, minute: 0 }],
  ])('reads %s', (text, expected) => {
    expect(parseLocalDateTime(text)).toEqual(expected)
  })

  it.each([
    ['2026-02-29T00:00', 10, 'There is no day 2026-02-29'],
    ['2026-13-01T00:00', 10, 'There is no day 2026-13-01'],
    ['2200-01-01T00:00', 10, 'There is no day 2200-01-01'],
    ['2026-12-30T24:00', 16, 'not a local date and time'],
    ['2026-12-30T18:00:30', 19, 'not a local date and time'],
    ['2026-12-30 18:00', 16, 'not a local date and time'],
    ['2026-12-30', 10, 'not a local date and time'],
    ['30.12.2026 18:00', 16, 'not a local date and time'],
    ['2026-12-30T18:00Z', 17, 'carries an offset'],
    ['2026-12-30T18:00+01:00', 22, 'carries an offset'],
  ])('refuses %s', (text, length, why) => {
    expect(parseLocalDateTime(text)).toMatchObject({
      code: 'date-invalid',
      span: [0, length],
      message: expect.stringContaining(why),
    })
  })
})

describe('once', () => {
  it.each([
    ['2026-12-30T18:00', 'Europe/Berlin', 'at(2026-12-30T18:00:00)'],
    ['2026-10-25T02:30', 'Europe/Berlin', 'at(2026-10-25T02:30:00)'],
    ['2027-03-28T02:30', 'UTC', 'at(2027-03-28T02:30:00)'],
    ['2027-03-28T03:00', 'Europe/Berlin', 'at(2027-03-28T03:00:00)'],
  ])('%s in %s is %s', (text, zone, expected) => {
    const at = parseOnce(text, zone)
    expect(isProblem(at) ? at : renderExpression(at)).toBe(expected)
  })

  it.each([
    ['2027-03-28T02:30', 'Europe/Berlin', 'write 2027-03-28T03:00'],
    ['2011-12-30T12:00', 'Pacific/Apia', 'write 2011-12-31T00:00'],
  ])('refuses %s in %s, which never comes', (text, zone, fix) => {
    expect(parseOnce(text, zone)).toMatchObject({
      code: 'date-invalid',
      fix,
      span: [0, text.length],
    })
  })
})

describe('spread', () => {
  const parsed = (text: string) => {
    const expression = parseExpression(text)
    if (isProblem(expression)) throw new Error(expression.message)
    return expression
  }

  it.each([
    ['cron(0 23 ? * SAT *)', 15, 7, 'cron(7 23 ? * SAT *)', 7],
    ['cron(0 23 ? * SAT *)', 15, 16, 'cron(0 23 ? * SAT *)', 0],
    ['cron(0 23 ? * SAT *)', 15, 31, 'cron(15 23 ? * SAT *)', 15],
    ['cron(50 22 ? * SAT *)', 20, 20, 'cron(10 23 ? * SAT *)', 20],
    ['cron(50 23 ? * SAT *)', 60, 9, 'cron(59 23 ? * SAT *)', 9],
    ['cron(50 23 ? * SAT *)', 60, 10, 'cron(50 23 ? * SAT *)', 0],
    ['cron(59 23 ? * SAT *)', 60, 12_345, 'cron(59 23 ? * SAT *)', 0],
    ['cron(30 2,14 * * ? *)', 120, 95, 'cron(5 4,16 * * ? *)', 95],
    ['cron(0 23 L * ? *)', 30, 30, 'cron(30 23 L * ? *)', 30],
    ['cron(0 * * * ? *)', 90, 59, 'cron(59 * * * ? *)', 59],
    ['cron(0 1 ? * SUN *)', 0, 12_345, 'cron(0 1 ? * SUN *)', 0],
    ['cron(0/15 * * * ? *)', 15, 7, 'cron(0/15 * * * ? *)', 0],
    ['at(2026-12-30T18:00:00)', 15, 7, 'at(2026-12-30T18:00:00)', 0],
  ])('%s within %i minutes by %i is %s', (text, minutes, hash, expected, moved) => {
    const result = spread(parsed(text), { minutes, hash })
    expect(renderExpression(result.expression)).toBe(expected)
    expect(result.minutes).toBe(moved)
  })

  it('moves every start by the same minutes and none to another day', () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }))
    fc.assert(
      fc.property(
        time,
        fc.integer({ min: 0, max: 1_440 }),
        fc.nat(),
        ([minute, hour], minutes, hash) => {
          const still = parsed(`cron(${minute} ${hour} ? * 1#1 *)`)
          const moved = spread(still, { minutes, hash })
          expect(moved.minutes).toBeLessThanOrEqual(Math.min(minutes, roomToSpread(still)))
          const year = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) }
          expect(occurrences(moved.expression, 'UTC', year)).toEqual(
            occurrences(still, 'UTC', year).map(at => at + moved.minutes * 60_000),
          )
        },
      ),
    )
  })
})

describe('whatever a person types', () => {
  const pieces = fc.constantFrom(
    ...[
      'daily',
      'Mon',
      'Sun',
      '-',
      ',',
      ' ',
      '  ',
      'last',
      'day',
      'first',
      '02:30',
      ':',
      '1',
      '31',
      '*',
      '/',
      '?',
      'L',
      'W',
      '#',
    ],
    ...[
      'cron(',
      'at(',
      ')',
      '2026-11-22T',
      'constructor',
      '__proto__',
      '\n',
      '\u202e',
      '15m',
      '08:00-10:00',
      '@daily',
      '0',
      '60',
    ],
  )
  const typed = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map(list => list.join('')),
    fc.array(pieces, { maxLength: 12 }).map(list => list.join(' ')),
    fc.string(),
  )

  it.each([
    ['cron(…)', parseExpression],
    ['at', parsePhrase],
    ['cron', parseStandardCron],
    ['once', (text: string) => parseOnce(text, 'Europe/Berlin')],
    ['every', (text: string) => parseEvery({ every: text })],
    ['between', (text: string) => parseEvery({ every: '15m', between: text })],
    ['a window', parseDailyWindow],
    ['a weekly window', parseWeekly],
    ['a duration', parseDuration],
    ['a zone', (text: string) => isZone(text)],
  ])('%s is a value or a problem with its place, and never throws', (_name, parse) => {
    fc.assert(
      fc.property(typed, text => {
        const value: unknown = parse(text)
        if (!isProblem(value)) return
        const [from, to] = value.span
        expect(from >= 0 && from <= to && to <= text.length).toBe(true)
        expect(value.message).toMatch(/^[\p{L}\p{N}"@-].*\.$/u)
        expect(value.message.length).toBeLessThan(250)
      }),
      { numRuns: 400 },
    )
  })
})
