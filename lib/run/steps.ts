// The steps of a run. Each takes the states that it may start from, so an illegal step does not compile, and returns the
// next state together with the event that announces it: the two are stored in one write.
import type { Instant } from '../start.ts'
import type { Decision, Deferral } from './decide.ts'
import { announce, announceDeferral } from './event.ts'
import { jobStateOf } from './job-state.ts'
import type { Answer, JobOutcome, JobReport } from './ports.ts'
import {
  type ClaimedRun,
  type EndedRun,
  type InDoubtRun,
  isInDoubt,
  type Outcome,
  type Run,
  type RunOrigin,
  type RunRecord,
  type Submission,
  type SubmittedRun,
  type WaitingRun,
} from './run.ts'

/** The first state of a run, from its decision. */
export function decided(
  origin: RunOrigin,
  decision: Decision,
  now: Instant,
): WaitingRun | ClaimedRun | EndedRun {
  const run = { ...origin, version: 1, announced: 0, outbox: [] }
  if (decision.kind !== 'start') return stopped(run, decision, now)
  return { ...run, status: { state: 'claimed', claimedAt: now, attempts: 0 } }
}

/** A run that may not start now: it goes on waiting, or it ends. */
export function stopped(
  run: Unsubmitted,
  decision: Exclude<Decision, { kind: 'start' }>,
  now: Instant,
): WaitingRun | EndedRun {
  if (decision.kind === 'wait') return waiting(run, decision.text, decision.until ?? now)
  if (decision.kind === 'defer') return deferred(run, decision, now)
  const outcome: Outcome =
    decision.kind === 'skip'
      ? { kind: 'skipped', reason: decision.reason, text: decision.text }
      : { kind: 'missed', text: decision.text }
  return ended(run, outcome, { now })
}

/** A waiting run whose turn has come. */
export function claimed(run: WaitingRun, now: Instant): ClaimedRun {
  return {
    ...run,
    status: { state: 'claimed', claimedAt: now, attempts: run.status.attempts },
  }
}

/** What createTask came back with; late, if a sweep has put the run in doubt meanwhile. */
export function answered(run: ClaimedRun | InDoubtRun, answer: Answer, now: Instant): Run {
  switch (answer.kind) {
    case 'accepted':
      return submitted(run, {
        ...(answer.taskId !== undefined && { taskId: answer.taskId }),
        jobIds: answer.jobIds,
        submittedAt: now,
        adopted: false,
      })
    case 'refused':
      return ended(run, { kind: 'refused', why: answer.why, text: answer.text }, { now })
    case 'not-sent': {
      const seconds = Math.max(answer.retryAfterSeconds ?? 0, run.terms.retry.backoffSeconds)
      return waiting(run, answer.text, now + seconds * 1000)
    }
    case 'no-answer':
      return isInDoubt(run) ? run : inDoubt(run, answer.text, now)
  }
}

/** A claim that nobody finished: whoever held it has crashed, and createTask may have been called. */
export function abandoned(run: ClaimedRun, now: Instant): InDoubtRun {
  const why = 'The function that was about to call createTask did not live to say how it went.'
  return inDoubt(run, why, now)
}

/** The one job that must be this run's. */
export function adopted(run: InDoubtRun, job: JobReport, now: Instant): SubmittedRun {
  return submitted(run, { jobIds: [job.jobId], submittedAt: now, adopted: true })
}

/** The job list was read and showed none: once may be a moment's weakness. */
export function unlisted(run: InDoubtRun): InDoubtRun {
  return { ...run, status: { ...run.status, unlisted: run.status.unlisted + 1 } }
}

/** Proved not to have started, and the policy's `retry` allows another createTask. */
export function askedAgain(run: InDoubtRun, now: Instant): WaitingRun {
  const { attempts, why } = run.status
  const text = `Commvault lists no job of try ${attempts}, which was not answered: ${why}`
  return waiting(run, text, now + run.terms.retry.backoffSeconds * 1000)
}

/** A job may exist and cannot be named. */
export function unknown(run: InDoubtRun, text: string, now: Instant): EndedRun {
  return ended(run, { kind: 'unknown', text }, { now })
}

