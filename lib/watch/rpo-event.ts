// What is told when the promise of a policy (`rpo`) is broken for a target, and when it holds again.
import type { DetailType, ResultEvent } from '../run/event.ts'
import { subjectOf } from '../run/event-detail.ts'
import type { Ended, Run } from '../run/run.ts'
import { MINUTE } from '../schedule/calendar.ts'
import { renderDuration } from '../schedule/duration.ts'
import { type Instant, isoText, isPausedAt, type PolicySources } from '../start.ts'
import type { Target } from '../target.ts'
import { type Protection, worstOf } from './rpo.ts'

/** Whose promise, for which target, and what is known of it. */
export type Told = {
  readonly policy: PolicySources
  readonly target: Target
  readonly protection: Protection
  /** The number of the event among those of the policy. */
  readonly number: number
  readonly now: Instant
}

/** `latest` is the target's latest run, whatever became of it. */
export function breachedEvent(told: Told, latest: Run | undefined): ResultEvent {
  const { policy, target, protection, now } = told
  const gap = spoken(worstOf(protection, now))
  const last =
    protection.point === undefined
      ? `${target.name} has no recovery point since it is watched, for ${gap}.`
      : `The last recovery point of ${target.name} is of ${isoText(protection.point)}, ${gap} ago.`
  const words = [last, promiseText(policy), ...pauseText(told), ...latestText(latest)]
  return eventOf('Backup RPO Breached', told, words.join(' '))
}

export function restoredEvent(told: Told): ResultEvent {
  const { policy, target, protection, now } = told
  const words = [
    `${target.name} has a recovery point again within what is promised.`,
    `It was without one for ${spoken(worstOf(protection, now))} at worst.`,
    promiseText(policy),
  ]
  return eventOf('Backup RPO Restored', told, words.join(' '))
}

function eventOf(detailType: DetailType, told: Told, statusMessage: string): ResultEvent {
  const { policy, target, protection, number, now } = told
  const { name, hash, rpoSeconds } = policy.policy
  const eventId = `rpo/${name}/${target.name}#${number}`
  const detail = {
    eventId,
    schemaVersion: '1',
    ...subjectOf(target),
    createdBy: { policyName: name, environment: policy.environment, policyHash: hash },
    rpoSeconds,
    observedSeconds: Math.round(worstOf(protection, now) / 1000),
    lastRecoveryPoint: protection.point === undefined ? null : isoText(protection.point),
    statusMessage,
  }
  return { eventId, time: isoText(now), detailType, detail }
}

function promiseText({ policy: { name, rpoSeconds = 0 } }: PolicySources): string {
  return `Policy ${name} promises ${renderDuration(rpoSeconds)} (rpo).`
}

/** A pause breaks the promise on purpose, and breaks it all the same. */
function pauseText({ policy, target, now }: Told): readonly string[] {
  return policy.sources.flatMap(({ name, targets, pause }) => {
    if (!targets.includes(target.name) || !isPausedAt(pause, now)) return []
    const until = pause.until === undefined ? '' : ` until ${pause.until}`
    return [`${name} is paused${until} by ${pause.by}: ${pause.reason}.`]
  })
}

/** Where to look first. */
function latestText(run: Run | undefined): readonly string[] {
  if (run === undefined) return ['No run of it is on record.']
  return [`Its latest run, ${run.id}, ${becameOf(run)}.`]
}

function becameOf({ status }: Run): string {
  switch (status.state) {
    case 'waiting':
      return `waits: ${status.why.replace(/\.$/, '')}`
    case 'claimed':
    case 'in-doubt':
      return 'is being started'
    case 'submitted':
      return `goes on as job ${status.jobIds.join(', ')}`
    case 'ended':
      return [`ended: ${status.outcome.kind}`, ...whyOf(status)].join(': ')
  }
}

/** In our words, or in Commvault's. */
function whyOf({ outcome, submission }: Ended): readonly string[] {
  const text = 'text' in outcome ? outcome.text : submission?.job?.reason
  return text === undefined ? [] : [text.replace(/\.$/, '')]
}

/** `1d 2h 5m`. */
function spoken(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE)
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)
  return words.join(' ') || '0m'
}
