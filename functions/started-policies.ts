// The policies that a start event speaks of, among those that are deployed.
import { BackupError } from '../lib/errors.ts'
import type { PolicySources } from '../lib/start.ts'
import type { DeployedSources } from './sources.ts'

/** @throws BackupError `source-unknown` that lists the names which look like it. */
export function policyOfSource(
  { policies, policyOf }: DeployedSources,
  sourceName: string,
): PolicySources {
  const policy = policyOf(sourceName)
  if (policy !== undefined) return policy
  const known = policies.flatMap(({ sources }) => sources.map(source => source.name))
  throw unknownSource(sourceName, known)
}

/** Those with a trigger that waits for a rule; none when it is not deployed here. */
export function policiesOfRule(
  { policies }: DeployedSources,
  rule: string,
): readonly PolicySources[] {
  return policies.filter(({ sources }) =>
    sources.some(source => source.kind === 'trigger' && source.rule === rule),
  )
}

function unknownSource(sourceName: string, known: readonly string[]): BackupError {
  const [policy, schedule] = sourceName.split('.')
  const near = known.filter(name => {
    const [itsPolicy, itsSchedule] = name.split('.')
    return itsPolicy === policy || itsSchedule === schedule
  })
  const [first, names] = near.length > 0 ? ['Near it', near] : ['Deployed here', known]
  const listed = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '')
  return new BackupError(
    'source-unknown',
    `No source ${sourceName} is deployed here: its policy may have been renamed or removed. ${first}: ${listed}.`,
  )
}
