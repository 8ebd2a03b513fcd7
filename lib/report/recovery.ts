// How long a target went without a recovery point, from result events alone: the terminal, the JSON and the page say the
// same of the same runs.
import { MINUTE } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import { grouped } from './grouped.ts'
import type { EndedRun } from './result-events.ts'

/** Without a recovery point, from one instant to another. */
export type Stretch = {
  readonly seconds: number
  readonly from: Instant
  readonly to: Instant
  /** By when due starts were due, and not by when jobs began or by what has been heard: then it is exact. */
  readonly isPunctual: boolean
}

export type Recovery = {
  /** The longest from one recovery point to the next; null with fewer than two. */
  readonly closed: Stretch | null
  /**
   * The longest that lacks a recovery point at one end, since nobody knows what was before the first run or comes after
   * the last: it is at least so long. Null where none is known.
   */
  readonly open: Stretch | null
}

/** Of a target that nothing was heard of. */
export const UNHEARD: Recovery = { closed: null, open: null }

/** A job that has begun and has not ended. */
export type OnTheWay = { readonly target: string; readonly beganAt: Instant }

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
  const isTooLong = (one: Stretch | null) => one !== null && beyond(one) > promisedSeconds
  if (isTooLong(closed) || isTooLong(open)) return true
  return closed === null ? undefined : false
}

/** The longer one, as `isOpen` or not. */
export function longest({ closed, open }: Recovery): Longest | undefined {
  const isOpen = open !== null && open.seconds > (closed?.seconds ?? 0)
  const gap = isOpen ? open : closed
  return gap === null ? undefined : { seconds: gap.seconds, from: gap.from, to: gap.to, isOpen }
}

type Longest = Omit<Stretch, 'isPunctual'> & { readonly isOpen: boolean }

/** Of one source: the longest from one completed backup of a target to its next, seconds; null where no target has two. */
export function worstGapSeconds(runs: readonly EndedRun[]): number | null {
  const completed = runs.filter(({ ending }) => ending === 'completed')
  const gaps = [...grouped(completed, ({ target }) => target).values()].flatMap(
    ours => longestOf(between(pointsOf(ours)))?.seconds ?? [],
  )
  return gaps.length === 0 ? null : gaps.reduce((worst, gap) => Math.max(worst, gap))
}

/**
 * What begins so late after its time is punctual: EventBridge Scheduler's minute, and one more. The watch over promises
 * allows the same.
 */
const PUNCTUAL_SECONDS = 2 * (MINUTE / 1_000)

function beyond({ seconds, isPunctual }: Stretch): number {
  return isPunctual ? seconds : seconds - PUNCTUAL_SECONDS
}

function longestOf(stretches: readonly Stretch[]): Stretch | null {
  return stretches.reduce<Stretch | null>(
    (longest, one) => (longest === null || beyond(one) > beyond(longest) ? one : longest),
    null,
  )
}

function recoveryOf(
  runs: readonly EndedRun[],
  onTheWay: readonly OnTheWay[],
  to: Instant,
): Recovery {
  const points = pointsOf(runs.filter(isRecoveryPoint))
  const end = endOf(onTheWay, points, to)
  const firstDue = runs.reduce((first, { scheduledTime }) => Math.min(first, scheduledTime), end)
  const [first, last] = [points[0], points.at(-1)]
  const open = [
    // What was due first and did not end well, or began late, up to the first recovery point.
    stretch(firstDue, first === undefined ? end : atOf(first)),
    ...(last === undefined ? [] : [stretch(atOf(last), end)]),
  ].filter(({ seconds }) => seconds > 0)
  return { closed: longestOf(between(points)), open: longestOf(open) }
}

/** A full beside the chain is nobody's recovery point. */
function isRecoveryPoint({ ending, level }: EndedRun): boolean {
  return ending === 'completed' && !level.endsWith(' copy-only')
}

/** A restore gives back what was there when the job began; of one that was punctual, its time says that better. */
type Point = { readonly due: Instant; readonly began: Instant; readonly isLate: boolean }

const atOf = ({ due, began, isLate }: Point) => (isLate ? began : due)

function pointsOf(runs: readonly EndedRun[]): readonly Point[] {
  return runs
    .map(({ scheduledTime: due, beganAt }) => {
      const began = beganAt ?? due
      return { due, began, isLate: began - due > PUNCTUAL_SECONDS * 1_000 }
    })
    .toSorted((a, b) => atOf(a) - atOf(b))
}

/** Both ends by one measure: else a start that is punctual and one that jitter delays were too far apart. */
function between(points: readonly Point[]): readonly Stretch[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index]
    if (from === undefined) return []
    const isPunctual = !from.isLate && !to.isLate
    const gap = isPunctual ? stretch(from.due, to.due) : stretch(from.began, to.began)
    return [{ ...gap, isPunctual }]
  })
}

/** A job that goes on may end well, and then the promise holds from when it began. */
function endOf(onTheWay: readonly OnTheWay[], points: readonly Point[], to: Instant): Instant {
  const last = points.at(-1)?.began ?? Number.NEGATIVE_INFINITY
  const begun = onTheWay.map(({ beganAt }) => beganAt).filter(at => at > last)
  return begun.reduce((first, at) => Math.min(first, at), to)
}

function stretch(from: Instant, to: Instant): Stretch {
  return { seconds: Math.max(0, (to - from) / 1_000), from, to, isPunctual: false }
}
