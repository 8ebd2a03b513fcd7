// What the events say: the fields of their details, in AWS Backup's names where it has them.
import { isoText } from '../start.ts'
import { isSameLevel, type Target } from '../target.ts'
import type { Deferral } from './decision.ts'
import type { ResultEvent } from './event.ts'
import { type JobState, jobStateOf } from './job-state.ts'
import type { JobProgress, Refusal } from './ports.ts'
import type { Outcome, Run, Submission } from './run.ts'

export type Announcement = Pick<ResultEvent, 'detailType' | 'detail'>

/** What a run's present state is announced with. */
export function stateDetail(run: Run, previous: JobState | undefined): Announcement {
  const { status } = run
  if (status.state === 'ended' && status.outcome.kind === 'skipped') {
    const { reason, text } = status.outcome
    return {
      detailType: 'Backup Run Skipped',
      detail: { ...common(run), reason, statusMessage: text },
    }
  }
  if (status.state === 'ended' && status.outcome.kind === 'missed') {
    const detail = {
      ...common(run),
      detectedAt: isoText(status.endedAt),
      cause: status.outcome.text,
    }
    return { detailType: 'Backup Run Missed', detail: { ...detail, statusMessage: detail.cause } }
  }
  return { detailType: 'Backup Job State Change', detail: jobDetail(run, previous) }
}

/** What a run is announced with that waits for the end of a blackout. */
export function deferralDetail(run: Run, { until, blackout, text }: Deferral): Announcement {
  const { calendar, name: window, reason } = blackout
  return {
    detailType: 'Backup Run Deferred',
    detail: {
      ...common(run),
      until: isoText(until),
      reason: 'BLACKOUT',
      blackout: { calendar, window, ...(reason !== undefined && { reason }) },
      statusMessage: text,
    },
  }
}

function jobDetail(run: Run, previous: JobState | undefined): ResultEvent['detail'] {
  const submission = submissionOf(run)
  const job = submission?.job
  return {
    ...common(run),
    state: jobStateOf(run.status),
    previousState: previous ?? null,
    ...(run.status.state === 'ended' && endingOf(run.status.outcome)),
    statusMessage: messageOf(run),
    backupJobId: submission?.jobIds[0] ?? null,
    ...(submission && submission.jobIds.length > 1 && { backupJobIds: submission.jobIds }),
    taskId: submission?.taskId ?? null,
    actualLevel: job?.actualLevel ?? null,
    percentDone: job?.percentComplete ?? 0,
    creationDate: isoText(submission?.submittedAt ?? run.createdAt),
    completionDate: run.status.state === 'ended' ? isoText(run.status.endedAt) : null,
    backupSizeInBytes: job?.sizeBytes ?? null,
    bytesTransferred: job?.transferredBytes ?? null,
    commvaultStatus: job?.status ?? null,
    ...(run.status.state === 'ended' &&
      run.status.outcome.kind === 'completed-with-warnings' && { warnings: true }),
  }
}

/** Commvault converts levels on its own (a first backup is always full); people who count on a base want to know. */
export function levelConverted(run: Run): Announcement[] {
  const actualLevel = run.status.state === 'ended' && run.status.submission?.job?.actualLevel
  if (!actualLevel || isSameLevel(run.request, actualLevel)) return []
  return [
    {
      detailType: 'Backup Level Converted',
      detail: { ...common(run, 2), actualLevel, backupJobId: submissionOf(run)?.jobIds[0] ?? null },
    },
  ]
}

/** @param nth of the announcements that are made at once, from 1 on */
export function eventIdOf(run: Run, nth: number): string {
  return `${run.id}#${run.announced + nth}`
}

