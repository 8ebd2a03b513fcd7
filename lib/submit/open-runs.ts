// The open runs as one submit or sweep knows them: read once, then kept up with what it does itself and learns on the way.
// Every question is answered without a look at all of them, so that 2,000 runs that wait cost 2,000 steps a sweep.
import type { Answer } from '../run/ports.ts'
import { isInFlight, isWaiting, type Run } from '../run/run.ts'
import type { Instant } from '../start.ts'
import type { Target } from '../target.ts'
import { placesOf } from './slots.ts'

export type OpenRuns = {
  /** Another run, or the next state of one that is known. */
  readonly put: (run: Run) => void
  readonly all: () => Iterable<Run>
  /** Those of one target. */
  readonly ofTarget: (target: Target) => readonly Run[]
  /** How many are in flight in a place: on a CommCell, or on one of its clients. */
  readonly inFlight: (place: string) => number
  /** Whether one that is in flight was started in this slot. */
  readonly isTaken: (slot: string) => boolean
  /** Nothing is to be started on a CommCell for a while. */
  readonly hold: (commcell: string, hold: Hold) => void
  /** What createTask has just come back with. */
  readonly heard: (commcell: string, answer: Answer, now: Instant) => void
  /** The last of these. */
  readonly holdOn: (commcell: string) => Hold | undefined
}

/** No run of a CommCell is started before this instant, and why. */
export type Hold = {
  readonly until: Instant
  /** No instant in it: all those who wait would be written again whenever it changes. */
  readonly text: string
}

/** One run has been told; all others would only use up more of it. */
export const QUOTA_USED_UP = "The hour's quota of calls to this CommCell is used up."

/** So many calls in a row that did not get through, and the others are spared for a while. */
const OUT_OF_REACH = 3
const OUT_OF_REACH_MS = 30_000
const NOT_REACHED = 'The Command Center could not be reached.'

export function openRunsOf(runs: readonly Run[]): OpenRuns {
  const known = new Map<string, Run>()
  // Most sweeps have nothing to decide, and ask nothing.
  let groups: Map<string, Map<string, Run>> | undefined
  const holds = new Map<string, Hold>()
  const notSent = new Map<string, number>()

  const hold = (commcell: string, next: Hold) => {
    if (next.until > (holds.get(commcell)?.until ?? 0)) holds.set(commcell, next)
  }
  const heard = (commcell: string, { kind }: Answer, now: Instant) => {
    const inARow = kind === 'not-sent' ? (notSent.get(commcell) ?? 0) + 1 : 0
    notSent.set(commcell, inARow)
    if (inARow >= OUT_OF_REACH) hold(commcell, { until: now + OUT_OF_REACH_MS, text: NOT_REACHED })
  }
  const grouped = () => {
    if (groups === undefined) {
      groups = new Map()
      for (const run of known.values()) enter(groups, run)
    }
    return groups
  }
  const put = (run: Run) => {
    const before = groups && known.get(run.id)
    if (before) for (const key of groupsOf(before)) groups?.get(key)?.delete(run.id)
    known.set(run.id, run)
    if (groups) enter(groups, run)
    if (!isWaiting(run) || !run.status.throttled) return
    hold(run.request.target.commcell, { until: run.status.notBefore, text: QUOTA_USED_UP })
  }
  runs.forEach(put)

  return {
    put,
    all: () => known.values(),
    ofTarget: target => [...(grouped().get(targetKey(target))?.values() ?? [])],
    inFlight: place => grouped().get(placeKey(place))?.size ?? 0,
    isTaken: slot => (grouped().get(slotKey(slot))?.size ?? 0) > 0,
    hold,
    heard,
    holdOn: commcell => holds.get(commcell),
  }
}

function enter(groups: Map<string, Map<string, Run>>, run: Run): void {
  for (const key of groupsOf(run)) {
    const group = groups.get(key)
    if (group) group.set(run.id, run)
    else groups.set(key, new Map([[run.id, run]]))
  }
}

function groupsOf(run: Run): readonly string[] {
  const { target } = run.request
  if (!isInFlight(run)) return [targetKey(target)]
  const places = placesOf(target).map(placeKey)
  return [targetKey(target), ...places, ...(run.slots ?? []).map(slotKey)]
}

const targetKey = ({ commcell, name }: Target) => `target ${commcell}/${name}`
const placeKey = (place: string) => `place ${place}`
const slotKey = (slot: string) => `slot ${slot}`
