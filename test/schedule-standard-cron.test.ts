// `cron`: five standard fields, and the six of EventBridge that they become.
import { Cron } from 'croner'
import { describe, expect, it } from 'vitest'
import { renderExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { parseStandardCron } from '../lib/schedule/standard-cron.ts'
import { fc } from './support/fast-check.ts'

const compiled = (text: string) => {
  const expression = parseStandardCron(text)
  return isProblem(expression) ? expression : renderExpression(expression)
}

describe('five fields', () => {
  it.each([
    ['0 1 * * 0', 'cron(0 1 ? * SUN *)'],
    ['0 1 * * 7', 'cron(0 1 ? * SUN *)'],
    ['0 1 * * 1-6', 'cron(0 1 ? * MON-SAT *)'],
    ['0 2 * * 0-3,5-6', 'cron(0 2 ? * SUN,MON,TUE,WED,FRI,SAT *)'],
    ['0 2 * * 5-7', 'cron(0 2 ? * SUN,FRI,SAT *)'],
    ['0 2 * * mon-FRI', 'cron(0 2 ? * MON-FRI *)'],
    ['0 2 * * Sun', 'cron(0 2 ? * SUN *)'],
    ['0 2 * * 1-7/2', 'cron(0 2 ? * SUN,MON,WED,FRI *)'],
    ['0 2 * * */2', 'cron(0 2 ? * SUN,TUE,THU,SAT *)'],
    ['0 2 * * 0-7', 'cron(0 2 * * ? *)'],
    ['0 2 * * 1,1,1', 'cron(0 2 ? * MON *)'],
    ['*/15 * * * *', 'cron(0/15 * * * ? *)'],
    ['0-59/20 * * * *', 'cron(0/20 * * * ? *)'],
    ['5 6-21 * * *', 'cron(5 6-21 * * ? *)'],
    ['30 */6 * * *', 'cron(30 0/6 * * ? *)'],
    ['0 4 1 * *', 'cron(0 4 1 * ? *)'],
    ['0 4 1,15 * *', 'cron(0 4 1,15 * ? *)'],
    ['0 4 1 */3 *', 'cron(0 4 1 1/3 ? *)'],
    ['0 4 1 jan,jul *', 'cron(0 4 1 1,7 ? *)'],
    ['0 0 29 2 *', 'cron(0 0 29 2 ? *)'],
    ['0 0 30,31 2,3 *', 'cron(0 0 30,31 2,3 ? *)'],
    ['0 0 31 * *', 'cron(0 0 31 * ? *)'],
    ['0 0 1-31 * *', 'cron(0 0 * * ? *)'],
    ['* 2 * * *', 'cron(* 2 * * ? *)'],
    ['  0  1  *  *  0 ', 'cron(0 1 ? * SUN *)'],
  ])('%s is %s', (text, expected) => {
    expect(compiled(text)).toBe(expected)
  })

  it('start when croner, told the five fields themselves, starts', () => {
    const field = (min: number, max: number) => {
      const value = fc.integer({ min, max })
      return fc.oneof(
        fc.constant('*'),
        value.map(String),
        fc.uniqueArray(value, { minLength: 2, maxLength: 4 }).map(list => list.join()),
        fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc.integer({ min: 1, max: max - min }).map(step => `*/${step}`),
      )
    }
    const days = fc.oneof(
      fc.tuple(field(1, 31), fc.constant('*')),
      fc.tuple(fc.constant('*'), field(0, 7)),
    )
    const text = fc
      .tuple(field(0, 59), field(0, 23), days, field(1, 12))
      .map(
        ([minute, hour, [ofMonth, ofWeek], month]) =>
          `${minute} ${hour} ${ofMonth} ${month} ${ofWeek}`,
      )
    fc.assert(
      fc.property(text, cron => {
        const expression = parseStandardCron(cron)
        if (isProblem(expression))
          return ['cron-impossible', 'cron-invalid'].includes(expression.code)
        const from = Date.UTC(2026, 0)
        const ours = occurrences(expression, 'UTC', { from, to: from + 400 * 86_400_000 }).slice(
          0,
          20,
        )
        const job = new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true })
        const theirs = job.nextRuns(ours.length, new Date(from - 1_000)).map(date => date.getTime())
        expect(theirs).toEqual(ours)
        return true
      }),
      { numRuns: 300 },
    )
  })
})

