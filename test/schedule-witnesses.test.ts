// Three witnesses who were not there when we wrote the rules: croner, aws-cron-parser, and every minute asked of Intl.
// Where a witness is known to speak another dialect than EventBridge Scheduler, its deviation has a name here; outside
// the named deviations it must agree to the minute.
import AwsCronParser from 'aws-cron-parser'
import { Cron } from 'croner'
import { describe, expect, it } from 'vitest'
import type { Expression } from '../lib/schedule/expression.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { changesBetween } from '../lib/schedule/zone-offsets.ts'
import { fc } from './support/fast-check.ts'
import {
  anySchedule,
  frequentSchedule,
  intlLocal,
  type ScheduleCase,
  zone,
} from './support/schedule-arbitraries.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const MOST = 40

const instant = fc
  .integer({ min: Date.UTC(2008, 0) / MINUTE, max: Date.UTC(2034, 0) / MINUTE })
  .map(minutes => minutes * MINUTE)

/** Often the week of a clock change, because that is where witnesses differ. */
const spanIn = (inZone: string) =>
  fc.tuple(instant, fc.integer({ min: 1, max: 60 }), fc.boolean()).map(([at, days, nearChange]) => {
    const change = changesBetween(inZone, { from: at, to: at + 400 * DAY })[0]
    const from = nearChange && change ? change.at - DAY : at
    return { from, to: from + (nearChange ? 3 : days) * DAY }
  })

const zoneAndSpan = zone.chain(inZone => fc.tuple(fc.constant(inZone), spanIn(inZone)))

const parsed = (text: string): Expression => {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  return expression
}

/** Our starts, and a span that holds no more than a witness can be asked for. */
function firstFew(schedule: ScheduleCase, inZone: string, span: { from: number; to: number }) {
  const all = occurrences(parsed(schedule.expression), inZone, span)
  const to = all[MOST] ?? span.to
  return { ours: all.slice(0, MOST), span: { from: span.from, to } }
}

describe('croner', () => {
  it('agrees, once what it adds around clock changes is taken away', () => {
    fc.assert(
      fc.property(anySchedule, zoneAndSpan, (schedule, [inZone, wide]) => {
        if (schedule.croner === undefined) return
        const { ours, span } = firstFew(schedule, inZone, wide)
        const theirs = cronerStarts(schedule.croner, inZone, span)
          .filter(at => !isLateAfterGap(at, inZone, schedule))
          .filter(at => !isSecondPass(at, inZone))
        expect(theirs).toEqual(ours)
      }),
      { numRuns: 800 },
    )
  })

  it('deviates: runs a time in the spring gap later, where EventBridge skips it', () => {
    const span = { from: Date.UTC(2027, 2, 28), to: Date.UTC(2027, 2, 29) }
    expect(cronerStarts('0 30 2 * * * *', 'Europe/Berlin', span)).toEqual([
      Date.UTC(2027, 2, 28, 1),
    ])
    expect(occurrences(parsed('cron(30 2 * * ? *)'), 'Europe/Berlin', span)).toEqual([])
  })

  it('deviates: runs intervals in both passes of the autumn fold, where EventBridge runs them once', () => {
    const span = { from: Date.UTC(2026, 9, 25), to: Date.UTC(2026, 9, 25, 2) }
    expect(cronerStarts('0 0,30 * * * * *', 'Europe/Berlin', span)).toHaveLength(4)
    expect(occurrences(parsed('cron(0/30 * * * ? *)'), 'Europe/Berlin', span)).toHaveLength(2)
  })

  it.each(['0 5/15 * * * * *', '0 0 0 L-3 * * *'])('deviates: has no word for %s', pattern => {
    expect(() => new Cron(pattern, { paused: true })).toThrow()
  })
})

