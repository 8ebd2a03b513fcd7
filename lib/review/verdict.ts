// Whether a change may pass. What the base asks for is asked as well: no pull request takes away its own guard.
import type { Consent, Guardrails } from '../policy/guardrails.ts'
import { listed, oneOf } from '../policy/wording.ts'
import { isSameName } from '../target.ts'
import {
  type Base,
  type Check,
  type Finding,
  isElsewhere,
  type Review,
  type Verdict,
} from './review.ts'
import { percentText } from './share-text.ts'
import type { ReviewContext, Side } from './side.ts'

type Judged = Pick<Review, 'changes' | 'terms' | 'targets' | 'totals' | 'findings' | 'aws'>

type Sides = {
  readonly before: Side | undefined
  readonly after: Side
  readonly base: Base | null
}

export function verdictOf(judged: Judged, sides: Sides, given: Given): Verdict {
  const checks = [mistakes(judged.findings), fitsAws(judged.aws), ...guarded(judged, sides, given)]
  return { passes: checks.every(({ passes }) => passes), checks }
}

type Given = Pick<ReviewContext, 'labels' | 'approvers'>

function mistakes({ appeared, standing }: Judged['findings']): Check {
  const errors = [...appeared, ...standing].filter(({ severity }) => severity === 'error')
  if (errors.length === 0) {
    return { check: 'mistakes', passes: true, message: 'The policies are without mistakes' }
  }
  const count = errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`
  const message = `${count} in the policies: ${listed(errors.map(placeText))}`
  return { check: 'mistakes', passes: false, message, fix: fixOf(errors) }
}

function placeText({ code, place: { file, line, column } }: Finding): string {
  return `${file}:${line}:${column} [${code}]`
}

function fixOf([first, ...more]: readonly Finding[]): string {
  const own = first?.fix
  return own !== undefined && more.length === 0
    ? own
    : 'correct them; holdfast validate says how, each with its line'
}

function fitsAws({ problem }: Judged['aws']): Check {
  if (problem === undefined) {
    return { check: 'fits-aws', passes: true, message: 'AWS takes what the policies add up to' }
  }
  const fix = 'divide the policies between environments, or put targets that share times together'
  return { check: 'fits-aws', passes: false, message: problem.replace(/\.$/, ''), fix }
}

function* guarded(judged: Judged, { before, after, base }: Sides, given: Given): Generator<Check> {
  if (base !== null && isElsewhere(base)) return yield notCompared(base)
  if (before === undefined) return
  const sides = [after, before]
  const weakens = guardsOf(sides, ({ weakens }) => weakens)
  const unknown = unknownOf(before, base?.name)
  if (weakens.length > 0 || unknown !== undefined) {
    const check = weakensCheck(judged, { guards: weakens, base, unknown }, given)
    yield { ...check, ...standingOf('weakens', sides) }
  }
  const brakes = guardsOf(sides, ({ maxRemovedStarts }) => maxRemovedStarts)
  if (brakes.length > 0) {
    const check = brakeCheck(judged, { guards: brakes, isGuarded: weakens.length > 0 }, given)
    yield { ...check, ...standingOf('maxRemovedStarts', sides) }
  }
}

/** As both sides have it; what is the same on both is asked once. */
function guardsOf<C extends Consent>(
  sides: readonly Side[],
  of: (guardrails: Guardrails) => C | undefined,
): readonly C[] {
  const guards = sides.flatMap(({ guardrails }) => of(guardrails) ?? [])
  return [...new Map(guards.map(guard => [JSON.stringify(guard), guard])).values()]
}

function standingOf(key: string, sides: readonly Side[]): Pick<Check, 'standing'> {
  const [place] = sides.flatMap(({ guardrailAt }) => guardrailAt(key) ?? [])
  return place === undefined ? {} : { standing: `${place.file}:${place.line}` }
}

/** Why nobody can tell what the base asks of a change, and how to go on where nobody may consent. */
type Unknown = { readonly found: string; readonly otherwise: string }

/** It may have asked for consent to anything, so this does. */
function unknownOf({ guardrailsHiddenAt }: Side, name = 'the base'): Unknown | undefined {
  const [hidden] = guardrailsHiddenAt
  if (hidden === undefined) return undefined
  const { file, line, column } = hidden
  return {
    found: `The guardrails of ${name} are not known, because ${file}:${line}:${column} cannot be read`,
    otherwise: `correct ${file} first, in a pull request that changes nothing else and has a weakens guardrail with a label, which then allows it; or compare with the last commit that can be read`,
  }
}

/** Whoever could consent stands in the policies that were not found: nobody may. */
function notCompared({ name, withoutPolicies }: Base): Check {
  const { folder = '', elsewhere = [] } = withoutPolicies ?? {}
  return {
    check: 'weakens',
    passes: false,
    message: `${name} has policies in ${listed(elsewhere)} and none in ${folder}, so nothing is compared`,
    fix: 'compare with those as the head of the plan says; if they have moved, an administrator has to let that pass',
  }
}

type WeakensGuard = {
  readonly guards: readonly Consent[]
  readonly base: Base | null
  readonly unknown: Unknown | undefined
}

function weakensCheck(
  { changes, terms, targets }: Judged,
  { guards, base, unknown }: WeakensGuard,
  given: Given,
): Check {
  const check = 'weakens'
  const worse = [
    ...changes.map(({ source, grade, reasons }) => ({
      grade,
      text: `${source} (${reasons[0]?.text})`,
    })),
    ...terms.map(({ subject, grade, text }) => ({ grade, text: `${subject} (${text})` })),
    ...targets.map(({ target, grade, reasons }) => ({
      grade,
      text: `target ${target} (${reasons[0]?.text})`,
    })),
  ].filter(({ grade }) => grade === 'weakens')
  const weaker = `this change weakens protection: ${listed(worse.map(({ text }) => text))}`
  if (unknown !== undefined) {
    const found = worse.length === 0 ? unknown.found : `${unknown.found}, and ${weaker}`
    return consented({ check, guards, given, ...unknown, found })
  }
  // What nobody can read may have protected anything.
  if (base !== null && base.unreadable > 0 && worse.length === 0) {
    const found = `What the base protects is not known: ${base.name} has mistakes that hide policies`
    return consented({ check, found, guards, given })
  }
  if (worse.length === 0) return { check, passes: true, message: 'Nothing weakens protection' }
  return consented({ check, found: capital(weaker), guards, given })
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** A sum of shares is not exact. */
const ROUNDING = 1e-9

type Brake = {
  readonly guards: readonly NonNullable<Guardrails['maxRemovedStarts']>[]
  /** Whether its loosening is stopped as what weakens: else one change takes the brake off, and the next everything. */
  readonly isGuarded: boolean
}

function brakeCheck(
  { totals: { removedShare }, terms }: Judged,
  { guards, isGuarded }: Brake,
  given: Given,
): Check {
  const check = 'maxRemovedStarts'
  const least = Math.min(...guards.map(({ share }) => share))
  const over = guards.filter(({ share }) => removedShare > share + ROUNDING)
  const removed = `${percentText(removedShare)} of the backups a week are removed`
  const loosened = terms.find(({ key, grade }) => key === check && grade === 'weakens')
  if (over.length === 0 && loosened !== undefined && !isGuarded) {
    const otherwise = 'leave the guardrail as it is'
    return consented({ check, found: loosened.text, guards, given, otherwise })
  }
  if (over.length === 0) {
    return { check, passes: true, message: `${removed}, and ${percentText(least)} may be` }
  }
  const found = `${removed}, and without consent ${percentText(least)} may be`
  const otherwise = `remove less: ${percentText(least)} of the backups a week at most`
  return consented({ check, found, guards: over, given, otherwise })
}

type Asked = Pick<Check, 'check'> & {
  readonly found: string
  readonly guards: readonly Consent[]
  readonly given: Given
  /** What to do where nobody may consent. */
  readonly otherwise?: string
}

/** Every guard asks for a consent of its own; one label may be enough for all. Where there is none, nobody may consent. */
function consented({ check, found, guards, given, otherwise }: Asked): Check {
  const open = guards.filter(guard => consentTo(guard, given) === undefined)
  if (open.length === 0 && guards.length > 0) {
    const allowed = [...new Set(guards.flatMap(guard => consentTo(guard, given) ?? []))]
    return { check, passes: true, message: `${found}; ${allowed.join(', and ')}` }
  }
  const nobody = guards.length === 0 || open.some(guard => whatToDo(guard) === '')
  const fix = nobody
    ? (otherwise ?? 'take back what weakens')
    : [...new Set(open.map(whatToDo))].join('; and ')
  return { check, passes: false, message: found, fix }
}

function consentTo(
  { label, approvers = [] }: Consent,
  { labels, approvers: approvedBy }: Given,
): string | undefined {
  if (label !== undefined && labels.some(each => isSameName(each, label))) {
    return `the label ${label} allows it`
  }
  const who = approvers.find(name => approvedBy.some(each => isSameName(each, name)))
  return who === undefined ? undefined : `${who} has approved it`
}

/** Nothing where nobody may consent. */
function whatToDo({ label, approvers = [] }: Consent): string {
  const byLabel = label === undefined ? [] : [`add the label ${label} to the pull request`]
  const byPerson = approvers.length === 0 ? [] : [`have ${oneOf(approvers)} approve it`]
  return [...byLabel, ...byPerson].join(', or ')
}
