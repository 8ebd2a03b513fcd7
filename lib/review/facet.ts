// One thing that can be different about a source, judged by itself.
import type { Instant } from '../start.ts'
import type { Reason } from './grade.ts'
import type { Made } from './made.ts'
import type { SeenSource } from './seen.ts'

/** A source before and after. */
export type Pair<S extends SeenSource = SeenSource> = {
  readonly before: S
  readonly after: S
  readonly made: Made
  /** The name that a target of the base has now. */
  readonly nameNow: (target: string) => string
  /** Whether a target of both sides is another subclient now, of which the target tells, once for all its sources. */
  readonly isAnother: (target: string) => boolean
  readonly now: Instant
}

/** What there is to know of a source that one side alone has. */
export type Alone = Omit<Pair, 'before' | 'after'> & {
  /** The sources of the other side, of which one may do the same. */
  readonly among: Iterable<SeenSource>
}

/** Tells what is different; nothing where nothing is. */
export type Facet<S extends SeenSource = SeenSource> = (pair: Pair<S>) => Iterable<Reason>

/** A facet that needs nothing but the two, and so can hold one source against another. */
export type TermFacet<S extends SeenSource = SeenSource> = (
  pair: Pick<Pair<S>, 'before' | 'after' | 'now'>,
) => Iterable<Reason>

/** Targets that it has on both sides, by the name that they have now. */
export function commonTargets({ before, after, nameNow }: Pair): readonly string[] {
  const were = new Set(before.planned.targets.map(nameNow))
  return after.planned.targets.filter(name => were.has(name))
}
