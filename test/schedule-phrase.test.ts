// `at`: what a person writes, and the expression that it becomes.
import { describe, expect, it } from 'vitest'
import { parseExpression, renderExpression } from '../lib/schedule/expression.ts'
import { parsePhrase, phraseOf } from '../lib/schedule/phrase.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { fc } from './support/fast-check.ts'

const compiled = (text: string) => {
  const expression = parsePhrase(text)
  return isProblem(expression) ? expression : renderExpression(expression)
}

describe('phrases', () => {
  it.each([
    ['daily 02:30', 'cron(30 2 * * ? *)'],
    ['daily 02:30, 14:30', 'cron(30 2,14 * * ? *)'],
    ['daily 14:30,02:30', 'cron(30 2,14 * * ? *)'],
    ['daily 00:00', 'cron(0 0 * * ? *)'],
    ['daily 23:59', 'cron(59 23 * * ? *)'],
    ['weekdays 12:30', 'cron(30 12 ? * MON-FRI *)'],
    ['weekends 06:00', 'cron(0 6 ? * SUN,SAT *)'],
    ['Sun 01:00', 'cron(0 1 ? * SUN *)'],
    ['sun 01:00', 'cron(0 1 ? * SUN *)'],
    ['Mon-Fri 01:00', 'cron(0 1 ? * MON-FRI *)'],
    ['Mon-Sat 01:00', 'cron(0 1 ? * MON-SAT *)'],
    ['Mon,Thu 22:00', 'cron(0 22 ? * MON,THU *)'],
    ['Mon, Thu 22:00', 'cron(0 22 ? * MON,THU *)'],
    ['MON-wed,Fri-Sun 02:00', 'cron(0 2 ? * SUN,MON,TUE,WED,FRI,SAT *)'],
    ['Fri-Sun 02:00', 'cron(0 2 ? * SUN,FRI,SAT *)'],
    ['Sat-Mon 02:00', 'cron(0 2 ? * SUN,MON,SAT *)'],
    ['Fri-Fri 02:00', 'cron(0 2 ? * FRI *)'],
    ['Mon-Sun 02:00', 'cron(0 2 * * ? *)'],
    ['Thu-Wed 02:00', 'cron(0 2 * * ? *)'],
    ['first Sun 03:30', 'cron(30 3 ? * 1#1 *)'],
    ['second Tue 03:30', 'cron(30 3 ? * 3#2 *)'],
    ['third Tue 03:30', 'cron(30 3 ? * 3#3 *)'],
    ['fourth Sat 03:30', 'cron(30 3 ? * 7#4 *)'],
    ['last Fri 23:00', 'cron(0 23 ? * 6L *)'],
    ['Last  fri  23:00', 'cron(0 23 ? * 6L *)'],
    ['day 1 04:00', 'cron(0 4 1 * ? *)'],
    ['day 31 04:00', 'cron(0 4 31 * ? *)'],
    ['last day 23:00', 'cron(0 23 L * ? *)'],
    [' daily 02:30 ', 'cron(30 2 * * ? *)'],
  ])('%s is %s', (text, expected) => {
    expect(compiled(text)).toBe(expected)
  })
})

