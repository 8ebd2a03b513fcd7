// The promise of a policy (`rpo`) at run time, one target at a time. It means what the proof of the same promise means
// when a policy is validated: the starts of two backups that ended well lie no further apart. So a job that still runs
// is taken to end well until it does not, or no policy could promise less than its longest backup takes.
import type { Instant } from '../start.ts'

/** What is kept of one target. */
export type Protection = {
  /** Watched from then on; where there is no recovery point at all, it counts as one. */
  readonly since: Instant
  /** The last recovery point. */
  readonly point?: Instant
  /** The promise is broken, and somebody was told. */
  readonly breached?: {
    readonly at: Instant
    /** The longest time without a recovery point so far, in milliseconds. */
    readonly worst: number
  }
}

/**
 * A start is due at a moment and comes within a minute of it (EventBridge Scheduler's precision), and the sweep sees it within
 * another. The proof takes starts to be punctual; who promises 15 minutes with a log every 15 minutes keeps that.
 */
const PUNCTUAL_MS = 2 * 60_000

/** A later recovery point, as it becomes known. */
export function withPoint(known: Protection, point: Instant | undefined, now: Instant): Protection {
  if (point === undefined || point <= (known.point ?? Number.NEGATIVE_INFINITY)) return known
  const { breached } = known
  if (breached === undefined) return { ...known, point }
  return { ...known, point, breached: { ...breached, worst: worstOf(known, now) } }
}

/** From when on the promise will be broken, if none of these jobs, and no other, gives a recovery point. */
export function brokenFrom(
  known: Protection,
  { rpoSeconds, coming }: { readonly rpoSeconds: number; readonly coming: readonly Instant[] },
): Instant {
  const limit = rpoSeconds * 1000 + PUNCTUAL_MS
  let last = lastOf(known)
  for (const start of coming.toSorted((a, b) => a - b)) {
    // One that began too late mends nothing, however well it ends.
    if (start > last && start <= last + limit) last = start
  }
  return last + limit + 1
}

/** How long there has been no recovery point; of a broken promise, at its worst. Milliseconds. */
export function worstOf(known: Protection, now: Instant): number {
  return Math.max(known.breached?.worst ?? 0, now - lastOf(known))
}

function lastOf({ since, point }: Protection): Instant {
  return point ?? since
}
