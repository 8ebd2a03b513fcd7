// One start becomes one run a target.
import { BackupError } from '../errors.ts'
import type { Instant, PolicySources, StartEvent, StartSource } from '../start.ts'
import { type BackupRequest, requestOf } from '../target.ts'
import type { RunOrigin } from './run.ts'

/**
 * `policy.source/target/2026-11-22T00:00Z`: names the run whatever the attempt, because the scheduled time does. A start by
 * hand is told to the second, `…T00:00:31Z`: it is another intent than the scheduled start of that minute.
 */
export function runId({ source, scheduledTime, manual }: StartEvent, target: string): string {
  const time = new Date(scheduledTime).toISOString().slice(0, manual ? 19 : 16)
  return `${source}/${target}/${time}Z`
}

/**
 * The runs of a start, in the policy's order of targets.
 * @throws BackupError `source-unknown`, `target-unknown`
 */
export function runsOf(policy: PolicySources, start: StartEvent, now: Instant): RunOrigin[] {
  const source = sourceOf(policy, start.source)
  const names = start.targets ?? source.targets
  return names.map(name => ({
    id: runId(start, name),
    environment: policy.environment,
    policy: policy.policy.name,
    policyHash: policy.policy.hash,
    source: source.name,
    request: requestFor(policy, source, name),
    terms: start.manual?.overrides.includes('overlap')
      ? { ...source.terms, overlap: 'allow' }
      : source.terms,
    cause: start.manual === undefined ? 'SCHEDULE' : 'MANUAL',
    ...(start.manual && { manual: { by: start.manual.by, reason: start.manual.reason } }),
    scheduledTime: start.scheduledTime,
    createdAt: now,
    startBy: start.scheduledTime + source.terms.startWithinSeconds * 1000,
  }))
}

/** @throws BackupError `source-unknown` */
export function sourceOf(policy: PolicySources, name: string): StartSource {
  const source = policy.sources.find(candidate => candidate.name === name)
  if (source) return source
  const known = policy.sources.map(candidate => candidate.name).join(', ')
  throw new BackupError(
    'source-unknown',
    `No source is named ${name}; policy ${policy.policy.name} has ${known || 'none'}.`,
  )
}

function requestFor(policy: PolicySources, source: StartSource, name: string): BackupRequest {
  const target = source.targets.includes(name) ? policy.targets[name] : undefined
  const request = target && requestOf(source.backup, target)
  if (request) return request
  throw new BackupError(
    'target-unknown',
    `Source ${source.name} does not protect a target named ${name}; it protects ${source.targets.join(', ')}.`,
  )
}
