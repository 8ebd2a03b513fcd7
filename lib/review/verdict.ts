// Whether a change may pass. What the base asks for is asked as well: no pull request takes away its own guard.
import type { Consent, Guardrails } from '../policy/guardrails.ts'
import { listed } from '../policy/wording.ts'
import { type Base, isElsewhere } from './base.ts'
import { notCompared, unknownOf } from './base-unknown.ts'
import { brakeCheck } from './brake-check.ts'
import type { Check, Finding, Verdict } from './check.ts'
import type { Given } from './consented.ts'
import type { Review } from './review.ts'
import type { Side } from './side.ts'
import { weakensCheck } from './weakens-check.ts'

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
