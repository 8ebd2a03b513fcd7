// Which collisions are new or gone, and what a target loses by one: of two data backups in one minute the second finds
// the first still running, and nobody knows which of the two that will be.
import { collisionsOf } from './collisions.ts'
import { type Reason, strengthens, weakens } from './grade.ts'
import type { Identities } from './identities.ts'
import { isAsStrong } from './level-strength.ts'
import type { Moves } from './moves.ts'
import type { Collision } from './outlook.ts'
import type { Review } from './review.ts'
import { isIdle, type Seen, type SeenSource } from './seen.ts'

export type CollisionChanges = Review['collisions'] & {
  /** By target, by the name that it has now. */
  readonly reasons: ReadonlyMap<string, readonly Reason[]>
}

type Compared = { readonly identities: Identities; readonly moves: Moves }

/** Other names of sources and targets make no collision a new one. Of a side compared with itself there are none. */
export function collisionChanges(before: Seen, after: Seen, compared: Compared): CollisionChanges {
  if (before === after) return { appeared: [], gone: [], reasons: new Map() }
  const were = collisionsOf(before.side, before)
  const are = collisionsOf(after.side, after)
  const known = new Set(were.flatMap(one => keysNow(one, compared)))
  const left = new Set(are.map(keyOf))
  const appeared = are.filter(one => !known.has(keyOf(one)))
  const gone = were.filter(one => !keysNow(one, compared).some(key => left.has(key)))
  return { appeared, gone, reasons: reasonsOf({ appeared, gone }, { before, after, compared }) }
}

const keyOf = ({ target, sources }: Collision) => JSON.stringify([target, sources])

/** What it would be told as now: of a source that was divided there are several. */
function keysNow(
  { target, sources }: Collision,
  { identities: { nameNow }, moves: { to } }: Compared,
): readonly string[] {
  const [some, others] = sources.map(name => to.get(name) ?? [name])
  const pairs = (some ?? []).flatMap(a => (others ?? []).map(b => [a, b].toSorted()))
  return pairs.map(pair => JSON.stringify([nameNow(target), pair]))
}

function reasonsOf(
  { appeared, gone }: Review['collisions'],
  { before, after, compared }: { before: Seen; after: Seen; compared: Compared },
): ReadonlyMap<string, readonly Reason[]> {
  const { nameNow } = compared.identities
  const reasons = new Map<string, Reason[]>()
  const tell = (target: string, reason: Reason) => {
    const known = reasons.get(target)
    if (known === undefined) reasons.set(target, [reason])
    else known.push(reason)
  }
  const isMadeBefore = madeIn(before, { names: compared.moves.from, nameThere: nameNow })
  const isMadeAfter = madeIn(after, { names: compared.moves.to, nameThere: name => name })
  for (const one of appeared) {
    if (
      !losesBackups(one, { side: after, isMadeThere: source => isMadeBefore(source, one.target) })
    )
      continue
    const text = `${one.sources.join(' and ')} start in the same minute, ${one.local}`
    tell(one.target, weakens(`${text}: one of the two is lost`))
  }
  for (const one of gone) {
    const target = nameNow(one.target)
    if (!losesBackups(one, { side: before, isMadeThere: source => isMadeAfter(source, target) }))
      continue
    const text = `${one.sources.join(' and ')} start in the same minute no longer`
    tell(target, strengthens(`${text}: none of the two is lost`))
  }
  return reasons
}

type There = {
  /** From a source's name to those that it has on that side, where they are others. */
  readonly names: ReadonlyMap<string, readonly string[]>
  readonly nameThere: (target: string) => string
}

/** Whether a side starts a source, and that target with it. */
function madeIn({ sources, now }: Seen, { names, nameThere }: There) {
  return ({ planned: { name } }: SeenSource, target: string): boolean =>
    (names.get(name) ?? [name]).some(other => {
      const source = sources.get(other)
      if (source === undefined || isIdle(source, now)) return false
      return source.planned.targets.some(each => nameThere(each) === target)
    })
}

/**
 * Whether the other side makes a backup that may be lost here. Where the one that is in its way is new, and does what it
 * did as well, nothing is.
 */
function losesBackups(
  { sources }: Collision,
  { side, isMadeThere }: { side: Seen; isMadeThere: (source: SeenSource) => boolean },
): boolean {
  const [a, b] = sources.map(name => side.sources.get(name))
  if (a === undefined || b === undefined) return false
  const isLost = (lost: SeenSource, by: SeenSource) =>
    givesUp(lost, by) &&
    isMadeThere(lost) &&
    (isMadeThere(by) || !isAsStrong(by.planned.backup, lost.planned.backup))
  return isLost(a, b) || isLost(b, a)
}

/** It is skipped, or killed by the other. */
function givesUp({ planned: lost }: SeenSource, { planned: by }: SeenSource): boolean {
  return lost.terms.overlap === 'skip' || by.terms.overlap === 'replace'
}
