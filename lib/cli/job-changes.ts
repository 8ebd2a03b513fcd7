// When the next job of an emulated Command Center changes its state: virtual time jumps there.
import type { Instant } from '../start.ts'

type JobTimes = { readonly startsAt: Instant; readonly endsAt: Instant }

/** Looks at every job of the ledger only while it has changes ahead. */
export function jobChanges(
  ledger: () => readonly JobTimes[],
): (after: Instant) => Instant | undefined {
  let seen = 0
  let active: JobTimes[] = []
  return after => {
    const jobs = ledger()
    active = [...active, ...jobs.slice(seen)].filter(job => job.endsAt > after)
    seen = jobs.length
    const ahead = active.map(job => (job.startsAt > after ? job.startsAt : job.endsAt))
    return ahead.length === 0 ? undefined : Math.min(...ahead)
  }
}
