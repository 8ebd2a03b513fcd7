// How far apart starts are: the worst gap for promises, the shortest for how late a start may be.
import { DAY, HOUR, type Instant } from './calendar.ts'
import { type Expression, renderExpression } from './expression.ts'
import { timesOfDay } from './local-starts.ts'
import { occurrences } from './occurrences.ts'

type Gap = { readonly seconds: number; readonly from: Instant; readonly to: Instant }

/** The longest wait between two neighbours of an ascending list, the earliest of equals; undefined below two. */
export function worstGap(instants: readonly Instant[]): Gap | undefined {
  return extremeGap(instants, (seconds, best) => seconds > best)
}

/** The shortest wait between two neighbours of an ascending list, the earliest of equals; undefined below two. */
export function shortestGap(instants: readonly Instant[]): Gap | undefined {
  return extremeGap(instants, (seconds, best) => seconds < best)
}

/**
 * How late a start may be where the policy does not say: half the shortest gap of the schedule, but at least a minute
 * and at most an hour. Seconds.
 */
export function defaultStartWithin(expression: Expression, zone: string): number {
  const key = `${renderExpression(expression)} ${zone}`
  const known = startWithins.get(key)
  if (known !== undefined) return known
  const seconds = Math.min(Math.max(Math.floor(closestStarts(expression, zone) / 2), 60), 3_600)
  startWithins.set(key, seconds)
  return seconds
}

/**
 * The shortest wait between two times of a day, its morrow's first included, should that be due as well. Milliseconds,
 * by a clock that nobody sets.
 */
export function closestTimes(times: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  let before = (times.at(-1) ?? 0) - DAY
  for (const time of times) {
    least = Math.min(least, time - before)
    before = time
  }
  return least
}

/** Seconds; from two hours on the exact number does not matter. Times of day tell nearly always, and no calendar is asked. */
function closestStarts(expression: Expression, zone: string): number {
  const times = expression.kind === 'at' ? [] : timesOfDay(expression)
  const nominal = closestTimes(times)
  if (nominal >= FAR_APART) return 7_200
  const isOfOneDay = times.some((time, index) => time - (times[index - 1] ?? -DAY) === nominal)
  if (zone === 'UTC' && isOfOneDay) return nominal / 1_000
  return shortestGap(occurrences(expression, zone, REFERENCE_YEAR))?.seconds ?? 7_200
}

/** No clock is set by more than two hours, so what is this far apart by the clock is two hours apart by any. */
const FAR_APART = 4 * HOUR

/** A leap year and a month, and always the same one: a compiled policy must not depend on the day it is compiled. */
const REFERENCE_YEAR = { from: Date.UTC(2028, 0), to: Date.UTC(2028, 0) + 397 * DAY }

const startWithins = new Map<string, number>()

function extremeGap(
  instants: readonly Instant[],
  beats: (seconds: number, best: number) => boolean,
): Gap | undefined {
  let gap: Gap | undefined
  let from: Instant | undefined
  for (const to of instants) {
    if (from !== undefined) {
      const seconds = (to - from) / 1_000
      if (gap === undefined || beats(seconds, gap.seconds)) gap = { seconds, from, to }
    }
    from = to
  }
  return gap
}
