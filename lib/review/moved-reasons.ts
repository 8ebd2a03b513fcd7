// What it means for protection that a source has another name, and starts what it did.
import { acknowledgedReasons } from './acknowledged-facet.ts'
import { neutral, type Reason, weightiestFirst } from './grade.ts'
import type { SeenSource } from './seen.ts'

/** `from`: its names before. What it acknowledges is no part of what it starts, and may be as new as its name. */
export function movedReasons(
  source: SeenSource,
  from: readonly string[],
  among: Iterable<SeenSource>,
): readonly Reason[] {
  const were = [...among].filter(({ planned }) => from.includes(planned.name))
  const [first, ...others] = were.map(({ acknowledges }) => acknowledges)
  const known = (first ?? []).filter(code => others.every(codes => codes.includes(code)))
  const silenced = [...acknowledgedReasons(known, source.acknowledges)]
  const only = silenced.length === 0 ? 'only its name' : 'its name'
  return weightiestFirst([...silenced, neutral(`${only} is new: it was ${from.join(', ')}`)])
}
