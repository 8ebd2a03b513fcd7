// What was observed of each target's promise: how long it had no recovery point, and whether that was more than is promised.
import type { History } from '../report/history.ts'
import { breaks, longest, type Recovery, UNHEARD } from '../report/recovery.ts'
import type { Review } from '../review/review.ts'
import { isoText } from '../start.ts'

export type Seen = {
  readonly target: string
  readonly promised: number | null
  /** `not judged` where there are no two recovery points, and not without one for too long either; `none` is promised. */
  readonly promise: 'kept' | 'broken' | 'not judged' | 'none'
  /** Null of a target that no run is known of. */
  readonly gap: Gap | null
}

export type Gap = {
  readonly seconds: number
  /** ISO, UTC. */
  readonly from: string
  readonly to: string
  /** There is no recovery point at one end: it is at least so long. */
  readonly isOpen: boolean
}

/** Of targets that are there now, by name; of no history, nothing. */
export function seenIn(review: Review, history: History | null): ReadonlyMap<string, Seen> {
  if (history === null) return new Map()
  const known = new Map(history.targets.map(({ target, recovery }) => [target, recovery]))
  const told = new Set(history.broken)
  return new Map(
    review.targets.map(({ target, after }) => {
      const promised = after?.promisedSeconds ?? null
      const recovery = known.get(target) ?? UNHEARD
      const promise = told.has(target) ? 'broken' : judged(recovery, promised)
      return [target, { target, promised, promise, gap: gapOf(recovery, promise) }]
    }),
  )
}

function judged(recovery: Recovery, promised: number | null): Seen['promise'] {
  if (promised === null) return 'none'
  const isBroken = breaks(recovery, promised)
  return isBroken === undefined ? 'not judged' : isBroken ? 'broken' : 'kept'
}

/** Of a promise that was kept, what was measured: what goes on has not been too long. */
function gapOf(recovery: Recovery, promise: Seen['promise']): Gap | null {
  const gap = longest(promise === 'kept' ? { ...recovery, open: null } : recovery)
  return gap === undefined ? null : { ...gap, from: isoText(gap.from), to: isoText(gap.to) }
}

/** The one that says most: the furthest beyond its promise, or the longest where nothing is promised. */
export function worstSeen(seen: Iterable<Seen>): (Seen & { readonly gap: Gap }) | undefined {
  const known = [...seen].flatMap(({ gap, ...each }) => (gap === null ? [] : [{ ...each, gap }]))
  const promised = known.filter(each => each.promised !== null)
  const share = (each: (typeof known)[number]) => each.gap.seconds / (each.promised ?? 1)
  return (promised.length > 0 ? promised : known).toSorted((a, b) => share(b) - share(a))[0]
}
