// What can be said of scenarios without running them: whether times fit together, and whether what they name is there.
import type { Flaw } from './codes.ts'
import { meant } from './meant.ts'
import type { Report } from './origin.ts'
import type { Path } from './places.ts'
import {
  checkEnvironment,
  environmentsOf,
  type ReferenceContext,
  unknownCommCell,
} from './references.ts'
import type { Repository, WrittenPolicy } from './repository.ts'
import { instantOf } from './scenario.ts'
import { isZoned, type ScenarioDocument } from './scenario-schema.ts'
import { oneOf, quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

export function checkScenarios(repository: Repository, report: Report): void {
  const names = repository.environments.map(({ value }) => value.name)
  const context = { repository, names, report }
  for (const scenario of repository.scenarios) {
    const { value } = scenario
    checkEnvironment(value.environment, { ...scenario, path: ['environment'] }, context)
    const check: Check = { scenario, context, known: knownIn(value.environment, context) }
    if (value.span) checkTime(value.span, ['span'], check)
    for (const list of LISTS) {
      for (const [index, entry] of (value[list] ?? []).entries()) {
        const path = [list, index]
        checkTime(entry, path, check)
        checkNames(entry, path, check)
        if (list === 'slow') checkPace(entry, path, check)
      }
    }
    for (const [index, { at }] of (value.events ?? []).entries()) {
      checkMoment(at, ['events', index, 'at'], check)
    }
    for (const commcell of Object.keys(value.caps ?? {})) {
      checkCommCell(commcell, ['caps', commcell], check)
      checkCap(commcell, check)
    }
  }
}

const LISTS = ['outages', 'slow', 'fails', 'missed'] as const

type Check = {
  readonly scenario: Written<ScenarioDocument>
  readonly context: ReferenceContext
  readonly known: Known
}

/** What an environment has that a scenario may name; undefined where not all of it could be read. */
type Known = {
  readonly sources: readonly string[] | undefined
  readonly targets: readonly string[] | undefined
  readonly commcells: readonly string[] | undefined
}

function knownIn(environment: string, { repository, names }: ReferenceContext): Known {
  const { lost, policies, lists, environments } = repository
  const isHere = names.includes(environment)
  const deployed = policies.filter(policy => environmentsOf(policy, names).includes(environment))
  const cell = environments.find(({ value }) => value.name === environment)
  return {
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

type Entry = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly for?: string | undefined
  readonly commcell?: string | undefined
  readonly source?: string | undefined
  readonly target?: string | undefined
  readonly factor?: number | undefined
  readonly takes?: string | undefined
}

function reportAt(flaw: Flaw, path: Path, { scenario, context }: Check): void {
  context.report(flaw, originIn(scenario, path))
}

function checkTime(entry: Entry, path: Path, check: Check): void {
  const { from, to, for: length } = entry
  const isBroken = (key: string) => check.scenario.mistakes.isAt([...path, key])
  const needsEnd = path[0] !== 'slow' && path[0] !== 'fails'
  if (to !== undefined && length !== undefined) {
    reportAt(TWO_ENDS, [...path, 'for'], check)
  } else if (needsEnd && to === undefined && length === undefined) {
    if (!isBroken('to') && !isBroken('for')) reportAt(NO_END, [...path, 'from'], check)
  }
  if (length !== undefined && from === undefined && !isBroken('from')) {
    reportAt(NO_BEGIN, [...path, 'for'], check)
  }
  const begin = checkMoment(from, [...path, 'from'], check)
  const end = checkMoment(to, [...path, 'to'], check)
  if (begin !== undefined && end !== undefined && end <= begin) {
    reportAt(BACKWARDS, [...path, 'to'], check)
  }
}

function checkMoment(text: string | undefined, path: Path, check: Check): number | undefined {
  const { scenario } = check
  if (text === undefined || scenario.mistakes.isAt(path)) return undefined
  const { timezone } = scenario.value
  if (timezone === undefined && !isZoned(text)) {
    if (!scenario.mistakes.isAt(['timezone'])) reportAt(noTimezone(text), path, check)
    return undefined
  }
  const at = instantOf(text, timezone ?? 'UTC')
  if (typeof at !== 'object') return at
  return void reportAt(at, path, check)
}

function checkNames({ commcell, source, target }: Entry, path: Path, check: Check): void {
  const { sources, targets } = check.known
  const { environment } = check.scenario.value
  if (commcell !== undefined && commcell !== 'all') {
    checkCommCell(commcell, [...path, 'commcell'], check)
  }
  if (source !== undefined && sources && !sources.includes(source)) {
    reportAt(unknownSource(source, sources, environment), [...path, 'source'], check)
  }
  if (target !== undefined && targets && !targets.includes(target)) {
    reportAt(unknownTarget(target, targets, environment), [...path, 'target'], check)
  }
}

function checkCommCell(name: string, path: Path, check: Check): void {
  const { commcells } = check.known
  if (commcells === undefined || commcells.includes(name)) return
  const where = `Environment ${quote(check.scenario.value.environment)} has no`
  const near = meant(name, commcells)
  const fix = near === undefined ? `write ${oneOf(commcells)}` : `did you mean ${near}?`
  reportAt({ ...unknownCommCell(name, commcells, where), fix }, path, check)
}

function checkPace({ factor, takes }: Entry, path: Path, check: Check): void {
  const isBroken = ['factor', 'takes'].some(key => check.scenario.mistakes.isAt([...path, key]))
  if (isBroken || (factor === undefined) !== (takes === undefined)) return
  if (factor !== undefined) reportAt(TWO_PACES, [...path, 'takes'], check)
  else reportAt(NO_PACE, path, check)
}

/** Of what the scenario says alone: what the CommCell itself has is a number that has been checked. */
function checkCap(commcell: string, check: Check): void {
  const { maxInFlight, maxInFlightPerClient } = check.scenario.value.caps?.[commcell] ?? {}
  if (maxInFlight === undefined || maxInFlightPerClient === undefined) return
  if (maxInFlightPerClient <= maxInFlight) return
  const message = `No client ever has ${maxInFlightPerClient} jobs at once where the whole CommCell has ${maxInFlight}`
  const fix = `write maxInFlightPerClient: ${maxInFlight} or less`
  reportAt({ code: 'wrong-value', message, fix }, ['caps', commcell, 'maxInFlightPerClient'], check)
}

const TWO_ENDS: Flaw = {
  code: 'wrong-value',
  message: 'The end is said twice, by "to" and by "for"',
  fix: 'keep one of them',
}

const NO_END: Flaw = {
  code: 'missing-key',
  message: 'Nothing says until when: "to" or "for" is missing',
  fix: 'add for: 3h, or to: 2026-11-24T05:00',
}

const NO_BEGIN: Flaw = {
  code: 'missing-key',
  message: '"for" counts from "from", which is missing',
  fix: 'add from: 2026-11-24T02:00',
}

const BACKWARDS: Flaw = {
  code: 'date-invalid',
  message: '"to" is not after "from"',
  fix: 'correct one of them',
}

const TWO_PACES: Flaw = {
  code: 'wrong-value',
  message: 'How slow is said twice, by "factor" and by "takes"',
  fix: 'keep one of them',
}

const NO_PACE: Flaw = {
  code: 'missing-key',
  message: 'Nothing says how slow: "factor" or "takes" is missing',
  fix: 'add factor: 4, or takes: 6h',
}

function noTimezone(text: string): Flaw {
  return {
    code: 'timezone-missing',
    message: `${text} is a local time, and nothing says where: "timezone" is missing`,
    fix: `add timezone: Europe/Berlin (or where the database is), or write ${text}Z`,
  }
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
