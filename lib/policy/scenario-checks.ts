// What can be said of scenarios without running them: whether times fit together, and whether what they name is there.
import type { Flaw } from './codes.ts'
import type { Report } from './origin.ts'
import type { Path } from './places.ts'
import { checkEnvironment } from './references.ts'
import type { Repository } from './repository.ts'
import { checkCommCell, checkNames, type Known, knownIn } from './scenario-names.ts'
import type { ScenarioDocument } from './scenario-schema.ts'
import { checkMoment, checkTime, type Part } from './scenario-times.ts'
import { originIn, type Written } from './written.ts'

export function checkScenarios(repository: Repository, report: Report): void {
  const names = repository.environments.map(({ value }) => value.name)
  const context = { repository, names, report }
  for (const scenario of repository.scenarios) {
    const { environment } = scenario.value
    checkEnvironment(environment, { ...scenario, path: ['environment'] }, context)
    checkScenario(scenario, knownIn(environment, context), report)
  }
}

function checkScenario(scenario: Written<ScenarioDocument>, known: Known, report: Report): void {
  const { value } = scenario
  const partAt = (...path: Path): Part => ({
    scenario,
    path,
    reportAt: (flaw, ...under) => report(flaw, originIn(scenario, [...path, ...under])),
  })
  if (value.span) checkTime(value.span, partAt('span'))
  for (const list of LISTS) {
    for (const [index, entry] of (value[list] ?? []).entries()) {
      const part = partAt(list, index)
      checkTime(entry, part)
      checkNames(entry, known, part.reportAt)
    }
  }
  for (const [index, slow] of (value.slow ?? []).entries()) checkPace(slow, partAt('slow', index))
  for (const [index, event] of (value.events ?? []).entries()) {
    checkMoment(event, partAt('events', index))
  }
  for (const [commcell, cap] of Object.entries(value.caps ?? {})) {
    const part = partAt('caps', commcell)
    checkCommCell(commcell, known, part.reportAt)
    checkCap(cap, part)
  }
}

const LISTS = ['outages', 'slow', 'fails', 'missed'] as const

function checkPace(
  { factor, takes }: NonNullable<ScenarioDocument['slow']>[number],
  { scenario, path, reportAt }: Part,
): void {
  const isBroken = ['factor', 'takes'].some(key => scenario.mistakes.isAt([...path, key]))
  if (isBroken || (factor === undefined) !== (takes === undefined)) return
  if (factor !== undefined) reportAt(TWO_PACES, 'takes')
  else reportAt(NO_PACE)
}

/** Of what the scenario says alone: what the CommCell itself has is a number that has been checked. */
function checkCap(
  { maxInFlight, maxInFlightPerClient }: NonNullable<ScenarioDocument['caps']>[string],
  { reportAt }: Part,
): void {
  if (maxInFlight === undefined || maxInFlightPerClient === undefined) return
  if (maxInFlightPerClient <= maxInFlight) return
  const message = `No client ever has ${maxInFlightPerClient} jobs at once where the whole CommCell has ${maxInFlight}`
  const fix = `write maxInFlightPerClient: ${maxInFlight} or less`
  reportAt({ code: 'wrong-value', message, fix }, 'maxInFlightPerClient')
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
