// What is said of a review as a whole: whether anything was compared, whether anything changes, and the figures.
import { listed } from '../policy/wording.ts'
import { type Base, isElsewhere, type Review, type WithoutPolicies } from '../review/review.ts'
import { percentText } from '../review/share-text.ts'
import { baseText, counted, fromTo, numberText } from './words.ts'

function unreadableText({ unreadable }: Base): string {
  const mistakes = unreadable === 1 ? '1 mistake' : `${unreadable} mistakes`
  return `policies of the base are missing by ${mistakes} in it: what those covered looks new here`
}

/** What may deceive about the base: why something may look new that is not. */
export function basePitfalls(base: Base): readonly string[] {
  return [
    ...(base.withoutPolicies === undefined
      ? []
      : [withoutPoliciesText(base, base.withoutPolicies)]),
    ...(base.unreadable > 0 ? [unreadableText(base)] : []),
  ]
}

/** `HEAD (abc1234) has no policies in pol: everything counts as added`. */
function withoutPoliciesText(base: Base, { folder, elsewhere }: WithoutPolicies): string {
  const where = folder === base.name ? '' : ` in ${folder}`
  const nothing = `${baseText(base)} has no policies${where}`
  const [old] = elsewhere
  if (old === undefined) return `${nothing}: everything counts as added`
  const commit = base.commit?.slice(0, 12) ?? base.name
  return `${nothing}, although there are some in ${listed(elsewhere)}. To compare with those: git worktree add ../before ${commit}, and --base ../before/${old}`
}

/** `prod is gone (policies/environments/prod.yaml:4)`; where it is not, its name. */
export function environmentText({ environment, environmentGone: place }: Review): string {
  return place === undefined ? environment : `${environment} is gone (${place.file}:${place.line})`
}

/** `1 added, 1 changed, 1 removed`; of an environment that is gone, the last of these. */
export function countsText({ totals: { sources }, environmentGone }: Review): string {
  if (environmentGone !== undefined) return `${sources.removed} removed`
  return `${sources.added} added, ${sources.changed} changed, ${sources.removed} removed`
}

/** `Backups a week: 1,373 -> 701; 48.9% of those before are gone`. */
export function backupsText(review: Review): string {
  const { totals } = review
  const { before, after } = totals.backupsPerWeek
  if (!isCompared(review)) return `Backups a week: ${numberText(after)}`
  const gone =
    totals.removedShare === 0
      ? ''
      : `; ${percentText(totals.removedShare)} of those before are gone`
  return `Backups a week: ${fromTo(numberText(before), numberText(after))}${gone}`
}

/** `Targets: 1 gained, 1 lost, 2 in no policy`, as far as there are any. */
export function targetsText({ totals: { targets } }: Review): string {
  const parts = [
    [targets.gained, 'gained'],
    [targets.lost, 'lost'],
    [targets.longer, 'with a longer recovery gap'],
    [targets.shorter, 'with a shorter recovery gap'],
    [targets.unprotected, 'in no policy'],
  ] as const
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${numberText(count)} ${what}`)
  return words.length === 0 ? 'Targets: every one is covered' : `Targets: ${words.join(', ')}`
}

/** Whether two sides were compared; else it is told what is. */
export function isCompared(review: Review): boolean {
  return review.base !== null && isReadable(review) && !isElsewhere(review.base)
}

/** Whether there are figures at all: of policies that cannot be read, none would be true. */
export function isReadable({ unreadable = 0 }: Review): boolean {
  return unreadable === 0
}

export function unreadText({ unreadable = 0 }: Review): string {
  const [mistakes, they] =
    unreadable === 1 ? ['1 mistake keeps', 'it is'] : [`${unreadable} mistakes keep`, 'they are']
  return `${mistakes} policies from being read: until ${they} corrected, nothing can be said of what they protect`
}

/** Whether the change has no effect at all: nothing to list in any part. */
export function isUnchanged(review: Review): boolean {
  const { base, changes, terms, targets, collisions, findings, aws } = review
  const lists = [
    ...[changes, terms, aws.resources, collisions.appeared, collisions.gone],
    ...[findings.appeared, findings.gone],
  ]
  return (
    isCompared(review) &&
    base?.unreadable === 0 &&
    base.withoutPolicies === undefined &&
    lists.every(({ length }) => length === 0) &&
    targets.every(({ reasons }) => reasons.length === 0)
  )
}

/** What is to be said of a change without effect, and what that does not say. */
export function unchangedText(review: Review): string {
  const { base, totals, findings } = review
  const same = sourcesText(totals.sources.unchanged)
  const standing = findings.standing.length
  const also = [
    ...(totals.targets.unprotected > 0
      ? [`${counted(totals.targets.unprotected, 'target')} in no policy`]
      : []),
    ...(standing > 0 ? [`${counted(standing, 'finding')} of validate`] : []),
  ]
  const from = base === null ? '' : ` from ${baseText(base)}`
  const remains =
    also.length === 0 ? '' : ` What was there before is still there: ${also.join(', ')}.`
  return `Nothing changes for any backup: ${same} and everything around them are no different${from}.${remains}`
}

/** `8 schedules and triggers`: what policies start backups by. */
export function sourcesText(count: number): string {
  return count === 1 ? '1 schedule or trigger' : `${numberText(count)} schedules and triggers`
}
