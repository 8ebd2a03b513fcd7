// Schedules and triggers that are new, gone or different, matched by name and compared by what they ask for.
import type { Place } from '../policy/diagnostic.ts'
import { compare } from '../policy/order.ts'
import type { Origin } from '../policy/origin.ts'
import { addedReasons } from './added-reasons.ts'
import { changedReasons } from './changed-reasons.ts'
import type { Alone, Pair } from './facet.ts'
import { gradeOf, neutral, type Reason } from './grade.ts'
import type { SourceChange } from './graded.ts'
import type { Identities } from './identities.ts'
import type { Made } from './made.ts'
import { movedReasons } from './moved-reasons.ts'
import { type Moves, movesOf } from './moves.ts'
import { placeOfEntry } from './quick-place.ts'
import { removedReasons } from './removed-reasons.ts'
import type { Seen, SeenSource } from './seen.ts'
import type { Side } from './side.ts'

export type Changes = { readonly changes: readonly SourceChange[]; readonly moves: Moves }

export function changesOf(
  before: Seen,
  after: Seen,
  { identities: { nameNow, lost }, made }: Compared,
): Changes {
  const around = { made, nameNow, isAnother: (name: string) => lost.has(name), now: after.now }
  const gone = [...before.sources.values()].filter(one => !after.sources.has(one.planned.name))
  const added = [...after.sources.values()].filter(one => !before.sources.has(one.planned.name))
  const moves = movesOf({ gone, added, nameNow })
  const wheres = { before: placesOf(before.side), after: placesOf(after.side) }
  const changes = [
    ...gone.map(one => removed(one, { ...around, among: after.sources.values(), moves })),
    ...added.map(one => appeared(one, { ...around, among: before.sources.values(), moves })),
    ...changed(before, after, around),
  ]
  const placed = changes.map(change => ({
    ...change,
    place: wheres[change.after === null ? 'before' : 'after'](change.source),
  }))
  return { changes: placed.toSorted(worstFirst), moves }
}

type Compared = { readonly identities: Identities; readonly made: Made }

type Unplaced = Omit<SourceChange, 'place'>

type Around = Omit<Pair, 'before' | 'after'>

type Unpaired = Alone & { readonly moves: Moves }

function removed(source: SeenSource, { moves, ...around }: Unpaired): Unplaced {
  const to = moves.to.get(source.planned.name)?.join(', ')
  const reasons =
    to === undefined ? removedReasons(source, around) : [neutral(`only its name is new: ${to}`)]
  return {
    kind: 'removed',
    ...named(source, reasons),
    ...(to === undefined ? {} : { movedTo: to }),
    before: source.state,
    after: null,
  }
}

function appeared(source: SeenSource, { moves, ...around }: Unpaired): Unplaced {
  const from = moves.from.get(source.planned.name)
  const reasons =
    from === undefined ? addedReasons(source, around) : movedReasons(source, from, around.among)
  return {
    kind: 'added',
    ...named(source, reasons),
    ...(from === undefined ? {} : { movedFrom: from.join(', ') }),
    before: null,
    after: source.state,
  }
}

function* changed(before: Seen, after: Seen, around: Around): Generator<Unplaced> {
  for (const [name, is] of after.sources) {
    const was = before.sources.get(name)
    if (was === undefined) continue
    const reasons = changedReasons({ ...around, before: was, after: is })
    if (reasons.length === 0) continue
    yield { kind: 'changed', ...named(is, reasons), before: was.state, after: is.state }
  }
}

function named({ planned }: SeenSource, reasons: readonly Reason[]) {
  return { source: planned.name, grade: gradeOf(reasons), reasons }
}

/** What is gone, then what else weakens: lists are cut at their end. */
function worstFirst(a: SourceChange, b: SourceChange): number {
  return rankOf(a) - rankOf(b) || compare(a.source, b.source)
}

function rankOf({ grade, kind }: SourceChange): number {
  if (grade !== 'weakens') return 2
  return kind === 'removed' ? 0 : 1
}

/** Where a source stands; looked up only for those that are told. */
function placesOf({ policies }: Side): (source: string) => Place {
  const origins = new Map<string, Origin>(
    policies.flatMap(policy =>
      [...policy.schedules, ...policy.triggers].map(source => {
        return [`${policy.name}.${source.name}`, source.origin] as const
      }),
    ),
  )
  return source => {
    const origin = origins.get(source)
    if (origin === undefined) throw new Error(`${source} is in the plan, and in no policy.`)
    return placeOfEntry(origin, source.slice(source.indexOf('.') + 1))
  }
}