// One field after the other: a spread in the middle of an object is many times as slow, and every event has all of these.
function common(run: Run, nth = 1): ResultEvent['detail'] {
  const { request } = run
  const { resourceType, resource } = subjectOf(request.target)
  const detail: { [field: string]: unknown } = {
    eventId: eventIdOf(run, nth),
    schemaVersion: '1',
    runId: run.id,
    resourceType,
    resource,
    requestedLevel: request.level,
  }
  if ('copyOnly' in request) detail.copyOnly = request.copyOnly
  if ('cumulative' in request) detail.cumulative = request.cumulative
  detail.scheduledTime = isoText(run.scheduledTime)
  detail.startBy = isoText(run.startBy)
  detail.createdBy = createdBy(run)
  return detail
}

function createdBy(run: Run): ResultEvent['detail'] {
  const { manual, event } = run
  const name = run.source.slice(run.policy.length + 1)
  const policyName = run.policy
  return {
    ...(run.isTrigger ? { policyName, triggerName: name } : { policyName, scheduleName: name }),
    environment: run.environment,
    policyHash: run.policyHash,
    cause: run.cause,
    ...(manual && { by: manual.by, reason: manual.reason, overrides: manual.overrides }),
    ...(event && { event }),
    scheduledTime: isoText(run.scheduledTime),
    correlationId: run.correlationId ?? null,
  }
}

/** What every event says of its target. */
export function subjectOf(target: Target): ResultEvent['detail'] {
  const resourceType = target.app === 'sqlserver' ? 'SQLServer' : 'Oracle'
  return { resourceType, resource: resourceOf(target) }
}

function resourceOf(target: Target): { readonly [field: string]: unknown } {
  const { clientName, instanceName, subclientName } = target
  const named: { [field: string]: string } = { commcell: target.commcell, target: target.name }
  if (clientName !== undefined) named.clientName = clientName
  if (instanceName !== undefined) named.instanceName = instanceName
  if (subclientName !== undefined) named.subclientName = subclientName
  if (target.app === 'oracle') return named
  const { clientId, instanceId, subclientId } = target
  return { ...named, clientId, instanceId, subclientId }
}

function messageOf(run: Run): string {
  const { status } = run
  switch (status.state) {
    case 'in-doubt':
      return `createTask was not answered and a job may exist: ${status.why}`
    case 'waiting':
      return status.why
    case 'claimed':
      return ''
    case 'submitted':
      return wordsOf(status, status.job?.progress)
    case 'ended':
      return endingMessage(status.outcome, status.submission)
  }
}

function endingMessage(outcome: Outcome, submission: Submission | undefined): string {
  if (outcome.kind === 'refused') return `${REFUSED[outcome.why]}: ${outcome.text}`
  if ('text' in outcome) return outcome.text
  return submission ? wordsOf(submission, submission.job?.progress) : ''
}

/** Commvault says who killed a job, a service account; we know what for. */
function wordsOf({ job, killing }: Submission, progress: JobProgress | undefined): string {
  const isOurKill =
    killing && (progress?.ended ? progress.outcome === 'killed' : progress?.state === 'ABORTING')
  return [isOurKill && killing.why, job?.reason].filter(Boolean).join(' ')
}

/** Commvault's words are short; this says first what they are about. */
const REFUSED: { readonly [why in Refusal]: string } = {
  unauthorized: 'The Command Center did not accept the Authtoken, or its user may not do this',
  'already-running': 'Another job of this subclient is running',
  'no-eligible-subclient': 'Commvault found nothing to back up for this target',
  malformed: 'The request was not understood',
  other: 'Commvault refused',
}

function endingOf(outcome: Outcome) {
  return {
    outcome: inCapitals(outcome.kind),
    ...(outcome.kind === 'refused' && { refusal: inCapitals(outcome.why) }),
  }
}

/** `completed-with-warnings` → `COMPLETED_WITH_WARNINGS`. */
function inCapitals(words: string): string {
  return words.toUpperCase().replaceAll('-', '_')
}

function submissionOf({ status }: Run): Submission | undefined {
  if (status.state === 'submitted') return status
  return status.state === 'ended' ? status.submission : undefined
}