/** What Commvault says of the job; undefined when it says nothing new. */
export function reported(
  run: SubmittedRun,
  job: JobReport,
  now: Instant,
): SubmittedRun | EndedRun | undefined {
  const before = run.status.job
  // A status that we do not know moves nothing: the last one that we knew still stands.
  const progress = job.progress ?? before?.progress
  const submission: Submission = { ...submissionOf(run), job: { ...job, progress } }
  if (progress?.ended) {
    const endedAt = job.endedAt ?? now
    return ended(run, outcomeOf(progress.outcome, job), { now, endedAt, submission })
  }
  if (before?.status === job.status && before.reason === job.reason) return undefined
  const next: SubmittedRun = { ...run, status: { state: 'submitted', ...submission } }
  return jobStateOf(next.status) === jobStateOf(run.status)
    ? next
    : announce(next, jobStateOf(run.status), now)
}

/** Commvault is about to be asked to kill the job. */
export function killing(run: SubmittedRun, why: string, now: Instant): SubmittedRun {
  return { ...run, status: { ...run.status, killing: { since: now, why } } }
}

/** It would not. */
export function killRefused(run: SubmittedRun, refusal: string): SubmittedRun {
  const { killing } = run.status
  return killing ? { ...run, status: { ...run.status, killing: { ...killing, refusal } } } : run
}

/** Still not at its end when `maxRun` is over, or an hour after it was to be killed for that. Nothing more is done to it. */
export function expired(run: SubmittedRun, why: string, now: Instant): EndedRun {
  const last = run.status.job?.status ?? 'none'
  const text = `Not at its end ${run.terms.maxRunSeconds} s after it was submitted: ${why}. Commvault's last word on it: ${last}.`
  return ended(run, { kind: 'expired', text }, { now, submission: submissionOf(run) })
}

/** These events are out. */
export function delivered<R extends Run>(run: R, eventIds: ReadonlySet<string>): R {
  return { ...run, outbox: run.outbox.filter(event => !eventIds.has(event.eventId)) }
}

// --- states ---

/** A run that no job is known of, one that is just being made included. */
type Unsubmitted = RunOrigin &
  RunRecord & { readonly status?: (WaitingRun | ClaimedRun | InDoubtRun)['status'] }

function waiting(run: Unsubmitted, why: string, notBefore: Instant): WaitingRun {
  const attempts = run.status?.attempts ?? 0
  return { ...run, status: { state: 'waiting', why, notBefore, attempts } }
}

/** `startWithin` counts from the end of the blackout. */
function deferred(run: Unsubmitted, deferral: Deferral, now: Instant): WaitingRun {
  const { until, text } = deferral
  const startBy = until + run.terms.startWithinSeconds * 1000
  const next = waiting({ ...run, deferredTo: until, startBy }, text, until)
  return announceDeferral(next, deferral, now)
}

function inDoubt(run: ClaimedRun, why: string, now: Instant): InDoubtRun {
  const { claimedAt, attempts } = run.status
  const next: InDoubtRun = {
    ...run,
    status: {
      state: 'in-doubt',
      why,
      askedAt: claimedAt,
      since: now,
      unlisted: 0,
      attempts: attempts + 1,
    },
  }
  return announce(next, undefined, now)
}

function submitted(run: ClaimedRun | InDoubtRun, submission: Submission): SubmittedRun {
  const next: SubmittedRun = { ...run, status: { state: 'submitted', ...submission } }
  return announce(next, jobStateOf(run.status), submission.submittedAt)
}

type Ending = {
  readonly now: Instant
  /** Where Commvault says when. */
  readonly endedAt?: Instant
  readonly submission?: Submission
}

function ended(
  run: Unsubmitted | SubmittedRun,
  outcome: Outcome,
  { now, endedAt, submission }: Ending,
): EndedRun {
  const next: EndedRun = {
    ...run,
    status: {
      state: 'ended',
      endedAt: endedAt ?? now,
      outcome,
      ...(submission && { submission }),
    },
  }
  return announce(next, jobStateOf(run.status), now)
}

function submissionOf(run: SubmittedRun): Submission {
  const { state: _, ...submission } = run.status
  return submission
}

function outcomeOf(outcome: JobOutcome, job: JobReport): Outcome {
  if (outcome !== 'no-run') return { kind: outcome }
  return { kind: 'skipped', reason: 'NO_RUN', text: job.reason ?? 'Commvault did not run the job.' }
}
