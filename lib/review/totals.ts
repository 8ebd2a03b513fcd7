// The figures of a change, and what is the weakest in it.
import type { Instant } from '../start.ts'
import { provedSeconds } from './backups-made.ts'
import type { Totals } from './figures.ts'
import type { Grade } from './grade.ts'
import type { SourceChange, TermChange } from './graded.ts'
import type { Identities } from './identities.ts'
import { lastingWeek, type Week } from './lasting.ts'
import type { Side } from './side.ts'
import type { TargetReview } from './target-review.ts'

type Changed = {
  readonly changes: readonly SourceChange[]
  readonly terms: readonly TermChange[]
  readonly targets: readonly TargetReview[]
}

type Sides = {
  readonly before: Side
  readonly after: Side
  readonly identities: Identities
  readonly now: Instant
}

export function totalsOf({ before, after, identities, now }: Sides, changed: Changed): Totals {
  const { changes, terms, targets } = changed
  const count = (kind: SourceChange['kind']) => changes.filter(each => each.kind === kind).length
  const [added, different, removed] = [count('added'), count('changed'), count('removed')]
  const is = lastingWeek(after, now)
  const was = renamed(before === after ? is : lastingWeek(before, now), identities)
  const [total, totalNow] = [sumOf(was), sumOf(is)]
  return {
    sources: {
      added,
      changed: different,
      removed,
      unchanged: after.plan.sources.length - added - different,
    },
    backupsPerWeek: { before: total, after: totalNow },
    removedShare: total === 0 ? 0 : Math.min(1, removedOf(was, is) / total),
    grades: gradesOf([...changes, ...terms]),
    targets: { ...targetTotals(targets), replaced: identities.lost.size },
  }
}

function gradesOf(parts: readonly { readonly grade: Grade }[]): Totals['grades'] {
  const count = (wanted: Grade) => parts.filter(({ grade }) => grade === wanted).length
  return {
    weakens: count('weakens'),
    neutral: count('neutral'),
    strengthens: count('strengthens'),
  }
}

/** A target that only got another name has neither gained nor lost. */
function targetTotals(targets: readonly TargetReview[]): Omit<Totals['targets'], 'replaced'> {
  const kept = targets.flatMap(({ before, after }) =>
    before === null || after === null
      ? []
      : [[provedSeconds(before), provedSeconds(after)] as const],
  )
  const count = (isMeant: (target: TargetReview) => boolean) => targets.filter(isMeant).length
  return {
    gained: count(({ change, grade }) => change === 'gained' && grade === 'strengthens'),
    lost: count(({ change, grade }) => change === 'lost' && grade === 'weakens'),
    unprotected: count(({ change, after }) => change === 'never' && after === null),
    longer: kept.filter(([was, is]) => is > was).length,
    shorter: kept.filter(([was, is]) => is < was).length,
  }
}

/** Targets by the name that they have now. */
function renamed(week: Week, { nameNow }: Identities): Week {
  return new Map([...week].map(([name, levels]) => [nameNow(name), levels]))
}

function sumOf(week: Week): number {
  let sum = 0
  for (const levels of week.values()) for (const starts of levels.values()) sum += starts
  return Math.round(sum * 1e6) / 1e6
}

function removedOf(was: Week, is: Week): number {
  let removed = 0
  for (const [target, levels] of was) removed += removedFrom(levels, is.get(target) ?? new Map())
  return removed
}

/** By level text, what does as well: the order of isAsStrong. */
const STRONGER: { readonly [level: string]: readonly string[] } = {
  DIFFERENTIAL: ['FULL'],
  INCREMENTAL: ['INCREMENTAL cumulative', 'FULL'],
  'INCREMENTAL cumulative': ['FULL'],
  'FULL copy-only': ['FULL'],
}

/** More of a stronger level make up for fewer of a weaker one, of the same target. */
function removedFrom(was: ReadonlyMap<string, number>, is: ReadonlyMap<string, number>): number {
  const spare = new Map([...is].map(([level, starts]) => [level, starts - (was.get(level) ?? 0)]))
  let removed = 0
  for (const [level, starts] of was) {
    let missing = starts - (is.get(level) ?? 0)
    for (const stronger of STRONGER[level] ?? []) {
      const used = Math.min(Math.max(missing, 0), Math.max(spare.get(stronger) ?? 0, 0))
      spare.set(stronger, (spare.get(stronger) ?? 0) - used)
      missing -= used
    }
    removed += Math.max(missing, 0)
  }
  return removed
}
