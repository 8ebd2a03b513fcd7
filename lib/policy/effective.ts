// One policy in one environment, merged and resolved, as everybody after this room sees it.
import { type Calendars, type CalendarWindows, calendarsOf } from './calendars.ts'
import type { DiagnosticCode } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { effectiveSchedule, type Scheduled, withPrecedence } from './effective-schedule.ts'
import { effectiveTrigger, type Triggered } from './effective-trigger.ts'
import { hashOf } from './hash.ts'
import { type Ingredients, type MergedPolicy, mergePolicy } from './merge.ts'
import { notificationsOf } from './notify.ts'
import { diagnoseAt, type Origin, type Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'
import { checkPolicy, followOns } from './policy-checks.ts'
import { type References, resolveTargets } from './resolve.ts'
import { secondsOf } from './terms.ts'
import { originIn } from './written.ts'

export type EffectivePolicy = {
  readonly policy: Policy
  /** The policy's schedules once more, in the same order, with what only the rules want to know. */
  readonly scheduled: readonly Scheduled[]
  /** And its triggers. */
  readonly triggered: readonly Triggered[]
  /** Where a key of the policy was written: in it, in its override or in a default. */
  readonly originOf: (key: string) => Origin
  /** Every document that has a part in it. */
  readonly madeOf: readonly DocumentText[]
}

type Surroundings = References & { readonly calendars: Calendars }

type EffectiveRead = {
  /** Without those schedules and triggers that are wrong; undefined when little would be left to look at. */
  readonly effective?: EffectivePolicy
  /** False when something about the policy is wrong. */
  readonly isRight: boolean
  readonly diagnostics: readonly Diagnostic[]
}

export function effectivePolicy(
  ingredients: Ingredients & { readonly terms: EnvironmentTerms },
  surroundings: Surroundings,
): EffectiveRead {
  const { policy: written, environment } = ingredients
  const merged = mergePolicy(ingredients)
  const { diagnostics, report } = reporter(followOns(merged, surroundings.lost))
  const resolved = resolveTargets(merged, surroundings, report)
  const blackouts = blackoutsOf(merged, { environment, ...surroundings }, report)
  const context = { merged, ...resolved, blackouts, report }
  const schedules = merged.schedules.flatMap(one => effectiveSchedule(one, context) ?? [])
  const scheduled = withPrecedence(schedules, context)
  const triggered = merged.triggers.flatMap(one => effectiveTrigger(one, context) ?? [])
  const notify = notificationsOf(merged, environment, report)
  checkPolicy(merged, { ...ingredients, ...surroundings }, report)

  const content = contentOf(merged, {
    targets: resolved.targets,
    schedules: scheduled.map(({ schedule }) => schedule),
    triggers: triggered.map(({ trigger }) => trigger),
    notify,
  })
  if (content === undefined) return { isRight: false, diagnostics }
  const isRight =
    written.mistakes.count === 0 &&
    !diagnostics.some(({ severity }) => severity === 'error') &&
    scheduled.length === merged.schedules.length &&
    triggered.length === merged.triggers.length
  const effective = {
    policy: policyOf(content, ingredients),
    scheduled,
    triggered,
    originOf: merged.originOf,
    madeOf: [
      ...[written, environment, ingredients.defaults].flatMap(one => one?.text ?? []),
      ...resolved.lists,
      ...blackouts.map(({ text }) => text),
    ],
  }
  return { effective, isRight, diagnostics }
}

function reporter(silent: Set<DiagnosticCode>) {
  const diagnostics: Diagnostic[] = []
  const report: Report = (flaw, origin) => {
    if (silent.has(flaw.code)) return
    diagnostics.push(diagnoseAt(flaw, origin))
    // It is missing once, however many times it is missed.
    if (flaw.code === 'timezone-missing') silent.add(flaw.code)
  }
  return { diagnostics, report }
}

type Content = Omit<Policy, 'environment' | 'hash' | 'origin'>

type Parts = Pick<Content, 'targets' | 'schedules' | 'triggers' | 'notify'>

/** Undefined when so much is wrong that the rest would be judged unjustly. */
function contentOf({ values, isMistaken }: MergedPolicy, parts: Parts): Content | undefined {
  const { name, description, owner, labels = {}, app, rpo } = values
  if (owner === undefined || parts.targets.length === 0) return undefined
  if (isMistaken('rpo', 'pause', 'exclude', 'environments')) return undefined
  const rpoSeconds = secondsOf(rpo)
  return {
    name,
    ...(description === undefined ? {} : { description }),
    owner,
    labels,
    app,
    ...(rpoSeconds === undefined ? {} : { rpoSeconds }),
    ...parts,
  }
}

function policyOf(
  content: Content,
  { policy, terms }: Ingredients & { readonly terms: EnvironmentTerms },
): Policy {
  const hash = hashOf({
    ...content,
    environment: terms.name,
    schedules: content.schedules.map(withoutOrigin),
    triggers: content.triggers.map(withoutOrigin),
  })
  return { ...content, environment: terms, hash, origin: originIn(policy, []) }
}

/** Where something stands is no part of what it says. */
function withoutOrigin({ origin: _, ...rest }: { readonly origin: Origin }): object {
  return rest
}

/** Those of the environment, and the policy's own. */
function blackoutsOf(
  { values, originOf }: MergedPolicy,
  { environment, calendars }: Pick<Ingredients, 'environment'> & Surroundings,
  report: Report,
): readonly CalendarWindows[] {
  const everywhere = calendarsOf(environment.value.blackouts ?? [], {
    calendars,
    originOf: index => originIn(environment, ['blackouts', index]),
    report,
  })
  const own = calendarsOf(values.blackouts ?? [], {
    calendars,
    originOf: index => originOf('blackouts', index),
    report,
  })
  return [...new Set([...everywhere, ...own])]
}
