// Spans of the clock as a policy writes them: `window` and weekly blackouts.
import { describe, expect, it } from 'vitest'
import { parseClockSpan } from '../lib/schedule/clock-span.ts'
import { isInWindow, parseDailyWindow, renderDailyWindow } from '../lib/schedule/daily-window.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { parseWeekly } from '../lib/schedule/weekly.ts'
import { fc } from './support/fast-check.ts'
import { intlLocal, zone } from './support/schedule-arbitraries.ts'

const hour = 60
const daily = (text: string) => {
  const window = parseDailyWindow(text)
  if (isProblem(window)) throw new Error(window.message)
  return window
}

describe('a daily window', () => {
  it.each([
    ['22:00-05:00', 22 * hour, 5 * hour],
    ['06:00-22:00', 6 * hour, 22 * hour],
    ['00:00-24:00', 0, 24 * hour],
    ['18:30-24:00', 18.5 * hour, 24 * hour],
    ['18:30-00:00', 18.5 * hour, 0],
    ['23:59-00:00', 1_439, 0],
    ['00:00-00:01', 0, 1],
  ])('%s is from minute %i to minute %i', (text, from, to) => {
    expect(daily(text)).toEqual({ from, to })
    expect(renderDailyWindow(daily(text))).toBe(text)
  })

  it.each([
    ['22:00-22:00', 'write 00:00-24:00 for the whole day'],
    ['00:00-00:00', 'write 00:00-24:00 for the whole day'],
    ['24:00-06:00', 'write it like 22:00-05:00'],
    ['06:00-25:00', 'write it like 22:00-05:00'],
    ['06:00-24:30', 'write it like 22:00-05:00'],
    ['6:00-22:00', 'write it like 22:00-05:00'],
    ['06:00 - 22:00', 'write it like 22:00-05:00'],
    ['06:00–22:00', 'write it like 22:00-05:00'],
    ['06:00', 'write it like 22:00-05:00'],
    ['night', 'write it like 22:00-05:00'],
    ['', 'write it like 22:00-05:00'],
  ])('is not "%s"', (text, fix) => {
    expect(parseDailyWindow(text)).toEqual({
      code: 'window-invalid',
      message: expect.stringContaining(`"${text}" is not two different times of day`),
      fix,
      span: [0, text.length],
    })
  })

  it.each([
    ['22:00-05:00', 'America/New_York', '2027-06-01T01:59Z', false],
    ['22:00-05:00', 'America/New_York', '2027-06-01T02:00Z', true],
    ['22:00-05:00', 'America/New_York', '2027-06-01T08:59:59.999Z', true],
    ['22:00-05:00', 'America/New_York', '2027-06-01T09:00Z', false],
    ['06:00-24:00', 'UTC', '2027-06-01T23:59:59.999Z', true],
    ['06:00-24:00', 'UTC', '2027-06-02T00:00Z', false],
    ['00:00-24:00', 'UTC', '2027-06-02T00:00Z', true],
    // 02:00 to 03:00 is skipped, and the window with it
    ['02:00-03:00', 'Europe/Berlin', '2027-03-28T00:59:59Z', false],
    ['02:00-03:00', 'Europe/Berlin', '2027-03-28T01:00Z', false],
    ['01:00-04:00', 'Europe/Berlin', '2027-03-28T01:00Z', true],
    // 02:00 to 03:00 comes twice, and is inside or outside both times
    ['02:30-03:00', 'Europe/Berlin', '2027-10-31T00:29Z', false],
    ['02:30-03:00', 'Europe/Berlin', '2027-10-31T00:30Z', true],
    ['02:30-03:00', 'Europe/Berlin', '2027-10-31T01:00Z', false],
    ['02:30-03:00', 'Europe/Berlin', '2027-10-31T01:30Z', true],
    ['02:30-03:00', 'Europe/Berlin', '2027-10-31T02:00Z', false],
    ['01:30-01:45', 'Australia/Lord_Howe', '2027-04-03T14:40Z', true],
    ['01:30-01:45', 'Australia/Lord_Howe', '2027-04-03T15:10Z', true],
    ['05:30-06:00', 'Asia/Kolkata', '2027-06-01T00:00Z', true],
  ])('%s in %s at %s: %s', (text, timezone, at, expected) => {
    expect(isInWindow({ ...daily(text), timezone }, Date.parse(at))).toBe(expected)
  })

  it('goes by what the clocks show, in every zone and at every second', () => {
    const minute = fc.integer({ min: 0, max: 1_439 })
    const second = fc.integer({ min: Date.UTC(2009, 0) / 1_000, max: Date.UTC(2034, 0) / 1_000 })
    const twoMinutes = fc.uniqueArray(minute, { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(twoMinutes, zone, second, ([from = 0, to = 0], timezone, seconds) => {
        const [hours = 0, minutes = 0] = intlLocal(timezone, seconds * 1_000)
          .slice(11, 16)
          .split(':')
          .map(Number)
        const inside = new Set<number>()
        for (let at = from; at !== to; at = (at + 1) % 1_440) inside.add(at)
        expect(isInWindow({ from, to, timezone }, seconds * 1_000)).toBe(
          inside.has(hours * 60 + minutes),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('a weekly window', () => {
  it.each([
    ['Mon-Fri 08:00-10:00', [2, 3, 4, 5, 6], '08:00-10:00'],
    ['weekdays 08:00-10:00', [2, 3, 4, 5, 6], '08:00-10:00'],
    ['weekends 00:00-24:00', [1, 7], '00:00-24:00'],
    ['daily 22:00-05:00', [1, 2, 3, 4, 5, 6, 7], '22:00-05:00'],
    ['Thu-Wed 22:00-05:00', [1, 2, 3, 4, 5, 6, 7], '22:00-05:00'],
    ['Mon 08:00-10:00', [2], '08:00-10:00'],
    ['mon,THU 08:00-10:00', [2, 5], '08:00-10:00'],
    ['Mon-Wed, Fri-Sun 08:00-10:00', [1, 2, 3, 4, 6, 7], '08:00-10:00'],
    ['  Sat-Mon   22:00-24:00 ', [1, 2, 7], '22:00-24:00'],
  ])('%s begins on the days %o', (text, weekdays, clock) => {
    expect(parseWeekly(text)).toEqual({ weekdays, ...parseClockSpan(clock) })
  })

  it.each([
    ['', 0, 0, 'no span of time', 'for example Mon-Fri 08:00-10:00'],
    ['Mon-Fri', 0, 7, 'no span of time', 'for example Mon-Fri 08:00-10:00'],
    ['08:00-10:00', 0, 11, 'on which days', 'for example Mon-Fri 08:00-10:00'],
    ['Mon 08:00', 4, 9, 'two different times of day', 'write it like 08:00-10:00'],
    ['Mon 8:00-10:00', 4, 14, 'two different times of day', 'write it like 08:00-10:00'],
    ['Mon 08:00-08:00', 4, 15, 'two different times', 'write 00:00-24:00 for the whole day'],
    ['Mon 08:00-09:00, 10:00-11:00', 4, 28, 'two different times', 'write it like 08:00-10:00'],
    ['Monday 08:00-10:00', 0, 6, '"Monday"', 'write Mon'],
    [' Mon,Tuesday 08:00-10:00', 5, 12, '"Tuesday"', 'write Tue'],
    ['weekday 08:00-10:00', 0, 7, '"weekday"', 'write weekdays'],
    ['soon 08:00-10:00', 0, 4, '"soon"', 'daily, weekdays, weekends, Mon-Fri or Mon,Thu'],
    ['Mon,,Tue 08:00-10:00', 4, 4, '""', 'daily, weekdays, weekends, Mon-Fri or Mon,Thu'],
    ['first Sun 08:00-10:00', 0, 9, 'a day of the month', 'a window with from: and to:'],
    ['last day 08:00-10:00', 0, 8, 'a day of the month', 'a window with from: and to:'],
    ['day 1 08:00-10:00', 0, 5, 'a day of the month', 'a window with from: and to:'],
  ])('is not "%s"', (text, from, to, why, fix) => {
    expect(parseWeekly(text)).toEqual({
      code: 'blackout-invalid',
      message: expect.stringContaining(why),
      fix: expect.stringContaining(fix),
      span: [from, to],
    })
  })
})
