// Law: nothing is missed silently. A schedule may be disabled or deleted by hand, never fire, its event be lost, or submit
// crash before it claimed: the sweep holds the occurrences of every deployed schedule against the starts on record. On
// record is a start whose run exists, whatever became of it; it is looked for once, when its grace is over.
//
// Of the starts of a source and target that are not on record the latest is begun, where it may still start: with the same
// run id, so that a late delivery is a duplicate, and after the same checks as any start. All others end as missed.
//
// A crash in between repeats harmlessly: what is on record by then is not looked at again, and the note moves on last. So
// do two sweeps at once: every claim is conditional, and so is the note.
import type { Failures } from '../run/failures.ts'
import { inLanes } from '../run/in-lanes.ts'
import type { World } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import type { Instant, PolicySources } from '../start.ts'
import { beginAll } from '../submit/begin.ts'
import { type ExpectedStart, latestInTime, startsInTime, startsToCheck } from './expected.ts'
import { asStart, idOf } from './lost-start.ts'
import { recordMissed } from './missed-starts.ts'
import { openWatch } from './watch.ts'

export type CaughtUp = {
  /** The runs of starts that never reached us and were still in time, in the state that they reached. */
  readonly begun: readonly Run[]
  /** How many never reached us and were too late, or have a later one behind them. */
  readonly missed: number
  /** When there is the next start to look for among those that are due; infinite when there is none. */
  readonly nextAt: Instant
}

/** @throws BackupError `store-failed`; nothing is lost by that, the next sweep looks again */
export async function catchUp(
  world: World,
  policies: readonly PolicySources[],
  around: { readonly failures: Failures; readonly swept: readonly Run[] },
): Promise<CaughtUp> {
  const now = world.now()
  const { watched, after, moveTo } = await openWatch(world, policies, now)
  const { starts, until, nextAt } = startsToCheck(policies, watched, { after, now })
  // Behind a long silence lie more starts than one sweep looks for. Those that can still start come first, wherever they are.
  const ahead = until < now ? startsInTime(policies, watched, now) : []
  const lost = await notOnRecord(world, [...starts, ...ahead], around.swept)
  const { inTime, tooLate } = dividedBy(lost, now)
  const begun = await beginAll(
    world,
    inTime.map(start => asStart(start, now)),
    around,
  )
  const recorded = await recordMissed(world, tooLate, around.failures)
  if (begun.length === inTime.length && recorded === tooLate.length) {
    await moveTo(until, starts.length)
  }
  return { begun, missed: recorded, nextAt }
}

/** A run that this sweep has seen is on record; for the others the record is asked, as an index may lag. */
async function notOnRecord(
  world: World,
  starts: readonly ExpectedStart[],
  swept: readonly Run[],
): Promise<readonly ExpectedStart[]> {
  const byId = new Map(starts.map(start => [idOf(start), start]))
  for (const { id } of swept) byId.delete(id)
  const found = await inLanes([...byId], async ([id, start]) =>
    (await world.runs.get(id)) === undefined ? [start] : [],
  )
  return found.flat()
}

/** Several that are late collapse to the latest of their source, even where that one is still on its way. */
function dividedBy(lost: readonly ExpectedStart[], now: Instant) {
  const latest = new Map(lost.map(({ source }) => [source.name, latestInTime(source, now)]))
  const isLatest = ({ source, at }: ExpectedStart) => at === latest.get(source.name)
  return {
    inTime: lost.filter(isLatest),
    tooLate: lost
      .filter(start => !isLatest(start))
      .map(start => ({ ...start, later: latest.get(start.source.name) })),
  }
}
