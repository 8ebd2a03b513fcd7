// What a scenario names: whether its environment has such a policy, schedule, trigger, target or CommCell.

import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import type { ReportAt } from './from-to.ts'
import { environmentsOf, type ReferenceContext, unknownCommCell } from './references.ts'
import type { WrittenPolicy } from './repository.ts'
import { oneOf, quote } from './wording.ts'

/** What an environment has that a scenario may name; undefined where not all of it could be read. */
export type Known = {
  readonly environment: string
  readonly sources: readonly string[] | undefined
  readonly targets: readonly string[] | undefined
  readonly commcells: readonly string[] | undefined
}

export function knownIn(environment: string, { repository, names }: ReferenceContext): Known {
  const { lost, policies, lists, environments } = repository
  const isHere = names.includes(environment)
  const deployed = policies.filter(policy => environmentsOf(policy, names).includes(environment))
  const cell = environments.find(({ value }) => value.name === environment)
  return {
    environment,
    sources:
      isHere && !lost.has('BackupPolicy')
        ? deployed.flatMap(policy => sourcesOf(policy, environment))
        : undefined,
    targets:
      isHere && !lost.has('TargetList')
        ? lists
            .filter(({ value }) => (value.environment ?? environment) === environment)
            .flatMap(({ value }) => value.targets.map(({ name }) => name))
        : undefined,
    commcells:
      cell && !cell.mistakes.isAt(['commcells']) ? Object.keys(cell.value.commcells) : undefined,
  }
}

/** The policy itself, and its schedules and triggers in an environment. */
function sourcesOf({ value }: WrittenPolicy, environment: string): readonly string[] {
  const override = value.overrides?.[environment]
  const changes = Object.entries({ ...override?.schedules, ...override?.triggers })
  const own = [...(value.schedules ?? []), ...(value.triggers ?? [])].map(({ name }) => name)
  const all = new Set([...own, ...changes.map(([name]) => name)])
  for (const [name, change] of changes) if (change === null) all.delete(name)
  return [value.name, ...[...all].map(name => `${value.name}.${name}`)]
}

type WrittenNames = {
  readonly commcell?: string | undefined
  readonly source?: string | undefined
  readonly target?: string | undefined
}

export function checkNames(
  { commcell, source, target }: WrittenNames,
  known: Known,
  reportAt: ReportAt,
): void {
  const { sources, targets, environment } = known
  if (commcell !== undefined && commcell !== 'all') {
    checkCommCell(commcell, known, flaw => reportAt(flaw, 'commcell'))
  }
  if (source !== undefined && sources && !sources.includes(source)) {
    reportAt(unknownSource(source, sources, environment), 'source')
  }
  if (target !== undefined && targets && !targets.includes(target)) {
    reportAt(unknownTarget(target, targets, environment), 'target')
  }
}

export function checkCommCell(
  name: string,
  { commcells, environment }: Known,
  report: (flaw: Flaw) => void,
): void {
  if (commcells === undefined || commcells.includes(name)) return
  const where = `Environment ${quote(environment)} has no`
  const near = meant(name, commcells)
  const fix = near === undefined ? `write ${oneOf(commcells)}` : `did you mean ${near}?`
  report({ ...unknownCommCell(name, commcells, where), fix })
}

function unknownSource(name: string, known: readonly string[], environment: string): Flaw {
  const [policy = ''] = name.split('.')
  const isPolicy = known.includes(policy)
  const among =
    name.includes('.') && isPolicy ? known.filter(one => one.startsWith(`${policy}.`)) : known
  const near = meant(name, among)
  const message =
    isPolicy && name !== policy
      ? `Policy ${quote(policy)} has no schedule or trigger ${quote(name.slice(policy.length + 1))} in ${quote(environment)}`
      : `There is no policy ${quote(policy)} in ${quote(environment)}`
  const fix =
    near === undefined ? `write one of ${known.slice(0, 6).join(', ')}` : `did you mean ${near}?`
  return { code: isPolicy ? 'unknown-schedule' : 'unknown-policy', message, fix }
}

function unknownTarget(name: string, known: readonly string[], environment: string): Flaw {
  const near = meant(name, known)
  const message = `There is no target ${quote(name)} in ${quote(environment)}`
  const fix = near === undefined ? 'write the name of a target' : `did you mean ${near}?`
  return { code: 'unknown-target', message, fix }
}
