// Whether a schedule is due in one minute, and whether two ever are in the same.
import { describe, expect, it } from 'vitest'
import { coincide } from '../lib/schedule/coincide.ts'
import { isDueAt } from '../lib/schedule/due.ts'
import { parseEvery } from '../lib/schedule/every.ts'
import { type Expression, parseExpression, renderExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { parsePhrase } from '../lib/schedule/phrase.ts'
import { isProblem, type Problem } from '../lib/schedule/problem.ts'
import { parseStandardCron } from '../lib/schedule/standard-cron.ts'
import { changesBetween } from '../lib/schedule/zone-offsets.ts'
import { fc } from './support/fast-check.ts'
import { anySchedule, zone } from './support/schedule-arbitraries.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const valid = <T>(value: T | Problem): T => {
  if (isProblem(value)) throw new Error(value.message)
  return value
}

describe('due in this minute', () => {
  it.each([
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', '2026-11-22T00:00Z', true],
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', '2026-11-22T00:00:59.999Z', true],
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', '2026-11-22T00:01Z', false],
    ['cron(0 1 ? * SUN *)', 'Europe/Berlin', '2026-11-23T00:00Z', false],
    ['cron(0 1 ? * MON-SAT *)', 'Europe/Berlin', '2026-11-23T00:00Z', true],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-22T00:45Z', true],
    ['cron(5/20 * * * ? *)', 'UTC', '2026-11-22T00:45Z', true],
    ['cron(5/20 * * * ? *)', 'UTC', '2026-11-22T00:40Z', false],
    ['cron(0/15 0-5,22,23 * * ? *)', 'UTC', '2026-11-22T22:00Z', true],
    ['cron(0/15 0-5,22,23 * * ? *)', 'UTC', '2026-11-22T06:00Z', false],
    ['cron(0 23 L * ? *)', 'UTC', '2028-02-29T23:00Z', true],
    ['cron(0 23 L * ? *)', 'UTC', '2027-02-28T23:00Z', true],
    ['cron(0 23 L * ? *)', 'UTC', '2028-02-28T23:00Z', false],
    ['cron(0 23 L-1 * ? *)', 'UTC', '2028-02-28T23:00Z', true],
    ['cron(30 3 ? * 1#1 *)', 'UTC', '2027-11-07T03:30Z', true],
    ['cron(30 3 ? * 1#1 *)', 'UTC', '2027-11-14T03:30Z', false],
    ['cron(0 23 ? * 6L *)', 'UTC', '2027-12-31T23:00Z', true],
    ['cron(0 23 ? * 6L *)', 'UTC', '2027-12-24T23:00Z', false],
    // skipped, and the two passes of a repeated hour
    ['cron(0 3 * * ? *)', 'Europe/Berlin', '2027-03-28T01:00Z', true],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2027-10-31T00:30Z', true],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2027-10-31T01:30Z', false],
    ['at(2026-12-30T18:00:00)', 'Europe/Berlin', '2026-12-30T17:00Z', true],
    ['at(2026-12-30T18:00:00)', 'Europe/Berlin', '2026-12-30T18:00Z', false],
    ['at(2027-10-31T02:30:00)', 'Europe/Berlin', '2027-10-31T01:30Z', false],
  ])('%s in %s at %s: %s', (text, inZone, at, expected) => {
    expect(isDueAt(text, inZone, Date.parse(at))).toBe(expected)
  })

  /** Near a clock change, or anywhere. */
  const instant = (inZone: string) =>
    fc
      .tuple(fc.integer({ min: 2010, max: 2033 }), fc.integer({ min: 0, max: 525_599 }))
      .chain(([year, minute]) => {
        const span = { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) }
        const near = changesBetween(inZone, span).map(({ at }) => at + (minute % 300) * MINUTE)
        return fc.constantFrom(span.from + minute * MINUTE, ...near.map(at => at - 150 * MINUTE))
      })

  it('is what the list of starts says, for everything that cron(…) can say but W', () => {
    const zoneAndInstant = zone.chain(inZone => fc.tuple(fc.constant(inZone), instant(inZone)))
    fc.assert(
      fc.property(anySchedule, zoneAndInstant, (schedule, [inZone, near]) => {
        const expression = valid(parseExpression(schedule.expression))
        const text = renderExpression(expression)
        if (text.includes('W')) return
        const starts = occurrences(expression, inZone, { from: near, to: near + DAY })
        for (const at of [near, near + 37 * MINUTE, ...starts.slice(0, 3)]) {
          const inThisMinute = occurrences(expression, inZone, { from: at, to: at + MINUTE })
          expect(isDueAt(text, inZone, at)).toBe(inThisMinute.length > 0)
        }
      }),
      { numRuns: 600 },
    )
  })
})

