// The policies of a repository as the verbs want them: read, checked, and of one environment.
import { isAbsolute, relative } from 'node:path'
import { type Plan, type PlannedSource, plan } from '../plan/plan.ts'
import type { Diagnostic } from '../policy/diagnostic.ts'
import { loadPolicies, type PolicyFile } from '../policy/load.ts'
import type { Policy } from '../policy/policy.ts'
import { type PoliciesRead, readPolicies } from '../policy/read.ts'
import { renderText } from '../policy/render.ts'
import { type Instant, isScheduleSource, isTriggerSource, type PolicySources } from '../start.ts'
import { colorsFor } from './colors.ts'
import { PolicyMistakes, UsageError } from './failure.ts'
import { counted, progress } from './output.ts'

export type PoliciesHere = PoliciesRead & { readonly files: readonly PolicyFile[] }

export type Selection = {
  readonly policies: string
  readonly env?: string
  /** For warnings about dates that have passed; without it, today. */
  readonly now?: Instant
}

/** All that is right, and the environment that is meant. */
export type EnvironmentHere = Omit<PoliciesHere, 'policies' | 'diagnostics'> & {
  readonly environment: string
  /** Of the environment, by name. */
  readonly policies: readonly Policy[]
}

export function policiesIn(paths: readonly string[], now: Instant = Date.now()): PoliciesHere {
  const { files, diagnostics: unreadable } = loadPolicies(...paths)
  return { files, ...readPolicies(files, { unreadable, folder: paths.join(', '), now }) }
}

/**
 * Everything in the folder without a mistake; warnings are counted on stderr and do not stop it.
 * @throws PolicyMistakes
 */
export function rightPolicies({ policies, now }: Selection): PoliciesHere {
  const here = policiesIn([policies], now)
  const errors = here.diagnostics.filter(({ severity }) => severity === 'error')
  const others = here.diagnostics.filter(({ severity }) => severity !== 'error')
  const color = colorsFor(process.stderr).isColorSupported
  const where = policies === 'policies' ? '' : ` --policies ${policies}`
  const told =
    others.length === 0 ? '' : `${severities(others)}: npx holdfast validate${where} shows them`
  if (errors.length > 0) {
    throw new PolicyMistakes(`${renderText(errors, here.files, { color })}${told}`)
  }
  if (told !== '') progress(told)
  return here
}

/** `2 errors, 1 warning`; of none, nothing. */
export function severities(diagnostics: readonly Diagnostic[]): string {
  return (['error', 'warning', 'note'] as const)
    .map(severity => ({ severity, of: diagnostics.filter(each => each.severity === severity) }))
    .filter(({ of }) => of.length > 0)
    .map(({ severity, of }) => counted(of.length, severity))
    .join(', ')
}

/**
 * The same, of one environment.
 * @throws PolicyMistakes, UsageError
 */
export function checkedPolicies(selection: Selection): EnvironmentHere {
  const { diagnostics: _, ...here } = rightPolicies(selection)
  return inEnvironment(here, environmentOf(here, selection.env))
}

export function inEnvironment(
  here: Omit<PoliciesHere, 'diagnostics'>,
  environment: string,
): EnvironmentHere {
  const policies = here.policies.filter(policy => policy.environment.name === environment)
  return { ...here, environment, policies }
}

/** @throws PlanError */
export function planIn({ policies }: EnvironmentHere): Plan {
  return plan(policies)
}

/**
 * The plan of one environment.
 * @throws PolicyMistakes, UsageError, PlanError
 */
export function planOf(selection: Selection): Plan {
  return planIn(checkedPolicies(selection))
}

/** @throws UsageError that lists what there is. */
export function sourceIn(
  { policies, sources }: Plan,
  name: string,
): { readonly policy: PolicySources; readonly source: PlannedSource } {
  const source = sources.find(candidate => candidate.name === name)
  const policy = policies.find(candidate => candidate.policy.name === source?.policy)
  if (source && policy) return { policy, source }
  const names = sources.map(candidate => candidate.name).join(', ')
  throw new UsageError(`there is no source ${name}; there are ${names}.`)
}

/**
 * The sources of one policy, or of all.
 * @throws UsageError that lists the policies.
 */
export function sourcesOfPolicy(plan: Plan, policy: string | undefined): readonly PlannedSource[] {
  if (policy === undefined) return plan.sources
  const sources = plan.sources.filter(source => source.policy === policy)
  if (sources.length > 0) return sources
  const names = plan.policies.map(each => each.policy.name).join(', ')
  throw new UsageError(`there is no policy ${policy} in ${plan.environment}; there are ${names}.`)
}

/** Targets of this policy that others protect as well: alone it does not say how long they go without a recovery point. */
export function sharedTargets(plan: Plan, policy: string | undefined): ReadonlySet<string> {
  const others = plan.sources.filter(
    source => policy !== undefined && source.policy !== policy && isScheduleSource(source),
  )
  return new Set(others.flatMap(({ targets }) => targets))
}

/**
 * The plan as if it were of one policy alone, or of all.
 * @throws UsageError that lists the policies.
 */
export function planOfPolicy(plan: Plan, policy: string | undefined): Plan {
  const sources = sourcesOfPolicy(plan, policy)
  const names = new Set(sources.map(source => source.policy))
  const rules = new Set(sources.filter(isTriggerSource).map(({ rule }) => rule))
  return {
    ...plan,
    policies: plan.policies.filter(each => names.has(each.policy.name)),
    sources,
    rules: plan.rules.filter(({ id }) => rules.has(id)),
  }
}

/** Whether a file is a path, or below it. */
export function isInside(file: string, path: string): boolean {
  const way = relative(path, file)
  return !way.startsWith('..') && !isAbsolute(way)
}

/** @throws UsageError that lists them, unless one is named or there is one only */
export function environmentOf(
  { environments }: Pick<PoliciesHere, 'environments'>,
  wanted: string | undefined,
): string {
  const names = environments.map(environment => environment.name).toSorted()
  const [only, ...more] = names
  if (wanted !== undefined && names.includes(wanted)) return wanted
  if (wanted === undefined && only !== undefined && more.length === 0) return only
  const problem =
    wanted === undefined ? 'choose an environment with --env' : `there is no environment ${wanted}`
  throw new UsageError(`${problem}; there are ${names.join(', ') || 'none'}.`)
}
