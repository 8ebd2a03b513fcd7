// What can be said of a document by the names of the others, before anything is merged: environments and lists.
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import { intended } from './intended.ts'
import type { Report } from './origin.ts'
import type { Path } from './places.ts'
import type { Repository, WrittenList, WrittenPolicy } from './repository.ts'
import { checkNames, checkOverridden } from './source-names.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

/** The environments that a policy is deployed to, by name; all, where it does not say. */
export function environmentsOf(
  { value }: WrittenPolicy,
  all: readonly string[],
): readonly string[] {
  return value.environments === undefined
    ? all
    : all.filter(name => value.environments?.includes(name))
}

export function checkReferences(repository: Repository, report: Report): void {
  const names = repository.environments.map(({ value }) => value.name)
  const context = { repository, names, report }
  for (const policy of repository.policies) {
    checkEnvironments(policy, context)
    checkOverrides(policy, context)
    checkNames(policy, report)
    checkOverridden(policy, report)
  }
  for (const list of repository.lists) checkList(list, context)
  for (const { value, ...source } of repository.defaults) {
    for (const [index, name] of (value.guardrails?.requireRpo ?? []).entries()) {
      checkEnvironment(
        name,
        { ...source, value, path: ['guardrails', 'requireRpo', index] },
        context,
      )
    }
  }
}

export type ReferenceContext = {
  readonly repository: Repository
  /** Of all environments. */
  readonly names: readonly string[]
  readonly report: Report
}

/** Reports a name that no environment has, unless it may be in a document that could not be read. */
export function checkEnvironment(
  name: string,
  { path, ...written }: Written<unknown> & { readonly path: Path },
  { repository, names, report }: ReferenceContext,
): void {
  const isUnknowable = repository.lost.has('Environment') || names.length === 0
  if (isUnknowable || names.includes(name) || written.mistakes.isAt(path)) return
  report(unknownEnvironment(name, names), originIn(written, path))
}

function checkEnvironments(policy: WrittenPolicy, context: ReferenceContext): void {
  const { repository, names, report } = context
  if (names.length === 0 && !repository.lost.has('Environment')) {
    report(NO_ENVIRONMENT, originIn(policy, []))
  }
  for (const [index, name] of (policy.value.environments ?? []).entries()) {
    checkEnvironment(name, { ...policy, path: ['environments', index] }, context)
  }
}

/** An override is for an environment that the policy is deployed to. */
function checkOverrides(policy: WrittenPolicy, context: ReferenceContext): void {
  const { repository, names, report } = context
  const deployed = environmentsOf(policy, names)
  const isUnknowable =
    names.length === 0 ||
    repository.lost.has('Environment') ||
    policy.mistakes.isAt(['environments'])
  for (const name of isUnknowable ? [] : Object.keys(policy.value.overrides ?? {})) {
    if (deployed.includes(name) || nameFlaw(name) !== undefined) continue
    const flaw = names.includes(name) ? notDeployed(name) : unknownEnvironment(name, names)
    report(flaw, originIn(policy, ['overrides', name]))
  }
}

/** A list for one environment must fit it; a list for all must fit at least one. */
function checkList(list: WrittenList, context: ReferenceContext): void {
  const { repository, names, report } = context
  if (repository.lost.has('Environment') || names.length === 0) return
  const { environment, commcell } = list.value
  if (environment !== undefined && !names.includes(environment)) {
    checkEnvironment(environment, { ...list, path: ['environment'] }, context)
    return
  }
  const holding = repository.environments.filter(
    ({ value }) => (environment ?? value.name) === value.name,
  )
  const known = new Set(holding.flatMap(({ value }) => Object.keys(value.commcells)))
  const isTold =
    list.mistakes.isAt(['commcell']) ||
    holding.some(({ mistakes }) => mistakes.isAt(['commcells', commcell]))
  if (known.has(commcell) || isTold) return
  const flaw = unknownCommCell(commcell, [...known], 'No environment of this list has a')
  report(flaw, originIn(list, ['commcell']))
}

const NO_ENVIRONMENT: Flaw = {
  code: 'unknown-environment',
  message: 'There is no Environment document, so this policy is deployed nowhere',
  fix: 'add one, such as policies/environments/prod.yaml',
}

function unknownEnvironment(name: string, names: readonly string[]): Flaw {
  const message = `There is no environment ${quote(name)}; there are ${names.join(', ')}`
  const near = intended(name, names)
  const fix = near === undefined ? 'add an Environment document' : `did you mean ${near}?`
  return { code: 'unknown-environment', message, fix }
}

function notDeployed(name: string): Flaw {
  const message = `This policy is not deployed to ${quote(name)}, so the override would change nothing`
  return {
    code: 'unknown-environment',
    message,
    fix: `add ${name} to environments, or remove it here`,
  }
}

/** `where` is the beginning of a sentence, as `No environment has a`. */
export function unknownCommCell(name: string, known: readonly string[], where: string): Flaw {
  const message = `${where} CommCell ${quote(name)}; there is ${known.join(', ')}`
  const near = intended(name, known) ?? (known.length === 1 ? known[0] : undefined)
  const fix =
    near === undefined ? 'add it to commcells of the environment' : `did you mean ${near}?`
  return { code: 'unknown-commcell', message, fix }
}
