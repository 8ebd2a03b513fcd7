// How far apart starts are.
import { describe, expect, it } from 'vitest'
import { parseExpression } from '../lib/schedule/expression.ts'
import { defaultStartWithin, shortestGap, worstGap } from '../lib/schedule/gap.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { startsPerWeek } from '../lib/schedule/starts-per-week.ts'
import { localText } from '../lib/schedule/zone.ts'
import { fc } from './support/fast-check.ts'

const parsed = (text: string) => {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  return expression
}

const year = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }

describe('the worst gap', () => {
  it.each([
    [
      'a day is 25 hours once a year',
      'cron(30 22 * * ? *)',
      'America/New_York',
      25 * 3_600,
      'Sat 2027-11-06 22:30',
    ],
    [
      'a skipped start leaves two days',
      'cron(30 2 * * ? *)',
      'Europe/Berlin',
      47 * 3_600,
      'Sat 2027-03-27 02:30',
    ],
    [
      'the week of the autumn change has 169 hours',
      'cron(0 23 ? * SAT *)',
      'Europe/Berlin',
      169 * 3_600,
      'Sat 2027-10-30 23:00',
    ],
    [
      'an interval in UTC knows no change',
      'cron(0/15 * * * ? *)',
      'UTC',
      900,
      'Fri 2027-01-01 00:00',
    ],
    [
      'an interval in local time does',
      'cron(0/15 * * * ? *)',
      'Europe/Berlin',
      4_500,
      'Sun 2027-10-31 02:45',
    ],
  ])('%s', (_name, text, zone, seconds, from) => {
    const gap = worstGap(occurrences(parsed(text), zone, year))
    expect(gap?.seconds).toBe(seconds)
    expect(gap && localText(gap.from, zone)).toBe(from)
    expect(gap && gap.to - gap.from).toBe(seconds * 1_000)
  })

  it.each([[[]], [[1]]])('is none between fewer than two starts: %o', instants => {
    expect(worstGap(instants)).toBeUndefined()
    expect(shortestGap(instants)).toBeUndefined()
  })

  it('is the first of equals', () => {
    expect(worstGap([0, 5_000, 6_000, 11_000])).toEqual({ seconds: 5, from: 0, to: 5_000 })
    expect(shortestGap([0, 5_000, 6_000, 7_000])).toEqual({ seconds: 1, from: 5_000, to: 6_000 })
  })

  it('is no smaller, and the shortest no larger, than any other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 2 }), numbers => {
        const instants = numbers.toSorted((a, b) => a - b).map(n => n * 1_000)
        const gaps = instants.slice(1).map((to, index) => (to - (instants[index] ?? 0)) / 1_000)
        expect(worstGap(instants)?.seconds).toBe(Math.max(...gaps))
        expect(shortestGap(instants)?.seconds).toBe(Math.min(...gaps))
      }),
    )
  })
})

describe('how late a start may be, by default', () => {
  it.each([
    ['cron(0/15 * * * ? *)', 'UTC', 450],
    ['cron(0/5 * * * ? *)', 'UTC', 150],
    ['cron(* * * * ? *)', 'UTC', 60],
    ['cron(0/2 * * * ? *)', 'UTC', 60],
    ['cron(0 * * * ? *)', 'UTC', 1_800],
    ['cron(0 0/2 * * ? *)', 'UTC', 3_600],
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', 3_600],
    ['cron(0 1,2 ? * SUN *)', 'Europe/Berlin', 1_800],
    ['cron(0 0 29 2 ? *)', 'UTC', 3_600],
    ['at(2026-12-30T18:00:00)', 'UTC', 3_600],
    // 01:59 and 03:00 are a minute apart when the clocks go forward
    ['cron(0,59 1,3 * * ? *)', 'Europe/Berlin', 60],
  ])('%s in %s: %i seconds', (text, zone, seconds) => {
    expect(defaultStartWithin(parsed(text), zone)).toBe(seconds)
    expect(defaultStartWithin(parsed(text), zone)).toBe(seconds)
  })
})

describe('starts a week', () => {
  it.each([
    ['cron(0/15 * * * ? *)', 672],
    ['cron(* * * * ? *)', 10_080],
    ['cron(0 1 ? * SUN *)', 1],
    ['cron(0 1 ? * MON-SAT *)', 6],
    ['cron(30 2,14 * * ? *)', 14],
    ['cron(0/15 6-21 * * ? *)', 448],
    ['at(2026-12-30T18:00:00)', 0],
    // 336 months are 1,461 weeks
    ['cron(0 4 1 * ? *)', 336 / 1_461],
    ['cron(0 23 ? * 6L *)', 336 / 1_461],
    ['cron(0 0 29 2 ? *)', 7 / 1_461],
    ['cron(0 0 31 * ? *)', (7 * 28) / 1_461],
  ])('%s: %f', (text, starts) => {
    expect(startsPerWeek(parsed(text))).toBe(starts)
  })
})
