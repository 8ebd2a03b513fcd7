// One start of a source becomes one run a target.
import { BackupError, shortened } from '../errors.ts'
import type { RunOrigin } from '../run/run.ts'
import {
  type Instant,
  isoText,
  type Override,
  type PolicySources,
  type ScheduleSource,
  type SourceStart,
  type StartSource,
  type Terms,
} from '../start.ts'
import { type BackupRequest, requestOf } from '../target.ts'

/**
 * `policy.source/target/2026-11-22T00:00Z`: names the run whatever the attempt, because the scheduled time does. A start by
 * hand is told to the second, `…T00:00:31Z`: it is another intent than the scheduled start of that minute.
 */
export function runId({ source, scheduledTime, manual }: SourceStart, target: string): string {
  const time = isoText(scheduledTime)
  return `${source}/${target}/${manual ? time : `${time.slice(0, 16)}Z`}`
}

/**
 * The runs of a due schedule, or of a source that somebody starts by hand, in the policy's order of targets.
 * @throws BackupError `source-unknown`, `target-unknown`, `start-event-invalid` for a trigger that nobody starts by hand
 */
export function runsOf(policy: PolicySources, start: SourceStart, now: Instant): RunOrigin[] {
  const source = sourceOf(policy, start.source)
  const { manual } = start
  if (source.kind === 'trigger' && manual === undefined) throw needsAnEvent(source)
  const names = start.targets ?? source.targets
  return names.map(target => ({
    ...runOf(policy, source, { target, scheduledTime: start.scheduledTime, now }),
    id: runId(start, target),
    ...(manual && {
      terms: withoutOverridden(source.terms, manual.overrides),
      cause: 'MANUAL',
      manual,
    }),
  }))
}

/**
 * The run of a due schedule of which nobody told us: the same that its start would have become.
 * @throws BackupError `target-unknown`
 */
export function caughtUpRunOf(policy: PolicySources, source: ScheduleSource, due: Due): RunOrigin {
  return { ...runOf(policy, source, due), cause: 'CATCH_UP' }
}

type Due = {
  readonly target: string
  readonly scheduledTime: Instant
  readonly now: Instant
}

function runOf(policy: PolicySources, source: StartSource, due: Due): RunOrigin {
  const { target, scheduledTime, now } = due
  return {
    ...partOf(policy, source, target),
    id: runId({ version: 1, source: source.name, scheduledTime }, target),
    terms: source.terms,
    cause: 'SCHEDULE',
    scheduledTime,
    createdAt: now,
    startBy: scheduledTime + source.terms.startWithinSeconds * 1000,
  }
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

/**
 * What every run of a source and target has, whatever started it.
 * @throws BackupError `target-unknown`
 */
export function partOf(policy: PolicySources, source: StartSource, target: string) {
  return {
    environment: policy.environment,
    policy: policy.policy.name,
    policyHash: policy.policy.hash,
    source: source.name,
    ...(source.kind === 'trigger' && ({ isTrigger: true } as const)),
    request: requestFor(policy, source, target),
  }
}

function requestFor(policy: PolicySources, source: StartSource, name: string): BackupRequest {
  const target = source.targets.includes(name) ? policy.targets[name] : undefined
  const request = target && requestOf(source.backup, target)
  if (request) return request
  throw new BackupError(
    'target-unknown',
    `Source ${source.name} does not protect a target named ${shortened(name)}; it protects ${source.targets.join(', ')}.`,
  )
}

/** What somebody overrides on purpose is no term of this run. */
export function withoutOverridden(terms: Terms, overrides: readonly Override[]): Terms {
  const { window, cooldownSeconds, ...others } = terms
  const keeps = (check: Override) => !overrides.includes(check)
  return {
    ...others,
    ...(window && keeps('window') && { window }),
    ...(cooldownSeconds !== undefined && keeps('cooldown') && { cooldownSeconds }),
    blackouts: keeps('blackout') ? terms.blackouts : [],
    overlap: keeps('overlap') ? terms.overlap : 'allow',
  }
}

function needsAnEvent({ name }: StartSource): BackupError {
  return new BackupError(
    'start-event-invalid',
    `${name} is a trigger: it starts when its event comes, or by hand, with "manual".`,
  )
}
