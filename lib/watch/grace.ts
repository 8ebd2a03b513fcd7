// How long a start may be on its way before the sweep looks for it. Too early does no harm: what the sweep starts has the
// same run id, and the late delivery is a duplicate. It is only called a catch-up then, and was none.
import type { ScheduleSource } from '../start.ts'

/**
 * EventBridge Scheduler is precise to a minute ("Schedule types"), Lambda repeats a failed asynchronous event after one
 * minute and again after two ("Error handling", asynchronous invocation), and each of these calls takes its time.
 */
const ON_ITS_WAY_MS = 5 * 60_000

/**
 * From the due time on; the flexible time window comes on top. What `startWithin` leaves is halved, so that there is time
 * to catch up; with a `startWithin` below two minutes a sweep a minute may be too late for that.
 */
export function graceOf({ jitterSeconds = 0, terms }: ScheduleSource): number {
  const left = Math.max(0, terms.startWithinSeconds - jitterSeconds) * 1000
  return jitterSeconds * 1000 + Math.min(ON_ITS_WAY_MS, left / 2)
}
