// How far apart starts are: the worst gap for promises, the shortest for how late a start may be.
import { DAY, type Instant } from './calendar.ts'
import { type Expression, renderExpression } from './expression.ts'
import { occurrences } from './occurrences.ts'

export type Gap = { readonly seconds: number; readonly from: Instant; readonly to: Instant }

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
  const shortest = shortestGap(occurrences(expression, zone, REFERENCE_YEAR))?.seconds
  const seconds = Math.min(Math.max(Math.floor((shortest ?? 7_200) / 2), 60), 3_600)
  startWithins.set(key, seconds)
  return seconds
}

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
