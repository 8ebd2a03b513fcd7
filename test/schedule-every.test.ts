// `every`: clock-aligned intervals, in UTC unless they are bound to hours of the day.
import { describe, expect, it } from 'vitest'
import { type EveryText, INTERVALS, parseEvery } from '../lib/schedule/every.ts'
import { renderExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { fc } from './support/fast-check.ts'

const compiled = (text: EveryText) => {
  const every = parseEvery(text)
  return isProblem(every) ? every : `${renderExpression(every.expression)} ${every.clock}`
}

describe('intervals', () => {
  it.each<[EveryText, string]>([
    [{ every: '15m' }, 'cron(0/15 * * * ? *) utc'],
    [{ every: '1m' }, 'cron(* * * * ? *) utc'],
    [{ every: '2m' }, 'cron(0/2 * * * ? *) utc'],
    [{ every: '30m' }, 'cron(0/30 * * * ? *) utc'],
    [{ every: '20m', offset: '5m' }, 'cron(5/20 * * * ? *) utc'],
    [{ every: '20m', offset: '0m' }, 'cron(0/20 * * * ? *) utc'],
    [{ every: '1h' }, 'cron(0 * * * ? *) utc'],
    [{ every: '60m' }, 'cron(0 * * * ? *) utc'],
    [{ every: '1h', offset: '10m' }, 'cron(10 * * * ? *) utc'],
    [{ every: '6h' }, 'cron(0 0/6 * * ? *) utc'],
    [{ every: '6h', offset: '90m' }, 'cron(30 1/6 * * ? *) utc'],
    [{ every: '12h' }, 'cron(0 0,12 * * ? *) utc'],
    [{ every: '1h', offset: '5m', between: '06:00-22:00' }, 'cron(5 6-21 * * ? *) local'],
    [{ every: '15m', between: '06:00-22:00' }, 'cron(0/15 6-21 * * ? *) local'],
    [{ every: '15m', between: '22:00-06:00' }, 'cron(0/15 0-5,22,23 * * ? *) local'],
    [{ every: '30m', between: '18:00-00:00' }, 'cron(0/30 18-23 * * ? *) local'],
    [{ every: '30m', between: '18:00-24:00' }, 'cron(0/30 18-23 * * ? *) local'],
    [{ every: '1h', between: '00:00-24:00' }, 'cron(0 * * * ? *) local'],
    [{ every: '4h', between: '06:30-22:00' }, 'cron(0 8,12,16,20 * * ? *) local'],
    [{ every: '1h', between: '06:00-07:00' }, 'cron(0 6 * * ? *) local'],
    [{ every: '30m', between: '06:30-07:00' }, 'cron(30 6 * * ? *) local'],
  ])('%o is %s', (text, expected) => {
    expect(compiled(text)).toBe(expected)
  })

  it('are even around the clock, days and months and clock changes included', () => {
    const minutes = [...INTERVALS.minutes, ...INTERVALS.hours.map(hours => hours * 60)]
    const intervalAndOffset = fc
      .constantFrom(...minutes)
      .chain(interval => fc.tuple(fc.constant(interval), fc.integer({ min: 0, max: interval - 1 })))
    fc.assert(
      fc.property(intervalAndOffset, ([interval, offset]) => {
        const every = parseEvery({ every: `${interval}m`, offset: `${offset}m` })
        if (isProblem(every)) throw new Error(every.message)
        const from = Date.UTC(2026, 9, 24)
        const starts = occurrences(every.expression, 'UTC', { from, to: from + 3 * 86_400_000 })
        const expected = Array.from({ length: (3 * 1440) / interval }, (_, index) => {
          return from + (offset + index * interval) * 60_000
        })
        expect(starts).toEqual(expected)
      }),
    )
  })
})

describe('refusals', () => {
  it.each<[EveryText, string, string, number, string | undefined]>([
    [{ every: '45m' }, 'every-invalid', 'every', 3, 'write 30m'],
    [{ every: '7m' }, 'every-invalid', 'every', 2, 'write 6m'],
    [{ every: '90m' }, 'every-invalid', 'every', 3, 'write 1h'],
    [{ every: '5h' }, 'every-invalid', 'every', 2, 'write 4h'],
    [{ every: '30s' }, 'every-invalid', 'every', 3, 'write 1m'],
    [{ every: '0m' }, 'every-invalid', 'every', 2, 'write 1m'],
    [{ every: '1d' }, 'every-invalid', 'every', 2, 'write at: daily 00:00'],
    [{ every: '24h' }, 'every-invalid', 'every', 3, 'write at: daily 00:00'],
    [
      { every: '7d' },
      'every-invalid',
      'every',
      2,
      'write at: with days and a time, like Sun 01:00',
    ],
    [{ every: '15' }, 'duration-invalid', 'every', 2, 'write it like 90m'],
    [{ every: '15m', offset: '15m' }, 'every-invalid', 'offset', 3, undefined],
    [{ every: '15m', offset: '30s' }, 'every-invalid', 'offset', 3, undefined],
    [{ every: '15m', offset: 'x' }, 'duration-invalid', 'offset', 1, 'write it like 90m'],
    [{ every: '15m', between: '06:30-22:00' }, 'every-invalid', 'between', 11, 'write 06:00-22:00'],
    [{ every: '15m', between: '06:00-21:30' }, 'every-invalid', 'between', 11, 'write 06:00-22:00'],
    [
      { every: '15m', between: '00:30-23:30' },
      'every-invalid',
      'between',
      11,
      'leave "between" away',
    ],
    [
      { every: '15m', between: '06:00-06:00' },
      'every-invalid',
      'between',
      11,
      'write 00:00-24:00 for the whole day',
    ],
    [{ every: '15m', between: '6-22' }, 'every-invalid', 'between', 4, 'write it like 06:00-22:00'],
    [
      { every: '15m', between: '24:00-06:00' },
      'every-invalid',
      'between',
      11,
      'write it like 06:00-22:00',
    ],
    [{ every: '15m', between: '06:30-24:00' }, 'every-invalid', 'between', 11, 'write 06:00-00:00'],
    [
      { every: '1h', between: '06:10-06:50' },
      'every-invalid',
      'between',
      11,
      'widen "between", or write at: with the time that is meant',
    ],
  ])('%o', (text, code, key, length, fix) => {
    const problem = compiled(text)
    expect(problem).toMatchObject({ code, key, span: [0, length] })
    expect(typeof problem === 'string' ? problem : problem.fix).toBe(fix)
  })
})
