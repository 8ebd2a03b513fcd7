// What lies ahead: clock changes, blackouts and pauses, with the starts that they take.
import { DAY, type Instant } from '../schedule/calendar.ts'
import { blackoutsAhead } from './blackouts-ahead.ts'
import { clockChanges } from './clock-changes.ts'
import type { Ahead } from './outlook.ts'
import { pausesAhead } from './pauses-ahead.ts'
import type { Side } from './side.ts'

/** Without a side before, nothing is new. */
export function aheadOf(before: Side | undefined, after: Side, now: Instant): Ahead {
  const fortnight = { from: now, to: now + 14 * DAY }
  const sides = { before: before ?? after, after }
  return {
    clockChanges: clockChanges(after, { from: now, to: now + 366 * DAY }),
    blackouts: blackoutsAhead(sides, fortnight),
    pauses: pausesAhead(sides, fortnight),
  }
}
