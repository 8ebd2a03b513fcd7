// What a run gives back when the worst has happened: the state of the database at the moment when its job began.
import { isEnded, isInFlight, isSubmitted, type Run, startedAt } from '../run/run.ts'
import type { Instant } from '../start.ts'

/** Known when the job has ended, with warnings or without. What Commvault made of its level takes nothing away. */
export function recoveryPointOf(run: Run): Instant | undefined {
  if (!isEnded(run) || isCopyOnly(run)) return undefined
  const { outcome, submission } = run.status
  const isGood = outcome.kind === 'completed' || outcome.kind === 'completed-with-warnings'
  return isGood ? (submission?.job?.startedAt ?? submission?.submittedAt) : undefined
}

/** What it will be of a run whose job goes on, or may exist, if that ends well. */
export function comingPointOf(run: Run): Instant | undefined {
  if (!isInFlight(run) || isCopyOnly(run)) return undefined
  if (!isSubmitted(run)) return startedAt(run)
  const { job, submittedAt, killing } = run.status
  return killing ? undefined : (job?.startedAt ?? submittedAt)
}

/** A full beside the chain: no promise rests on it. */
function isCopyOnly({ request }: Run): boolean {
  return 'copyOnly' in request && request.copyOnly
}