describe('refusals', () => {
  it.each([
    // six fields: a question mark tells which dialect it is, and then the fix can be exact
    ['0 1 ? * SUN *', 'cron-six-fields', 0, 13, 'write at: Sun 01:00'],
    ['0 0 1 ? * SUN', 'cron-six-fields', 0, 13, 'write at: Sun 01:00'],
    ['30 2 * * ? *', 'cron-six-fields', 0, 12, 'write at: daily 02:30'],
    [
      '0 0 1 * * 0',
      'cron-six-fields',
      0,
      11,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    [
      '0/15 * * * ? *',
      'cron-six-fields',
      0,
      14,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    [
      '0 1 * *',
      'cron-invalid',
      0,
      7,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    [
      '',
      'cron-invalid',
      0,
      0,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    [
      '0 0 1 * * 0 2026',
      'cron-invalid',
      0,
      16,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    ['@daily', 'cron-invalid', 0, 6, 'write at: daily 00:00'],
    ['@hourly', 'cron-invalid', 0, 7, 'write every: 1h'],
    [
      '@reboot',
      'cron-invalid',
      0,
      7,
      'write minute hour day-of-month month day-of-week, like "0 1 * * 0"',
    ],
    // both day fields
    [
      '0 1 1 * 1',
      'cron-both-days',
      4,
      9,
      'write two schedules, cron: "0 1 1 * *" and cron: "0 1 * * 1"',
    ],
    [
      '0 1 1-7 6 Mon',
      'cron-both-days',
      4,
      13,
      'write two schedules, cron: "0 1 1-7 6 *" and cron: "0 1 * 6 Mon"',
    ],
    [
      '0 1 1-31 * 1',
      'cron-both-days',
      4,
      12,
      'write two schedules, cron: "0 1 1-31 * *" and cron: "0 1 * * 1"',
    ],
    [
      '0 1 1 * 0-6',
      'cron-both-days',
      4,
      11,
      'write two schedules, cron: "0 1 1 * *" and cron: "0 1 * * 0-6"',
    ],
    // dates that no year has
    [
      '0 0 31 2 *',
      'cron-impossible',
      4,
      8,
      'write at: last day 23:00 for the end of each month, or a day that the month has',
    ],
    [
      '0 0 30 2 *',
      'cron-impossible',
      4,
      8,
      'write at: last day 23:00 for the end of each month, or a day that the month has',
    ],
    [
      '0 0 31 4,6 *',
      'cron-impossible',
      4,
      10,
      'write at: last day 23:00 for the end of each month, or a day that the month has',
    ],
    [
      '0 0 31 apr,JUN,9,11 *',
      'cron-impossible',
      4,
      19,
      'write at: last day 23:00 for the end of each month, or a day that the month has',
    ],
    [
      '0 0 30-31 feb *',
      'cron-impossible',
      4,
      13,
      'write at: last day 23:00 for the end of each month, or a day that the month has',
    ],
    ['* * * * *', 'cron-invalid', 0, 9, 'write every: 1m if it is'],
    ['*/1 * 1-31 * *', 'cron-invalid', 0, 14, 'write every: 1m if it is'],
    // values
    ['60 1 * * *', 'cron-invalid', 0, 2, undefined],
    ['0 24 * * *', 'cron-invalid', 2, 4, undefined],
    ['0 0 0 * *', 'cron-invalid', 4, 5, undefined],
    ['0 0 * 13 *', 'cron-invalid', 6, 8, undefined],
    ['0 0 * * 8', 'cron-invalid', 8, 9, undefined],
    ['0 0 * * 1,sunday', 'cron-invalid', 10, 16, undefined],
    ['0 0 L * *', 'cron-invalid', 4, 5, undefined],
    ['0 0 * * 5L', 'cron-invalid', 8, 10, undefined],
    ['0 0 * * 1#1', 'cron-invalid', 8, 11, undefined],
    ['0 0 ? * 1', 'cron-invalid', 4, 5, undefined],
    ['0 22-2 * * *', 'cron-invalid', 2, 6, 'write 22,23,0-2'],
    ['5/15 * * * *', 'cron-invalid', 0, 4, 'write 5-59/15'],
    ['*/90 * * * *', 'cron-invalid', 0, 4, 'write a step from 1 to 59, or several schedules'],
    ['*/0 * * * *', 'cron-invalid', 0, 3, 'write a step from 1 to 59, or several schedules'],
  ])('%s is %s', (text, code, from, to, fix) => {
    const problem = compiled(text)
    expect(problem).toMatchObject({ code, span: [from, to] })
    expect(typeof problem === 'string' ? problem : problem.fix).toBe(fix)
  })

  it.each([
    [
      '0 1 ? * SUN *',
      '"cron" has six fields; standard cron has five. Dialects with six disagree: seconds first, or the year last.',
    ],
    [
      '0 1 1 * 1',
      'Day-of-month and day-of-week are both restricted: standard cron then starts on either, EventBridge refuses it.',
    ],
    ['0 0 31 4,6 *', 'Day 31 never comes in month 4,6: this schedule would never start.'],
    ['0 24 * * *', '"24" is no value of the hour field, which takes 0-23.'],
    ['0 0 * * 8', '"8" is no value of the day-of-week field, which takes 0-7 or SUN-SAT.'],
  ])('%s: %s', (text, message) => {
    expect(compiled(text)).toMatchObject({ message })
  })
})
