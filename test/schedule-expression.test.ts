// EventBridge Scheduler's expressions, read and written back.
import { describe, expect, it } from 'vitest'
import { parseExpression, renderExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { fc } from './support/fast-check.ts'
import { anySchedule } from './support/schedule-arbitraries.ts'

const canonical = (text: string) => {
  const expression = parseExpression(text)
  return isProblem(expression) ? expression : renderExpression(expression)
}

describe('canonical text', () => {
  it.each([
    // the examples of AWS's page
    ['cron(0 10 * * ? *)', 'cron(0 10 * * ? *)'],
    ['cron(15 12 * * ? *)', 'cron(15 12 * * ? *)'],
    ['cron(0 18 ? * MON-FRI *)', 'cron(0 18 ? * MON-FRI *)'],
    ['cron(0 8 1 * ? *)', 'cron(0 8 1 * ? *)'],
    ['cron(0/15 * * * ? *)', 'cron(0/15 * * * ? *)'],
    ['cron(0/10 * ? * MON-FRI *)', 'cron(0/10 * ? * MON-FRI *)'],
    ['cron(0/5 8-17 ? * MON-FRI *)', 'cron(0/5 8-17 ? * MON-FRI *)'],
    ['cron(15 10 ? * 6L 2022-2023)', 'cron(15 10 ? * 6L 2022,2023)'],
    ['cron(1/10 * * * ? *)', 'cron(1/10 * * * ? *)'],
    ['cron(0 0 3W * ? *)', 'cron(0 0 3W * ? *)'],
    ['cron(0 0 ? * 3#2 *)', 'cron(0 0 ? * 3#2 *)'],
    // one meaning, one text
    ['cron(*/15 * * * ? *)', 'cron(0/15 * * * ? *)'],
    ['cron(0,15,30,45 * * * ? *)', 'cron(0/15 * * * ? *)'],
    ['cron(0,30 * * * ? *)', 'cron(0/30 * * * ? *)'],
    ['cron(0 2,14 * * ? *)', 'cron(0 2,14 * * ? *)'],
    ['cron(0 0/6 * * ? *)', 'cron(0 0/6 * * ? *)'],
    ['cron(0 0 ? * * *)', 'cron(0 0 * * ? *)'],
    ['cron(0 0 1-31 * ? *)', 'cron(0 0 * * ? *)'],
    ['cron(0 0 ? * 1-7 *)', 'cron(0 0 * * ? *)'],
    ['cron(0 0 ? * 2 *)', 'cron(0 0 ? * MON *)'],
    ['cron(0 0 ? * mon,Sun *)', 'cron(0 0 ? * SUN,MON *)'],
    ['cron(0 0 ? * L *)', 'cron(0 0 ? * SAT *)'],
    ['cron(0 0 ? * FRIL *)', 'cron(0 0 ? * 6L *)'],
    ['cron(0 0 ? * SUN#1 *)', 'cron(0 0 ? * 1#1 *)'],
    ['cron(0 0 l * ? *)', 'cron(0 0 L * ? *)'],
    ['cron(0 0 L-3 * ? *)', 'cron(0 0 L-3 * ? *)'],
    ['cron(0 0 LW * ? *)', 'cron(0 0 LW * ? *)'],
    ['cron(0 0 1 JAN,apr,7,10 ? *)', 'cron(0 0 1 1/3 ? *)'],
    ['cron(0 0 1 jan-mar ? *)', 'cron(0 0 1 1-3 ? *)'],
    ['cron(05 01 * * ? *)', 'cron(5 1 * * ? *)'],
    ['cron(  0   1 * * ?   * )', 'cron(0 1 * * ? *)'],
    ['cron(0/7 * * * ? *)', 'cron(0,7,14,21,28,35,42,49,56 * * * ? *)'],
    ['cron(0 8-18/2 * * ? *)', 'cron(0 8,10,12,14,16,18 * * ? *)'],
    ['cron(0 1-3,5,7-8 * * ? 1970-2199)', 'cron(0 1-3,5,7,8 * * ? *)'],
    ['at(2026-12-30T18:00:00)', 'at(2026-12-30T18:00:00)'],
    ['at(2028-02-29T23:59:59)', 'at(2028-02-29T23:59:59)'],
  ])('%s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  it('is what it says it is: reading it back changes nothing', () => {
    fc.assert(
      fc.property(anySchedule, schedule => {
        const expression = parseExpression(schedule.expression)
        if (isProblem(expression)) throw new Error(expression.message)
        const text = renderExpression(expression)
        expect(parseExpression(text)).toEqual(expression)
        const march = { from: Date.UTC(2024, 2), to: Date.UTC(2024, 3) }
        expect(occurrences(expression, 'UTC', march).every(at => isDue(schedule, at))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('refusals', () => {
  it.each([
    ['', 0, 0, 'not an expression'],
    ['0 1 ? * SUN *', 0, 13, 'not an expression'],
    ['cron(0 1 ? * SUN)', 0, 17, '5 fields'],
    ['cron(0 0 1 ? * SUN *)', 0, 21, '7 fields'],
    ['rate(15 minutes)', 0, 16, 'move with each deploy'],
    ['cron(60 1 * * ? *)', 5, 7, '0-59'],
    ['cron(0 24 * * ? *)', 7, 9, '0-23'],
    ['cron(0 1 32 * ? *)', 9, 11, '1-31'],
    ['cron(0 1 0 * ? *)', 9, 10, '1-31'],
    ['cron(0 1 * 13 ? *)', 11, 13, '1-12 or JAN-DEC'],
    ['cron(0 1 ? * 0 *)', 13, 14, '1-7 or SUN-SAT'],
    ['cron(0 1 ? * MOON *)', 13, 17, '1-7 or SUN-SAT'],
    ['cron(0 1 * * ? 1969)', 15, 19, '1970-2199'],
    ['cron(0 1 * * ? 2200)', 15, 19, '1970-2199'],
    ['cron(0 1 * * * *)', 13, 14, 'exactly one'],
    ['cron(0 1 ? * ? *)', 13, 14, 'exactly one'],
    ['cron(0 1 15 * MON *)', 14, 17, 'exactly one'],
    ['cron(0 1 * ? MON *)', 13, 16, 'exactly one'],
    ['cron(0 20-2 * * ? *)', 7, 11, 'runs backwards'],
    ['cron(0 1 ? * FRI-SUN *)', 13, 20, 'runs backwards'],
    ['cron(0/60 * * * ? *)', 5, 9, 'step of 60'],
    ['cron(0/0 * * * ? *)', 5, 8, 'step of 0'],
    ['cron(1,,2 1 * * ? *)', 7, 7, '0-59'],
    ['cron(1- 1 * * ? *)', 5, 7, '0-59'],
    ['cron(-1 1 * * ? *)', 5, 7, '0-59'],
    ['cron(1.5 1 * * ? *)', 5, 8, '0-59'],
    ['cron(0 1 1,L * ? *)', 9, 12, 'stand alone'],
    ['cron(0 1 L-31 * ? *)', 9, 13, 'stand alone'],
    ['cron(0 1 0W * ? *)', 9, 11, 'stand alone'],
    ['cron(0 1 L-3W * ? *)', 9, 13, 'stand alone'],
    ['cron(0 1 ? * 3#6 *)', 13, 16, 'stand alone'],
    ['cron(0 1 ? * 3#1,3#3 *)', 13, 20, 'stand alone'],
    ['cron(0 1 ? * 8L *)', 13, 15, 'stand alone'],
    ['cron(0 1 ? * FOOL *)', 13, 16, '1-7 or SUN-SAT'],
    ['at(2026-02-29T00:00:00)', 3, 22, 'exists'],
    ['at(2026-11-22T24:00:00)', 3, 22, 'exists'],
    ['at(2026-11-22T01:00)', 3, 19, 'exists'],
    ['at(2026-11-22T01:00:00Z)', 3, 23, 'exists'],
    ['at(1969-12-31T23:59:59)', 3, 22, 'exists'],
  ])('%s', (text, from, to, why) => {
    expect(canonical(text)).toMatchObject({
      code: 'cron-invalid',
      span: [from, to],
      message: expect.stringContaining(why),
    })
  })
})

function isDue(schedule: { hasTime: (h: number, m: number) => boolean }, at: number): boolean {
  const date = new Date(at)
  return schedule.hasTime(date.getUTCHours(), date.getUTCMinutes())
}
