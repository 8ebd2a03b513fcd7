// A schedule of which no start is left: it looks like protection, and is none.

import { blackoutAt } from '../schedule/blackout.ts'
import { DAY, type Instant } from '../schedule/calendar.ts'
import { fateOf } from '../schedule/fate.ts'
import { next } from '../schedule/occurrences.ts'
import type { Blackout } from '../start.ts'
import type { Scheduled } from './effective-schedule.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'

export const neverStarts: Rule = function* ({ policies }) {
  for (const effective of policies) {
    for (const one of effective.scheduled) {
      const { schedule } = one
      const { startDate, endDate, terms } = schedule
      const isBounded = startDate !== undefined || endDate !== undefined
      if (!isBounded && terms.blackouts.length === 0) continue
      const refused = refusal(one)
      if (refused === undefined) continue
      const name = `${effective.policy.name}.${schedule.name}`
      const origin = refused === 'dates' ? keyOf(effective, schedule, 'endDate') : schedule.origin
      const flaw =
        refused === 'dates'
          ? {
              message: `No start of ${name} lies between its dates: it would never start`,
              fix: 'correct startDate or endDate',
            }
          : {
              message: `Every start of ${name} falls into a blackout, such as ${refused.calendar} (${refused.name}): it would never start`,
              fix:
                schedule.terms.onBlackout === 'skip'
                  ? 'start it at another time, or write onBlackout: defer'
                  : 'leave a gap between the blackouts',
            }
      yield diagnoseAt({ code: 'never-starts', ...flaw }, origin)
    }
  }
}

/** Why nothing ever starts; undefined when something does, or when its window is what refuses, which is told there. */
function refusal({ expression, schedule, isOnce }: Scheduled): 'dates' | Blackout | undefined {
  const { startDate, endDate, terms, timezone } = schedule
  const { blackouts, onBlackout, window } = terms
  const to = endDate === undefined ? undefined : Date.parse(endDate)
  const from = startDate === undefined ? firstLookedAt(to, isOnce) : Date.parse(startDate)
  const end = to ?? Math.max(from, FROM) + YEARS
  let after: Instant = from - 1
  let blackout: Blackout | undefined
  for (let count = 0; count < MOST; count++) {
    const [start] = next(expression, timezone, { after, count: 1 })
    if (start === undefined || start >= end) return blackout ?? 'dates'
    const fate = fateOf(start, {
      blackouts,
      onBlackout,
      ...(window === undefined ? {} : { window }),
    })
    const covering = blackoutAt(blackouts, start)
    if (fate.kind === 'starts' || fate.kind === 'deferred' || covering === undefined)
      return undefined
    blackout = covering.blackout
    // All that is due before the blackout ends is refused as well.
    after = covering.until - 1
  }
  return blackout
}

function firstLookedAt(end: Instant | undefined, isOnce: boolean): Instant {
  if (isOnce) return 0
  return end === undefined ? FROM : end - YEARS
}

/** Always the same years, and enough of them for a yearly start. */
const FROM = Date.UTC(2027, 0)
const YEARS = 5 * 366 * DAY
const MOST = 3_000
