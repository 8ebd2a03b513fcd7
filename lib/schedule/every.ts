// `every`: clock-aligned intervals, to cron expressions. Never `rate(…)`, which starts at once when it is created and
// whose phase is the moment of the deploy ("Schedule types in EventBridge Scheduler", rate-based schedules).
import { range } from './calendar.ts'
import {
  type ClockSpan,
  clockSpanProblem,
  isInClockSpan,
  MINUTES_OF_DAY,
  parseClockSpan,
  renderClockSpan,
} from './clock-span.ts'
import { EVERY_DAY } from './days.ts'
import { parseDuration, renderDuration } from './duration.ts'
import { type CronExpression, EVERY_MONTH, EVERY_YEAR } from './expression.ts'
import { isProblem, type Problem, problemAt, quote, type Token } from './problem.ts'

export type EveryText = {
  readonly every: string
  readonly offset?: string
  readonly between?: string
}

type Every = {
  readonly expression: CronExpression
  /** `utc` keeps the interval through clock changes; with `between` the clocks of the policy's zone rule. */
  readonly clock: 'utc' | 'local'
}

/** A problem, and under which of the keys its span lies. */
type EveryProblem = Problem & { readonly key: keyof EveryText }

/** Minutes that divide an hour, and hours that divide a day: with any other, one interval of each would be shorter. */
export const INTERVALS = {
  minutes: [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30],
  hours: [1, 2, 3, 4, 6, 8, 12],
} as const

export function parseEvery(text: EveryText): Every | EveryProblem {
  const interval = parseInterval(text.every)
  if (isProblem(interval)) return { ...interval, key: 'every' }
  const offset = text.offset === undefined ? 0 : parseOffset(text.offset, interval)
  if (isProblem(offset)) return { ...offset, key: 'offset' }

  const starts = range(0, MINUTES_OF_DAY / interval - 1).map(count => offset + count * interval)
  if (text.between === undefined) return { expression: cronOf(starts), clock: 'utc' }
  const expression = parseBetween(text.between, starts)
  if (isProblem(expression)) return { ...expression, key: 'between' }
  return { expression, clock: 'local' }
}

/** Minutes. */
function parseInterval(text: string): number | Problem {
  const seconds = parseDuration(text)
  if (isProblem(seconds)) return seconds
  const minutes = seconds / 60
  const hours = minutes / 60
  if (INTERVALS.minutes.some(allowed => allowed === minutes)) return minutes
  if (INTERVALS.hours.some(allowed => allowed === hours)) return minutes
  return problemAt(
    { text, at: 0 },
    {
      code: 'every-invalid',
      message: `${quote(text)} does not divide the clock evenly: "every" takes ${INTERVALS.minutes.join(' ')} minutes or ${INTERVALS.hours.join(' ')} hours.`,
      fix: `write ${insteadOf(minutes)}`,
    },
  )
}

/** The longest interval that is not longer: backups may come sooner than asked for, not later. */
function insteadOf(minutes: number): string {
  if (minutes === MINUTES_OF_DAY) return 'at: daily 00:00'
  if (minutes > MINUTES_OF_DAY) return 'at: with days and a time, like Sun 01:00'
  const all = [...INTERVALS.minutes, ...INTERVALS.hours.map(hours => hours * 60)]
  return renderDuration((all.findLast(allowed => allowed <= minutes) ?? 1) * 60)
}

/** Minutes. */
function parseOffset(text: string, interval: number): number | Problem {
  const seconds = parseDuration(text)
  if (isProblem(seconds)) return seconds
  if (seconds % 60 === 0 && seconds < interval * 60) return seconds / 60
  return problemAt(
    { text, at: 0 },
    {
      code: 'every-invalid',
      message: `An offset is whole minutes, and shorter than the interval of ${renderDuration(interval * 60)}.`,
    },
  )
}

/** Starts from the first time on and before the second; `22:00-06:00` goes over midnight. */
function parseBetween(text: string, starts: readonly number[]): CronExpression | Problem {
  const token = { text, at: 0 }
  const span = parseClockSpan(text)
  if (span === undefined) {
    return clockSpanProblem(token, { code: 'every-invalid', example: '06:00-22:00' })
  }
  const inside = starts.filter(start => isInClockSpan(span, start))
  if (inside.length === 0) return noStart(token)
  const cron = cronOf(inside)
  return cron.minutes.length * cron.hours.length === inside.length ? cron : unevenHours(token, span)
}

function noStart(token: Token): Problem {
  return problemAt(token, {
    code: 'every-invalid',
    message: `No start of this interval falls between ${token.text.replace('-', ' and ')}.`,
    fix: 'widen "between", or write at: with the time that is meant',
  })
}

/** Cron repeats the same minutes in each of its hours, so an hour is in or out as a whole. */
function unevenHours(token: Token, { from, to }: ClockSpan): Problem {
  const whole = { from: from - (from % 60), to: (Math.ceil(to / 60) * 60) % MINUTES_OF_DAY }
  return problemAt(token, {
    code: 'every-invalid',
    message: `${quote(token.text)} cuts an hour in two, and one schedule has the same minutes in each of its hours.`,
    fix: whole.from === whole.to ? 'leave "between" away' : `write ${renderClockSpan(whole)}`,
  })
}

function cronOf(starts: readonly number[]): CronExpression {
  return {
    kind: 'cron',
    minutes: ascending(starts.map(start => start % 60)),
    hours: ascending(starts.map(start => Math.floor(start / 60))),
    days: EVERY_DAY,
    months: EVERY_MONTH,
    years: EVERY_YEAR,
  }
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}
