// Locks settle what `decide` read a moment too early: what one run at a time may have, whoever else decides beside it.
import type { World } from '../run/ports.ts'
import type { ClaimedRun, Run } from '../run/run.ts'

export type Wanted = {
  readonly key: string
  /** A lock that nobody gave back is void after this. */
  readonly seconds: number
  /** Whether what became of its holder still keeps others out. */
  readonly counts: (holder: Run) => boolean
}

/** Takes a lock for a claimed run; returns the run that keeps it out, if one does. */
export async function otherHolder(
  world: World,
  run: ClaimedRun,
  { key, seconds, counts }: Wanted,
): Promise<Run | undefined> {
  for (;;) {
    const now = world.now()
    const lock = { key, runId: run.id, now, expiresAt: now + seconds * 1000 }
    const holder = await world.runs.lock(lock)
    if (holder === run.id) return undefined
    const other = await world.runs.get(holder)
    if (other && counts(other)) return other
    // Left behind: between a run's last write and its unlock, or by one of which nothing came.
    await world.runs.unlock(key, holder)
  }
}
