// When a run comes, and when one that somebody else's job keeps out asks again.
import type { Instant } from '../start.ts'
import type { RunOrigin } from './run.ts'

/** A job of somebody else keeps us out this long at most before we ask again. */
const ASK_AGAIN_MS = 10 * 60_000

/**
 * Commvault refused a run because another job of its subclient is running, one that is not ours. When it asks again, if its
 * terms let it wait: after the policy's backoff, then after as long again as it has waited, for each try is a write.
 */
export function asksAgainAt(run: RunOrigin, now: Instant): Instant | undefined {
  const { overlap, retry } = run.terms
  if (overlap !== 'buffer') return undefined
  const backoff = Math.max(retry.backoffSeconds * 1000, Math.min(now - comesAt(run), ASK_AGAIN_MS))
  return now + backoff
}

/** After its delay and its blackout. */
export const comesAt = (run: RunOrigin): Instant =>
  Math.max(run.createdAt, run.notBefore ?? 0, run.deferredTo ?? 0)
