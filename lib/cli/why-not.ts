// Why a start that a PolicyTest expects was not made: it was decided otherwise, its trigger waits for another event, or
// there is no such source.
import type { Plan, PlannedSource } from '../plan/plan.ts'
import { meant } from '../trigger/meant.ts'
import type { ExpectedStart } from './expectation.ts'
import type { Rehearsed } from './rehearsal.ts'
import { differenceText } from './rule-engine.ts'

export function whyNot(plan: Plan, { decided, unmatched }: Rehearsed) {
  return (expected: ExpectedStart): readonly string[] => {
    const sources = plan.sources.filter(source => isMeant(expected, source))
    if (sources.length === 0) return [noSuchSource(plan, expected)]
    const names = new Set(sources.map(({ name }) => name))
    const { target: wanted } = expected
    const otherwise = decided
      .filter(({ decision, source }) => decision !== 'run' && names.has(source))
      .filter(({ target }) => (wanted ?? target) === target)
      .map(({ source, target, decision, why }) => `${source} ${target}: ${decision}, ${why}`)
    const waiting = unmatched
      .filter(({ source }) => names.has(source))
      .map(({ source, differences }) => `${source}: ${differences.map(differenceText).join('; ')}`)
    return [...otherwise, ...waiting]
  }
}

function isMeant({ policy, schedule, trigger }: ExpectedStart, source: PlannedSource): boolean {
  if (policy !== undefined && policy !== source.policy) return false
  if (schedule !== undefined && (source.kind !== 'schedule' || schedule !== ownName(source))) {
    return false
  }
  return trigger === undefined || (source.kind === 'trigger' && trigger === ownName(source))
}

function noSuchSource(plan: Plan, { policy, schedule, trigger }: ExpectedStart): string {
  const name = schedule ?? trigger
  const kind = schedule === undefined ? 'trigger' : 'schedule'
  const ofKind = plan.sources.filter(source => name === undefined || source.kind === kind)
  const nameOf = (source: PlannedSource) => {
    if (name === undefined) return source.policy
    return policy === undefined ? ownName(source) : source.name
  }
  const other = plan.sources.find(source => isMeant(turned({ policy, schedule, trigger }), source))
  const wrong = [policy, name].filter(part => part !== undefined).join('.')
  const near = meant(wrong, ofKind.map(nameOf))
  const fix = near === undefined ? '' : `; did you mean ${near}?`
  const hint = name !== undefined && other ? `: ${other.name} is a ${other.kind}` : fix
  return `there is no ${name === undefined ? 'policy' : kind} ${wrong} among those of this case in ${plan.environment}${hint}`
}

/** The same name, of the other kind. */
function turned({ policy, schedule, trigger }: ExpectedStart): ExpectedStart {
  return { policy, schedule: trigger, trigger: schedule }
}

const ownName = ({ name, policy }: PlannedSource) => name.slice(policy.length + 1)
