// What is said of a review as a whole: whether anything was compared, whether anything changes, and the figures.
import { listed } from '../policy/wording.ts'
import { type Base, isElsewhere, type WithoutPolicies } from '../review/base.ts'
import type { BeforeAfter } from '../review/figures.ts'
import type { Review } from '../review/review.ts'
import { percentText } from '../review/share-text.ts'
import type { TargetReview } from '../review/target-review.ts'
import { baseText, counted, fromTo, numberText, placeText } from './words.ts'

function unreadableText({ unreadable, mistake }: Base): string {
  const mistakes = unreadable === 1 ? '1 mistake' : `${unreadable} mistakes`
  const first = unreadable === 1 ? '' : 'the first: '
  const which = mistake ? ` (${first}${placeText(mistake.place)}: ${mistake.message})` : ''
  return `policies of the base are missing by ${mistakes} in it${which}: what those covered looks new here`
}

/** What may deceive about the base: why something may look new that is not. */
export function basePitfalls(base: Base): readonly string[] {
  const isWhole = base.unreadable === 0 && base.withoutPolicies === undefined
  return [
    ...(base.standsFor === undefined || isWhole ? [] : [oneFileText(base, base.standsFor)]),
    ...(base.withoutPolicies === undefined
      ? []
      : [withoutPoliciesText(base, base.withoutPolicies)]),
    ...(base.unreadable > 0 ? [unreadableText(base)] : []),
  ]
}

/** Somebody wants to compare one file, and gets a plan in which all the others are new. */
function oneFileText({ name }: Base, folder: string): string {
  return `${name} is one file, and is compared with all of ${folder}: whatever it does not hold, environments, targets and defaults too, looks new here. To compare two versions of one file, let the base be a commit, or a copy of ${folder} that has the other version`
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
  const { before, after } = weekTexts(totals)
  if (!isCompared(review)) return `Backups a week: ${after}`
  const gone =
    totals.removedShare === 0
      ? ''
      : `; ${percentText(totals.removedShare)} of those before are gone`
  return `Backups a week: ${fromTo(before, after)}${gone}`
}

/** Whole backups, unless there are few of them, or only fractions tell the two apart. */
export function weekTexts({ backupsPerWeek }: Review['totals']): BeforeAfter<string> {
  const { before, after } = backupsPerWeek
  const [was, is] = [Math.round(before), Math.round(after)]
  const isExact = Math.min(was, is) < 10 || (was === is && before !== after)
  return isExact
    ? { before: numberText(before), after: numberText(after) }
    : { before: numberText(was), after: numberText(is) }
}

/** What the figures do not tell of a pause: of a change those that are new. Undefined where there is none. */
export function pausedText(review: Review): string | undefined {
  // What is paused without an end counts as gone.
  const pauses = review.ahead.pauses
    .filter(({ until }) => until !== undefined)
    .filter(({ isNew }) => isNew || !isCompared(review))
  const names = new Set(pauses.map(({ source }) => source))
  const paused = review.sources.filter(
    ({ source, kind }) => kind === 'schedule' && names.has(source),
  )
  if (paused.length === 0) return undefined
  const [are, ran] = paused.length === 1 ? ['is', 'it as if it'] : ['are', 'them as if they']
  return `${counted(paused.length, 'schedule')} ${are} paused: the figures, and the gaps of targets, count ${ran} ran. At run time a pause breaks an rpo all the same`
}

/** `Targets: 1 gained, 1 lost, 2 in no policy`, as far as there are any. */
export function targetsText(review: Review): string {
  const { targets } = review.totals
  const parts = [
    [targets.gained, 'gained'],
    [targets.lost, 'lost'],
    [targets.replaced, `${targets.replaced === 1 ? 'means' : 'mean'} another subclient now`],
    [targets.longer, 'with a longer recovery gap'],
    [targets.shorter, 'with a shorter recovery gap'],
    [lessProtected(review), 'less protected'],
    [targets.unprotected, 'in no policy'],
  ] as const
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${numberText(count)} ${what}`)
  return words.length === 0 ? 'Targets: every one is covered' : `Targets: ${words.join(', ')}`
}

/** How many targets a change weakens of which the other figures say nothing: they keep all gaps, and lose a level. */
export function lessProtected({ targets, totals }: Review): number {
  const weaker = targets.filter(({ grade, change }) => grade === 'weakens' && change === 'kept')
  return Math.max(0, weaker.filter(target => !isLonger(target)).length - totals.targets.replaced)
}

function isLonger({ before, after }: TargetReview): boolean {
  const [was, is] = [before, after].map(cover =>
    cover?.proved.kind === 'between' ? cover.proved.seconds : Number.POSITIVE_INFINITY,
  )
  return (is ?? 0) > (was ?? 0)
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
