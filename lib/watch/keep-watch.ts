// What should be there and is not: starts that never came, and recovery points that a policy promises. Both are the sweep's
// last part. A world that does not know its policies keeps no watch.
import type { Failures } from '../run/failures.ts'
import type { World } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import type { Instant } from '../start.ts'
import { catchUp } from './catch-up.ts'
import { watchRpo } from './rpo-watch.ts'

export type WatchReport = {
  /** Starts that never reached us, and that this sweep began. */
  readonly caughtUp: number
  /** Starts that never reached us, and that it put on record as missed. */
  readonly missed: number
  /** Targets of a policy that are without a recovery point for longer than it promises (`rpo`). */
  readonly breached: number
  /** The next instant at which the watch has something to do although nothing is open; without it, none is known. */
  readonly watchAt?: Instant
}

export type WatchResult = { readonly report: WatchReport; readonly begun: readonly Run[] }

/** `runs` are those that were open, in the state that this sweep left them in. */
export async function keepWatch(
  world: World,
  runs: readonly Run[],
  failures: Failures,
): Promise<WatchResult | undefined> {
  const { policies } = world
  if (policies === undefined) return undefined
  const starts = await failures.attempt(undefined, () =>
    catchUp(world, policies, { failures, swept: runs }),
  )
  const begun = starts?.begun ?? []
  const open = new Map([...runs, ...begun].map(run => [run.id, run]))
  const rpo = await watchRpo(world, [...open.values()], failures)
  const watchAt = Math.min(starts?.nextAt ?? world.now(), rpo.nextAt)
  return {
    report: {
      caughtUp: begun.length,
      missed: starts?.missed ?? 0,
      breached: rpo.breached,
      ...(Number.isFinite(watchAt) && { watchAt }),
    },
    begun,
  }
}
