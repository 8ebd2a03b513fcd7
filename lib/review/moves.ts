// Sources that only have another name, or were divided or put together: what is gone under one name is there under
// another, for the same targets.
import { canonicalJson } from '../plan/canonical.ts'
import type { SeenSource } from './seen.ts'

export type Moves = {
  /** From the name that is gone to those that are there instead. */
  readonly to: ReadonlyMap<string, readonly string[]>
  /** And back. */
  readonly from: ReadonlyMap<string, readonly string[]>
}

type Sides = {
  readonly gone: readonly SeenSource[]
  readonly added: readonly SeenSource[]
  readonly nameNow: (target: string) => string
}

export function movesOf({ gone, added, nameNow }: Sides): Moves {
  const to = new Map<string, readonly string[]>()
  const from = new Map<string, readonly string[]>()
  const goneBy = grouped(gone)
  const addedBy = grouped(added)
  for (const [meaning, were] of goneBy) {
    const are = addedBy.get(meaning) ?? []
    if (targetsOf(were, nameNow) !== targetsOf(are, name => name)) continue
    for (const source of were) to.set(source.planned.name, namesOf(are, source, nameNow))
    for (const source of are) {
      const old = were.filter(each => sharesTarget(each, source, nameNow))
      from.set(
        source.planned.name,
        old.map(({ planned }) => planned.name),
      )
    }
  }
  return { to, from }
}

function namesOf(
  sources: readonly SeenSource[],
  old: SeenSource,
  nameNow: (target: string) => string,
): readonly string[] {
  return sources.filter(each => sharesTarget(old, each, nameNow)).map(({ planned }) => planned.name)
}

function sharesTarget(
  old: SeenSource,
  source: SeenSource,
  nameNow: (target: string) => string,
): boolean {
  const are = new Set(source.planned.targets)
  return old.planned.targets.some(name => are.has(nameNow(name)))
}

function targetsOf(sources: readonly SeenSource[], nameNow: (target: string) => string): string {
  return JSON.stringify(sources.flatMap(({ planned }) => planned.targets.map(nameNow)).toSorted())
}

function grouped(sources: readonly SeenSource[]): ReadonlyMap<string, readonly SeenSource[]> {
  const groups = new Map<string, SeenSource[]>()
  for (const source of sources) {
    const meaning = meaningOf(source)
    const known = groups.get(meaning)
    if (known === undefined) groups.set(meaning, [source])
    else known.push(source)
  }
  return groups
}

/** Without names, targets, and where a spread has put it, which goes by its name. */
function meaningOf({ planned }: SeenSource): string {
  const { kind, backup, terms, pause, phrase } = planned
  const common = { kind, backup, terms, pause, phrase }
  if (planned.kind === 'trigger') {
    const { event, pattern, delaySeconds, identity, targetFrom } = planned
    return canonicalJson({ ...common, event, pattern, delaySeconds, identity, targetFrom })
  }
  const { timezone, startDate, endDate, jitterSeconds, spreadSeconds, expression } = planned
  const time = spreadSeconds > 0 ? 'spread' : expression
  return canonicalJson({ ...common, timezone, startDate, endDate, jitterSeconds, time })
}
