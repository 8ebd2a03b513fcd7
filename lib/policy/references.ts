// What can be said of a document by the names of the others, before anything is merged: environments, overrides, lists.
import type { Flaw } from './codes.ts'
import { addedBy } from './merge.ts'
import type { Report } from './origin.ts'
import type { Repository, Written, WrittenPolicy } from './repository.ts'
import type { OracleList, SqlServerList } from './schema.ts'
import { nearest, quote } from './wording.ts'

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
  for (const policy of repository.policies) {
    checkEnvironments(policy, names, { repository, report })
    checkNames(policy, report)
    checkOverrides(policy, names, { repository, report })
  }
  for (const list of repository.lists) checkList(list, repository, report)
}

type Context = { readonly repository: Repository; readonly report: Report }

function checkEnvironments(
  { value, text }: WrittenPolicy,
  names: readonly string[],
  { repository, report }: Context,
): void {
  if (!repository.isWhole) return
  if (names.length === 0) report(NO_ENVIRONMENT, { text, path: [] })
  for (const [index, name] of (value.environments ?? []).entries()) {
    if (names.length === 0 || names.includes(name)) continue
    report(unknownEnvironment(name, names), { text, path: ['environments', index] })
  }
}

/** Scheduler's names have 64 characters; a hash in place of the rest would rename, which is to delete and create. */
function checkNames({ value, text }: WrittenPolicy, report: Report): void {
  const overrides = Object.entries(value.overrides ?? {})
  const entries = [
    ...value.schedules.map(({ name }, index) => ({ name, path: ['schedules', index, 'name'] })),
    ...overrides.flatMap(([environment, { schedules }]) =>
      addedBy(schedules, value.schedules).map(([name]) => ({
        name,
        path: ['overrides', environment, 'schedules', name],
      })),
    ),
  ]
  const seen = new Set<string>()
  for (const { name, path } of entries) {
    const source = `${value.name}.${name}`
    if (source.length > NAME_MAX) report(tooLong(source), { text, path })
    if (path[0] === 'schedules' && seen.has(name)) report(twice(name), { text, path })
    seen.add(name)
  }
}

function checkOverrides(
  policy: WrittenPolicy,
  names: readonly string[],
  { repository, report }: Context,
): void {
  const { value, text } = policy
  const deployed = environmentsOf(policy, names)
  const known = value.schedules.map(({ name }) => name)
  for (const [environment, { schedules = {} }] of Object.entries(value.overrides ?? {})) {
    const path = ['overrides', environment]
    if (repository.isWhole && names.length > 0 && !deployed.includes(environment)) {
      const flaw = names.includes(environment)
        ? notDeployed(environment)
        : unknownEnvironment(environment, names)
      report(flaw, { text, path })
    }
    const added = addedBy(schedules, value.schedules).map(([name]) => name)
    for (const name of Object.keys(schedules)) {
      if (known.includes(name) || added.includes(name)) continue
      report(unknownSchedule(name, known), { text, path: [...path, 'schedules', name] })
    }
  }
}

/** A list for one environment must fit it; a list for all must fit at least one. */
function checkList(
  { value, text }: Written<SqlServerList | OracleList>,
  { environments, isWhole }: Repository,
  report: Report,
): void {
  if (!isWhole || environments.length === 0) return
  const names = environments.map(environment => environment.value.name)
  const { environment } = value
  if (environment !== undefined && !names.includes(environment)) {
    report(unknownEnvironment(environment, names), { text, path: ['environment'] })
    return
  }
  const meant = environments.filter(({ value: { name } }) => (environment ?? name) === name)
  if (meant.some(({ value: { commcells } }) => Object.hasOwn(commcells, value.commcell))) return
  const known = [...new Set(meant.flatMap(({ value: { commcells } }) => Object.keys(commcells)))]
  report(unknownCommCell(value.commcell, known, 'No environment of this list has a'), {
    text,
    path: ['commcell'],
  })
}

const NAME_MAX = 64

const NO_ENVIRONMENT: Flaw = {
  code: 'unknown-environment',
  message: 'There is no Environment document, so this policy is deployed nowhere',
  fix: 'add one, such as policies/environments/prod.yaml',
}

function unknownEnvironment(name: string, names: readonly string[]): Flaw {
  const message = `There is no environment ${quote(name)}; there are ${names.join(', ')}`
  const meant = nearest(name, names)
  const fix = meant === undefined ? 'add an Environment document' : `did you mean ${meant}?`
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

function unknownSchedule(name: string, known: readonly string[]): Flaw {
  const message = `The policy has no schedule ${quote(name)} to override, and a new one needs a level and a time`
  const meant = nearest(name, known)
  const fix = meant === undefined ? 'add level: and at:' : `did you mean ${meant}?`
  return { code: 'unknown-schedule', message, fix }
}

/** `where` is the beginning of a sentence, as `No environment has a`. */
export function unknownCommCell(name: string, known: readonly string[], where: string): Flaw {
  const message = `${where} CommCell ${quote(name)}; there is ${known.join(', ')}`
  const meant = nearest(name, known) ?? (known.length === 1 ? known[0] : undefined)
  const fix =
    meant === undefined ? 'add it to commcells of the environment' : `did you mean ${meant}?`
  return { code: 'unknown-commcell', message, fix }
}

function tooLong(source: string): Flaw {
  const message = `EventBridge Scheduler takes ${NAME_MAX} characters, and ${quote(source)} has ${source.length}`
  return {
    code: 'name-too-long',
    message,
    fix: 'shorten the name of the schedule or of the policy',
  }
}

function twice(name: string): Flaw {
  const message = `This policy already has a schedule ${quote(name)}`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}
