// What time alone makes of a due moment of a planned schedule.
import { blackoutAt, chainBegin } from '../schedule/blackout.ts'
import { type Fate, fateOf } from '../schedule/fate.ts'
import type { Blackout, Instant } from '../start.ts'
import type { PlannedSchedule } from './plan.ts'

export function timeFate({ terms, pause }: PlannedSchedule, at: Instant): Fate<Blackout> {
  return fateOf(at, { ...terms, ...(pause === undefined ? {} : { pause }) })
}

/**
 * Where the unbroken blackout begins that an instant lies in, or is the end of; or the instant itself: from there on it
 * can be told which start is the one that is deferred.
 */
export function beforeBlackout({ terms }: PlannedSchedule, at: Instant): Instant {
  const { blackouts, onBlackout } = terms
  if (onBlackout === 'skip' || blackoutAt(blackouts, at)?.isEndless) return at
  return chainBegin(blackouts, at)
}
