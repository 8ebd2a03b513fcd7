// What was observed of each target's promise: the longest time without a recovery point, that which still goes on at the
// end of the span as well, and whether it was more than is promised.
import type { History } from '../report/history.ts'
import type { Review } from '../review/review.ts'

export type Seen = {
  readonly target: string
  readonly promised: number | null
  readonly isBroken: boolean
  /** Null of a target without a recovery point in the span. */
  readonly gap: Gap | null
}

export type Gap = {
  readonly seconds: number
  readonly from: string
  readonly to: string
  /** The span ended before there was another recovery point: it is at least so long. */
  readonly isOpen: boolean
}

/** Of targets that are there now, by name; of no history, nothing. */
export function seenIn(review: Review, history: History | null): ReadonlyMap<string, Seen> {
  if (history === null) return new Map()
  const gaps = new Map(history.targets.map(each => [each.target, gapOf(each, history.to)]))
  const broken = new Set(
    history.incidents.flatMap(each => (each.kind === 'promise' ? each.targets : [])),
  )
  return new Map(
    review.targets.map(({ target, after }) => {
      const promised = after?.promisedSeconds ?? null
      const gap = gaps.get(target) ?? null
      const isTooLong = promised !== null && gap !== null && gap.seconds > promised
      return [target, { target, promised, gap, isBroken: isTooLong || broken.has(target) }]
    }),
  )
}

function gapOf({ observed, lastRecoveryPoint }: History['targets'][number], end: string) {
  const ended: Gap | null = observed && { ...observed, isOpen: false }
  if (lastRecoveryPoint === null) return ended
  const seconds = (Date.parse(end) - Date.parse(lastRecoveryPoint)) / 1000
  const open: Gap = { seconds, from: lastRecoveryPoint, to: end, isOpen: true }
  return ended !== null && ended.seconds >= seconds ? ended : open
}

/** The one that says most: the furthest beyond its promise, or the longest where nothing is promised. */
export function worstSeen(seen: Iterable<Seen>): (Seen & { readonly gap: Gap }) | undefined {
  const known = [...seen].flatMap(({ gap, ...each }) => (gap === null ? [] : [{ ...each, gap }]))
  const promised = known.filter(each => each.promised !== null)
  const share = (each: (typeof known)[number]) => each.gap.seconds / (each.promised ?? 1)
  return (promised.length > 0 ? promised : known).toSorted((a, b) => share(b) - share(a))[0]
}
