// What one sweep leaves to the next of the watch over starts, in two notes: since when each source is watched, which is
// written when sources change, and until when all starts have been looked for, which is written when some have been.
import type { World } from '../run/ports.ts'
import type { Instant, PolicySources } from '../start.ts'
import { type Watched, watchedNow } from './watched.ts'

const SOURCES = 'watch/sources'
const UNTIL = 'watch/until'

/** Two functions may differ by this much. */
const AHEAD_MS = 60_000

/** Where nothing is due nothing is written, and each sweep looks back over all that time: this long at most. */
const BEHIND_MS = 60 * 60_000

export type Watch = {
  readonly watched: Watched
  /** Starts whose grace was over by then have been looked for. */
  readonly after: Instant
  /** So many starts have been looked for since, until a later instant: says so, unless another sweep has said something. */
  readonly moveTo: (until: Instant, starts: number) => Promise<void>
}

/**
 * A watch that begins looks for nothing: there is nothing between now and now.
 * @throws BackupError `store-failed`
 */
export async function openWatch(
  { notes }: World,
  policies: readonly PolicySources[],
  now: Instant,
): Promise<Watch> {
  const [before, mark] = await Promise.all([
    notes.read<Watched>(SOURCES),
    notes.read<{ readonly until: Instant }>(UNTIL),
  ])
  const told = mark?.value.until
  // Of a clock that was ahead, or of somebody who edited it: the watch begins anew, or nothing would be looked for till then.
  const isUsable = Number.isFinite(told) && Number(told) <= now + AHEAD_MS
  const after = isUsable ? Number(told) : now
  const write = async (until: Instant) => {
    await notes.write({ key: UNTIL, value: { until }, version: mark?.version ?? 0 })
  }
  const watched = watchedNow(policies, before?.value, now)
  // The mark first: were the sources there without it, a later sweep would take its own time for the beginning.
  if (mark === undefined) await write(now)
  if (JSON.stringify(watched) !== JSON.stringify(before?.value)) {
    await notes.write({ key: SOURCES, value: watched, version: before?.version ?? 0 })
  }
  return {
    watched,
    after,
    moveTo: async (until, starts) => {
      const isNews = until > after && (starts > 0 || until - after >= BEHIND_MS)
      if (isNews || !isUsable) await write(until)
    },
  }
}
