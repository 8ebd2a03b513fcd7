// How many of our jobs may be in flight at once, on a CommCell and on one of its clients. `decide` counts; the slots, one
// lock a job, make the count exact when several functions start at the same moment.
import type { World } from '../run/ports.ts'
import { type ClaimedRun, isInFlight } from '../run/run.ts'
import type { CommCell } from '../start.ts'
import type { Target } from '../target.ts'
import { otherHolder } from './locks.ts'
import type { OpenRuns } from './open-runs.ts'

/** At most so many in flight in one place. */
export type Cap = {
  /** Of a CommCell its name, of a client `commcell/client`. */
  readonly place: string
  readonly most: number
  /** Why a run waits when it is reached. No count in it: those who wait would be written again whenever it changes. */
  readonly text: string
}

/** What limits a target, the narrowest first. A CommCell that has left the environment takes nothing more. */
export function capsOf(commcell: CommCell | undefined, target: Target): readonly Cap[] {
  const { maxInFlight = 0, maxInFlightPerClient } = commcell ?? {}
  const [client, all] = placesOf(target)
  const ofAll: Cap = {
    place: all,
    most: maxInFlight,
    text: `As many of our jobs are open on this CommCell as may be: its maxInFlight is ${maxInFlight}.`,
  }
  if (maxInFlightPerClient === undefined) return [ofAll]
  const text = `As many of our jobs are open on client ${clientOf(target)} as may be: maxInFlightPerClient is ${maxInFlightPerClient}.`
  return [{ place: client, most: maxInFlightPerClient, text }, ofAll]
}

export function placesOf(target: Target): readonly [client: string, commcell: string] {
  return [`${target.commcell}/${clientOf(target)}`, target.commcell]
}

/** By number for SQL Server, by name for Oracle: nothing tells that the two of them are one machine. */
function clientOf(target: Target): string {
  return target.app === 'sqlserver' ? `#${target.clientId}` : target.clientName.trim().toLowerCase()
}

export type Placed = {
  /** The slots that it holds now. */
  readonly slots: readonly string[]
  /** Nothing was free here. */
  readonly full?: Cap
}

/** A slot under every cap for a claimed run. It is called before createTask, and the run remembers what it holds. */
export async function takeSlots(
  world: World,
  run: ClaimedRun,
  openRuns: OpenRuns,
): Promise<Placed> {
  const { target } = run.request
  const slots: string[] = []
  for (const cap of capsOf(world.commcells[target.commcell], target)) {
    const slot = await takeSlot(world, run, { cap, openRuns })
    if (slot === undefined) return { slots, full: cap }
    slots.push(slot)
  }
  return { slots }
}

type Where = { readonly cap: Cap; readonly openRuns: OpenRuns }

async function takeSlot(
  world: World,
  run: ClaimedRun,
  { cap, openRuns }: Where,
): Promise<string | undefined> {
  // Counted, too, and not only looked for: after a cap was lowered, jobs are in flight in slots beyond it.
  while (openRuns.inFlight(cap.place) < cap.most) {
    const slot = freeSlot(cap, openRuns)
    if (slot === undefined) return undefined
    const { maxRunSeconds: seconds } = run.terms
    const holder = await otherHolder(world, run, { key: slot, seconds, counts: isInFlight })
    if (holder === undefined) return slot
    // Started beside us: this one counts from now on, for those that we start after it as well.
    openRuns.put({ ...holder, slots: [...(holder.slots ?? []), slot] })
  }
  return undefined
}

/** Slots fill from below, so the first try is the number of those in flight; a gap below is looked for only then. */
function freeSlot({ place, most }: Cap, openRuns: OpenRuns): string | undefined {
  const slotOf = (n: number) => `${place}/slot/${n}`
  const inFlight = openRuns.inFlight(place)
  if (!openRuns.isTaken(slotOf(inFlight))) return slotOf(inFlight)
  for (let n = 0; n < most; n++) {
    if (!openRuns.isTaken(slotOf(n))) return slotOf(n)
  }
  return undefined
}