describe('two schedules', () => {
  const at = (phrase: string, timezone = 'Europe/Berlin') => ({
    expression: valid(parsePhrase(phrase)),
    timezone,
  })
  const cron = (text: string, timezone = 'Europe/Berlin') => ({
    expression: valid(parseStandardCron(text)),
    timezone,
  })
  const every = (text: { every: string; offset?: string; between?: string }) => {
    const parsed = parseEvery(text)
    if ('code' in parsed) throw new Error(parsed.message)
    return {
      expression: parsed.expression,
      timezone: parsed.clock === 'utc' ? 'UTC' : 'Europe/Berlin',
    }
  }
  const once = (text: string, timezone = 'Europe/Berlin') => ({
    expression: valid(parseExpression(`at(${text}:00)`)),
    timezone,
  })

  it.each([
    ['the same', at('Sun 01:00'), at('Sun 01:00'), true],
    ['days apart', at('Sun 01:00'), at('Mon-Sat 01:00'), false],
    ['one day in common', at('Sun 01:00'), at('daily 01:00'), true],
    ['minutes apart', at('Sun 01:00'), at('daily 01:05'), false],
    ['hours apart', at('Sun 01:00'), at('daily 02:00'), false],
    ['the second of several times', at('Sun 01:00'), at('daily 13:00, 01:00'), true],
    ['an interval and a time on it', every({ every: '15m' }), at('Sun 01:00'), true],
    ['an interval and a time beside it', every({ every: '15m' }), at('Sun 01:05'), false],
    ['two intervals', every({ every: '6h' }), every({ every: '4h' }), true],
    ['with offsets', every({ every: '15m' }), every({ every: '15m', offset: '5m' }), false],
    ['two zones, always', at('daily 01:00'), at('daily 00:00', 'Europe/London'), true],
    ['two zones, never', at('daily 01:00'), at('daily 01:00', 'Europe/London'), false],
    ['in summer only', at('daily 02:00'), at('daily 00:00', 'UTC'), true],
    ['in winter only', at('daily 01:00'), at('daily 00:00', 'UTC'), true],
    ['in no season', at('daily 00:00'), at('daily 00:00', 'UTC'), false],
    [
      'in three weeks of March only',
      at('daily 18:00'),
      at('daily 13:00', 'America/New_York'),
      true,
    ],
    ['half hours apart', at('daily 01:00'), at('daily 05:00', 'Asia/Kolkata'), false],
    ['once a year', at('Sun 01:00'), cron('0 1 1 1 *'), true],
    ['first and last of the month', cron('0 1 1 * *'), at('last day 01:00'), false],
    ['a leap day that is a Monday, in 2044', at('Mon 01:00'), cron('0 1 29 2 *'), true],
    ['the fifth of a weekday', at('last Sun 01:00'), at('fourth Sun 01:00'), true],
    ['never on the same day', at('first Sun 01:00'), at('second Sun 01:00'), false],
    ['other months', cron('0 1 1 1 *'), cron('0 1 1 2 *'), false],
    ['only at a time that the clocks skip', at('last Sun 02:30'), cron('30 2 * 3 *'), false],
    ['once, on it', once('2026-11-22T01:00'), at('Sun 01:00'), true],
    ['once, beside it', once('2026-11-23T01:00'), at('Sun 01:00'), false],
    ['once and once', once('2026-11-22T01:00'), once('2026-11-22T00:00', 'UTC'), true],
    ['once and another time', once('2026-11-22T01:00'), once('2026-11-22T01:00', 'UTC'), false],
    ['once, at a time that never comes', once('2027-03-28T02:30'), at('daily 02:30'), false],
  ])('%s: %o', (_name, a, b, expected) => {
    expect(coincide(a, b)).toBe(expected)
    expect(coincide(b, a)).toBe(expected)
  })

  it('coincide when their starts over the years do', () => {
    const days = fc.constantFrom('daily', 'Sun', 'Mon-Sat', 'Tue,Thu', 'first Sun', 'last Fri')
    const time = fc.constantFrom('00:00', '01:00', '02:30', '06:00', '05:30', '12:00, 18:00')
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata')
    const schedule = fc
      .tuple(days, time, zones)
      .map(([onDays, atTime, inZone]) => at(`${onDays} ${atTime}`, inZone))
    const years = { from: Date.UTC(2025, 0), to: Date.UTC(2031, 0) }
    fc.assert(
      fc.property(schedule, schedule, (a, b) => {
        const theirs = new Set(occurrences(b.expression, b.timezone, years))
        const meets = occurrences(a.expression, a.timezone, years).some(start => theirs.has(start))
        expect(coincide(a, b)).toBe(meets)
      }),
      { numRuns: 300 },
    )
  })

  it('are asked for cheaply, thousands of times', () => {
    const many: readonly { expression: Expression; timezone: string }[] = Array.from(
      { length: 60 },
      (_, minute) => at(`daily 01:${String(minute).padStart(2, '0')}`),
    )
    const full = at('Sun 01:30')
    expect(many.flatMap(a => many.filter(b => coincide(a, b)))).toEqual(many)
    expect(many.filter(each => coincide(full, each))).toEqual([many[30]])
  })
})