describe('refusals', () => {
  it.each([
    ['', 0, 0, 'no time of day', undefined],
    ['daily', 0, 5, 'no time of day', undefined],
    ['02:30', 0, 5, 'on which days', 'write daily 02:30'],
    ['daily 2:30', 6, 10, 'not a time of day', 'write 02:30'],
    ['daily 24:00', 6, 11, 'not a time of day', 'write it like 02:30'],
    ['daily 12:60', 6, 11, 'not a time of day', 'write it like 02:30'],
    ['daily 02:30:00', 6, 14, 'not a time of day', 'write it like 02:30'],
    ['daily 11:30 pm', 6, 14, 'not a time of day', 'write it like 02:30'],
    ['daily 02:30,', 12, 12, 'not a time of day', 'write it like 02:30'],
    [
      'daily 02:30, 14:15',
      6,
      18,
      'differ in the minute',
      'write one schedule for each of 02:30, 14:15',
    ],
    ['Sunday 01:00', 0, 6, '"Sunday"', 'write Sun'],
    ['weekday 01:00', 0, 7, '"weekday"', 'write weekdays'],
    ['weekend 01:00', 0, 7, '"weekend"', 'write weekends'],
    ['Wednesday 01:00', 0, 9, '"Wednesday"', 'write Wed'],
    ['Mon,daily 01:00', 4, 9, '"daily"', undefined],
    ['dayly 01:00', 0, 5, '"dayly"', undefined],
    ['Mon,Foo 01:00', 4, 7, '"Foo"', undefined],
    ['Mon-Foo 01:00', 4, 7, '"Foo"', undefined],
    ['Mon, ,Thu 01:00', 5, 5, '""', undefined],
    ['first Sunday 01:00', 6, 12, '"Sunday"', 'write Sun'],
    ['fifth Sun 01:00', 0, 9, '"fifth Sun"', undefined],
    ['first day 01:00', 6, 9, '"day"', undefined],
    ['day 0 01:00', 4, 5, 'one number from 1 to 31', 'write day 1 or last day'],
    ['day 32 01:00', 4, 6, 'one number from 1 to 31', 'write day 1 or last day'],
    ['every day 01:00', 0, 9, '"every day"', undefined],
  ])('%s', (text, from, to, why, fix) => {
    expect(compiled(text)).toMatchObject({
      code: 'phrase-invalid',
      span: [from, to],
      message: expect.stringContaining(why),
      fix: fix ?? expect.any(String),
    })
  })

  it('lists what is possible when nothing is near', () => {
    expect(compiled('soon 01:00')).toMatchObject({
      fix: 'write daily, weekdays, weekends, Mon-Fri, Mon,Thu, first Sun, last Fri, day 1 or last day',
    })
  })
})

describe('from the expression back to the phrase', () => {
  const weekday = fc.constantFrom('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat')
  const days = fc.oneof(
    fc.constantFrom('daily', 'weekdays', 'weekends', 'last day'),
    fc.uniqueArray(weekday, { minLength: 1, maxLength: 7 }).map(list => list.join()),
    fc.tuple(weekday, weekday).map(range => range.join('-')),
    fc
      .tuple(fc.constantFrom('first', 'second', 'third', 'fourth', 'last'), weekday)
      .map(both => both.join(' ')),
    fc.integer({ min: 1, max: 31 }).map(day => `day ${day}`),
  )
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const times = fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 59 }),
    )
    .map(([hours, minute]) =>
      hours.map(hour => `${twoDigits(hour)}:${twoDigits(minute)}`).join(', '),
    )

  it('means the same, and stays what it is', () => {
    fc.assert(
      fc.property(days, times, (onDays, atTimes) => {
        const expression = parsePhrase(`${onDays} ${atTimes}`)
        if (isProblem(expression)) throw new Error(expression.message)
        const phrase = phraseOf(expression) ?? ''
        expect(parsePhrase(phrase)).toEqual(expression)
        expect(parseExpression(renderExpression(expression))).toEqual(expression)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    ['cron(0 2 ? * SUN,MON,TUE,WED,FRI,SAT *)', 'Mon-Wed,Fri-Sun 02:00'],
    ['cron(0 2 ? * SUN,SAT *)', 'weekends 02:00'],
    ['cron(0 2 ? * MON-FRI *)', 'weekdays 02:00'],
    ['cron(0 2 ? * SUN,MON *)', 'Mon,Sun 02:00'],
    ['cron(30 2,14 * * ? *)', 'daily 02:30, 14:30'],
    ['cron(0/15 * * * ? *)', undefined],
    ['cron(0 2 1,15 * ? *)', undefined],
    ['cron(0 2 L-1 * ? *)', undefined],
    ['cron(0 2 LW * ? *)', undefined],
    ['cron(0 2 15W * ? *)', undefined],
    ['cron(0 2 ? * 1#5 *)', undefined],
    ['cron(0 2 1 1 ? *)', undefined],
    ['cron(0 2 1 * ? 2027)', undefined],
    ['at(2026-12-30T18:00:00)', undefined],
  ])('%s is %s', (text, phrase) => {
    const expression = parseExpression(text)
    expect(isProblem(expression) ? expression : phraseOf(expression)).toBe(phrase)
  })
})
