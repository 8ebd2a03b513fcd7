// How long a target went without a recovery point, from result events alone: the terminal, the JSON and the page say the
// same of the same runs.
import { MINUTE } from '../schedule/calendar.ts'
import { worstGap } from '../schedule/gap.ts'
import type { Instant } from '../start.ts'
import { grouped } from './grouped.ts'
import type { EndedRun } from './result-events.ts'

/** Without a recovery point, from one instant to another. */
export type Stretch = { readonly seconds: number; readonly from: Instant; readonly to: Instant }

export type Recovery = {
  /** The longest from one recovery point to the next; null with fewer than two. */
  readonly closed: Stretch | null
  /**
   * The longest that lacks a recovery point at one end, since nobody knows what was before the first run or comes after
   * the last: it is at least so long. Null where none is known.
   */
  readonly open: Stretch | null
}

/** A run that was heard of and has not ended. */
export type OnTheWay = Pick<EndedRun, 'target' | 'scheduledTime'>

type Heard = {
  /** Of all sources, those of triggers as well: a recovery point is one, whatever asked for it. */
  readonly runs: readonly EndedRun[]
  readonly onTheWay?: readonly OnTheWay[]
  /** Up to when everything has been heard. */
  readonly to: Instant
}

/** By target, of every one that had a run. */
export function recoveries({ runs, onTheWay = [], to }: Heard): ReadonlyMap<string, Recovery> {
  const byTarget = grouped(runs, ({ target }) => target)
  const coming = grouped(onTheWay, ({ target }) => target)
  return new Map(
    [...byTarget].map(([target, ours]) => [target, recoveryOf(ours, coming.get(target) ?? [], to)]),
  )
}

/**
 * Of one promise. True: broken. False: kept. Undefined: nobody can tell, because there are no two recovery points between
 * which it could be kept.
 */
export function breaks({ closed, open }: Recovery, promisedSeconds: number): boolean | undefined {
  if (closed !== null && closed.seconds > promisedSeconds) return true
  if (open !== null && open.seconds > promisedSeconds + PUNCTUAL_MS / 1_000) return true
  return closed === null ? undefined : false
}

/** The longer one, as `isOpen` or not. */
export function longest({ closed, open }: Recovery): (Stretch & { isOpen: boolean }) | undefined {
  if (open !== null && open.seconds > (closed?.seconds ?? 0)) return { ...open, isOpen: true }
  return closed === null ? undefined : { ...closed, isOpen: false }
}

/** Of one source: the longest from one completed backup of a target to its next, seconds; null where no target has two. */
export function worstGapSeconds(runs: readonly EndedRun[]): number | null {
  const completed = runs.filter(({ ending }) => ending === 'completed')
  const gaps = [...grouped(completed, ({ target }) => target).values()].flatMap(
    ours => worstGap(ascending(ours.map(pointOf)))?.seconds ?? [],
  )
  return gaps.length === 0 ? null : gaps.reduce((worst, gap) => Math.max(worst, gap))
}

/** As the watch over promises has it: what begins so late after its time is punctual (EventBridge Scheduler's minute, and one more). */
const PUNCTUAL_MS = 2 * MINUTE

function recoveryOf(
  runs: readonly EndedRun[],
  onTheWay: readonly OnTheWay[],
  to: Instant,
): Recovery {
  const made = runs.filter(isRecoveryPoint)
  const points = ascending(made.map(pointOf))
  return { closed: worstGap(points) ?? null, open: openOf(runs, made, endOf(onTheWay, points, to)) }
}

/** A full beside the chain is nobody's recovery point. */
function isRecoveryPoint({ ending, level }: EndedRun): boolean {
  return ending === 'completed' && !level.endsWith(' copy-only')
}

/** A restore gives back what was there when the job began; of one that was punctual, its time says that better. */
function pointOf({ scheduledTime, beganAt }: EndedRun): Instant {
  return beganAt !== null && beganAt - scheduledTime > PUNCTUAL_MS ? beganAt : scheduledTime
}

/** A job that goes on may end well, and then the promise holds from when it was due. */
function endOf(onTheWay: readonly OnTheWay[], points: readonly Instant[], to: Instant): Instant {
  const last = points.at(-1) ?? Number.NEGATIVE_INFINITY
  const due = onTheWay.map(({ scheduledTime }) => scheduledTime).filter(at => at > last)
  return due.reduce((first, at) => Math.min(first, at), to)
}

/** What was due first and did not end well, up to the first recovery point; and from the last one to the end. */
function openOf(
  runs: readonly EndedRun[],
  made: readonly EndedRun[],
  end: Instant,
): Stretch | null {
  const [firstDue = end] = ascending(runs.map(({ scheduledTime }) => scheduledTime))
  const [firstMade] = made.toSorted((a, b) => a.scheduledTime - b.scheduledTime)
  const last = ascending(made.map(pointOf)).at(-1)
  const before = stretch(firstDue, firstMade?.scheduledTime ?? end)
  const after = stretch(last ?? end, end)
  return after.seconds > before.seconds ? after : before.seconds > 0 ? before : null
}

function stretch(from: Instant, to: Instant): Stretch {
  return { seconds: Math.max(0, (to - from) / 1_000), from, to }
}

function ascending(instants: readonly Instant[]): readonly Instant[] {
  return [...new Set(instants)].toSorted((a, b) => a - b)
}