describe('aws-cron-parser', () => {
  it('agrees in UTC, the only zone it knows', () => {
    let gaveUp = 0
    fc.assert(
      fc.property(anySchedule, spanIn('UTC'), (schedule, wide) => {
        if (schedule.awsCronParser === undefined) return
        const { ours, span } = firstFew(schedule, 'UTC', wide)
        const theirs = awsCronParserStarts(schedule.awsCronParser, span)
        if (theirs === 'gave up') gaveUp++
        else expect(theirs).toEqual(ours)
      }),
      { numRuns: 2_000 },
    )
    expect(gaveUp).toBeLessThan(300)
  })

  it('deviates: gives up when a start is more than ten steps away', () => {
    const fifthMonday = { from: Date.UTC(2029, 0), to: Date.UTC(2053, 0) }
    expect(awsCronParserStarts('0 0 ? 2 2#5 *', fifthMonday)).toBe('gave up')
    expect(occurrences(parsed('cron(0 0 ? 2 2#5 *)'), 'UTC', fifthMonday)).toEqual([
      Date.UTC(2044, 1, 29),
    ])
  })

  it('deviates: makes the 3rd of March of a 31st of February', () => {
    const year = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }
    expect(awsCronParserStarts('0 0 31 2 ? *', year)).toEqual([Date.UTC(2027, 2, 3)])
    expect(occurrences(parsed('cron(0 0 31 2 ? *)'), 'UTC', year)).toEqual([])
  })

  it('deviates: loses starts when a list is not in order', () => {
    const day = { from: Date.UTC(2027, 0), to: Date.UTC(2027, 0, 2) }
    expect(awsCronParserStarts('0 5,1 * * ? *', day)).toHaveLength(1)
    expect(occurrences(parsed('cron(0 5,1 * * ? *)'), 'UTC', day)).toHaveLength(2)
  })

  it('deviates: dies on LW', () => {
    const parsedLw = AwsCronParser.parse('0 0 LW * ? *')
    expect(() => AwsCronParser.next(parsedLw, new Date(0))).toThrow()
  })

  it('deviates: starts 31W in months without a 31st', () => {
    const april = { from: Date.UTC(2027, 3), to: Date.UTC(2027, 4) }
    expect(awsCronParserStarts('0 0 31W * ? *', april)).toEqual([Date.UTC(2027, 3, 30)])
    expect(occurrences(parsed('cron(0 0 31W * ? *)'), 'UTC', april)).toEqual([])
  })

  it.each(['foo * * * ? *', '0 0 * * * *'])('deviates: accepts %s', text => {
    expect(() => AwsCronParser.parse(text)).not.toThrow()
    expect(isProblem(parseExpression(`cron(${text})`))).toBe(true)
  })
})

describe('every minute, asked of Intl', () => {
  it('agrees', () => {
    fc.assert(
      fc.property(frequentSchedule, zoneAndSpan, (schedule, [inZone, { from }]) => {
        const span = { from, to: from + 2 * DAY }
        expect(occurrences(parsed(schedule.expression), inZone, span)).toEqual(
          minuteByMinute(schedule, inZone, span),
        )
      }),
      { numRuns: 150 },
    )
  })
})

function cronerStarts(
  pattern: string,
  timezone: string,
  { from, to }: { from: number; to: number },
): number[] {
  const job = new Cron(pattern, {
    timezone,
    alternativeWeekdays: true,
    mode: '7-part',
    paused: true,
  })
  const starts: number[] = []
  let start = job.nextRun(new Date(from - 1_000))
  while (start !== null && start.getTime() < to) {
    starts.push(start.getTime())
    start = job.nextRun(start)
  }
  return starts
}

function isLateAfterGap(at: number, inZone: string, schedule: ScheduleCase): boolean {
  const local = intlLocal(inZone, at)
  return !schedule.hasTime(Number(local.slice(11, 13)), Number(local.slice(14, 16)))
}

function isSecondPass(at: number, inZone: string): boolean {
  const local = intlLocal(inZone, at)
  return [30, 60, 120].some(fold => intlLocal(inZone, at - fold * MINUTE) === local)
}

function awsCronParserStarts(
  fields: string,
  { from, to }: { from: number; to: number },
): number[] | 'gave up' {
  const cron = AwsCronParser.parse(fields)
  const starts: number[] = []
  try {
    let start = AwsCronParser.next(cron, new Date(from - MINUTE))
    while (start !== null && start.getTime() < to) {
      starts.push(start.getTime())
      start = AwsCronParser.next(cron, start)
    }
    return starts
  } catch {
    return 'gave up'
  }
}

function minuteByMinute(
  schedule: ScheduleCase,
  inZone: string,
  { from, to }: { from: number; to: number },
): number[] {
  const shown = new Set<string>()
  const starts: number[] = []
  // what the clocks showed before the span counts as shown: its second pass is not a start
  for (let at = from - 150 * MINUTE; at < to; at += MINUTE) {
    const local = intlLocal(inZone, at)
    const isFirst = !shown.has(local)
    shown.add(local)
    if (at < from || !isFirst) continue
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local.split(/\D/).map(Number)
    if (schedule.hasTime(hour, minute) && schedule.hasDay(year, month, day)) starts.push(at)
  }
  return starts
}
