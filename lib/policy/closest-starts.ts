// How close two starts of a schedule ever are: for guardrails.
import { SECOND } from '../schedule/calendar.ts'
import { closestTimes, shortestGap } from '../schedule/gap.ts'
import { timesOfDay } from '../schedule/local-starts.ts'
import { occurrences } from '../schedule/occurrences.ts'
import type { Scheduled } from './effective-schedule.ts'

/** Seconds; where the times of day say that it is `enough`, no calendar is asked. */
export function closestStarts({ expression, schedule }: Scheduled, enough: number): number {
  if (expression.kind === 'at') return Number.POSITIVE_INFINITY
  const nominal = memo(times, schedule.expression, () => closestTimes(timesOfDay(expression)))
  if (nominal >= enough * SECOND) return enough
  return memo(closest, `${schedule.expression} ${schedule.timezone}`, () => {
    const starts = occurrences(expression, schedule.timezone, REFERENCE_YEAR)
    return shortestGap(starts)?.seconds ?? Number.POSITIVE_INFINITY
  })
}

/** Always the same: what is said of a policy must not depend on today. */
const REFERENCE_YEAR = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }

/** By expression, and by expression and zone. */
const times = new Map<string, number>()
const closest = new Map<string, number>()

function memo(known: Map<string, number>, key: string, find: () => number): number {
  const found = known.get(key) ?? find()
  known.set(key, found)
  return found
}
