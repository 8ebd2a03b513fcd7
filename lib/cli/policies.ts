// The policies of a repository as the verbs want them: read, checked, and of one environment.
import { type Plan, type PlannedSource, plan } from '../plan/plan.ts'
import type { Diagnostic } from '../policy/diagnostic.ts'
import { loadPolicies, type PolicyFile } from '../policy/load.ts'
import type { EnvironmentTerms, Policy } from '../policy/policy.ts'
import { readPolicies } from '../policy/read.ts'
import { renderText } from '../policy/render.ts'
import type { PolicySources } from '../start.ts'
import { colorsFor } from './colors.ts'
import { PolicyMistakes, UsageError } from './failure.ts'

export type PoliciesHere = {
  readonly files: readonly PolicyFile[]
  readonly environments: readonly EnvironmentTerms[]
  readonly policies: readonly Policy[]
  readonly diagnostics: readonly Diagnostic[]
}

export type Selection = { readonly policies: string; readonly env?: string }

export function policiesIn(paths: readonly string[]): PoliciesHere {
  const { files, diagnostics: unreadable } = loadPolicies(...paths)
  return { files, ...readPolicies(files, { unreadable, folder: paths.join(', ') }) }
}

/**
 * The plan of one environment; warnings are shown on stderr and do not stop it.
 * @throws PolicyMistakes, UsageError
 */
export function planOf(selection: Selection): Plan {
  const here = policiesIn([selection.policies])
  const color = colorsFor(process.stderr).isColorSupported
  const text = renderText(here.diagnostics, here.files, { color })
  if (here.diagnostics.some(({ severity }) => severity === 'error')) throw new PolicyMistakes(text)
  process.stderr.write(text)
  const environment = environmentOf(here, selection.env)
  return plan(here.policies.filter(policy => policy.environment.name === environment))
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

function environmentOf({ environments }: PoliciesHere, wanted: string | undefined): string {
  const names = environments.map(environment => environment.name).toSorted()
  const [only, ...more] = names
  if (wanted !== undefined && names.includes(wanted)) return wanted
  if (wanted === undefined && only !== undefined && more.length === 0) return only
  const problem =
    wanted === undefined ? 'choose an environment with --env' : `there is no environment ${wanted}`
  throw new UsageError(`${problem}; there are ${names.join(', ') || 'none'}.`)
}
