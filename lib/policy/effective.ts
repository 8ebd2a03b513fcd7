// One policy in one environment, merged and resolved, as everybody after this room sees it.
import { parseDuration } from '../schedule/duration.ts'
import { isProblem } from '../schedule/problem.ts'
import type { Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { effectiveSchedule, type Scheduled } from './effective-schedule.ts'
import { hashOf } from './hash.ts'
import { type Ingredients, mergePolicy } from './merge.ts'
import { diagnoseAt, type Origin } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'
import { type References, resolveTargets } from './resolve.ts'

export type EffectivePolicy = {
  readonly policy: Policy
  /** The policy's schedules once more, in the same order, with what only the rules want to know. */
  readonly scheduled: readonly Scheduled[]
  /** Every document that has a part in it. */
  readonly madeOf: readonly DocumentText[]
}

/** Gives the policy, unless something about it is wrong, and all that is wrong. */
export function effectivePolicy(
  ingredients: Ingredients & { readonly terms: EnvironmentTerms },
  references: References,
): { readonly effective?: EffectivePolicy; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const report = (flaw: Flaw, origin: Origin) => void diagnostics.push(diagnoseAt(flaw, origin))
  const { policy: written, terms } = ingredients
  const merged = mergePolicy(ingredients)
  const { owner, description, labels = {}, rpo, app, name } = merged.values
  const { targets, lists } = resolveTargets(merged, references, report)
  const context = { merged, written, targets, report }
  const scheduled = merged.schedules.flatMap(one => effectiveSchedule(one, context) ?? [])
  if (owner === undefined) report(NO_OWNER, merged.originOf('owner'))
  if (merged.schedules.length === 0) {
    report(NO_SCHEDULES, { text: written.text, path: ['overrides', terms.name] })
  }
  const isComplete = diagnostics.length === 0 && scheduled.length === merged.schedules.length
  if (!isComplete || owner === undefined || targets.length === 0) return { diagnostics }

  const rpoSeconds = rpo === undefined ? undefined : parseDuration(rpo)
  if (isProblem(rpoSeconds)) return { diagnostics }
  const content = {
    name,
    ...(description === undefined ? {} : { description }),
    owner,
    labels,
    app,
    targets,
    ...(rpoSeconds === undefined ? {} : { rpoSeconds }),
  }
  const schedules = scheduled.map(({ schedule }) => schedule)
  const hash = hashOf({
    ...content,
    environment: terms.name,
    schedules: schedules.map(withoutPlace),
  })
  const policy = { ...content, schedules, environment: terms, hash, place: written.place }
  const { environment, defaults } = ingredients
  const madeOf = [written.text, environment.text, ...(defaults ? [defaults.text] : []), ...lists]
  return { effective: { policy, scheduled, madeOf }, diagnostics }
}

/** Where a schedule stands is no part of what it says. */
function withoutPlace({ place: _, ...schedule }: Policy['schedules'][number]): object {
  return schedule
}

const NO_OWNER: Flaw = {
  code: 'missing-key',
  message: '"owner" is missing: a backup that fails at night must be somebody\'s',
  fix: 'add owner: dba-oncall@example.com, here or in Defaults',
}

const NO_SCHEDULES: Flaw = {
  code: 'missing-key',
  message: 'This override removes every schedule of the policy',
  fix: 'leave the environment out of environments',
}
