// The steps of a run that has its job: what Commvault says of it, and what becomes of one that is to be killed.
import { type Instant, isoText } from '../start.ts'
import { announce } from './event.ts'
import { together } from './fan-out.ts'
import { type JobState, jobStateOf } from './job-state.ts'
import type { JobOutcome, JobReport } from './ports.ts'
import type { EndedRun, Outcome, Submission, SubmittedRun } from './run.ts'
import { ended, lastTold } from './states.ts'

/** What can be seen of a run's jobs. */
export type Sighting = {
  readonly reports: readonly JobReport[]
  /**
   * Why there is not a report of each: a fresh job may not be shown yet (`too-early`), is not shown (`absent`), or this sweep
   * could not ask (`unasked`).
   */
  readonly missing?: Missing
}

export type Missing = 'too-early' | 'absent' | 'unasked'

/** A job that flaps between two states is announced this often at most. */
const BETWEEN_NEWS_MS = 5 * 60_000

/** What Commvault shows of the run's jobs; undefined when that is nothing new. */
export function reported(
  stored: SubmittedRun,
  sighting: Sighting,
  now: Instant,
): SubmittedRun | EndedRun | undefined {
  const run = withTold(stored)
  const reports = sighting.reports.map(report => begunBefore(report, now))
  const { job, settled } = together(run.status.jobIds, reports, run.status.settled)
  const submission = seen(submissionOf(run), sighting, now)
  const known = { ...submission, ...(settled && { settled }) }
  if (job === undefined) return hasNews(run, known) ? inState(run, known) : undefined
  // A status that we do not know moves nothing: the last one that we knew still stands.
  const progress = job.progress ?? run.status.job?.progress
  const next: Submission = { ...known, job: { ...job, progress } }
  if (progress?.ended) {
    const endedAt = job.endedAt ?? now
    return ended(run, outcomeOf(progress.outcome, job), { now, endedAt, submission: next })
  }
  const state = jobStateOf({ state: 'submitted', ...next })
  if (state !== undefined && isToBeTold(run, state, now)) return tell(run, { next, state, now })
  return hasNews(run, next) ? inState(run, next) : undefined
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
  const { absentSince, job } = run.status
  const absent =
    absentSince === undefined
      ? ''
      : ` Neither the job list nor a look-up has shown the job since ${isoText(absentSince)}.`
  const text = `Not at its end ${run.terms.maxRunSeconds} s after it was submitted: ${why}.${absent} Commvault's last word on it: ${job?.status ?? 'none'}.`
  return ended(run, { kind: 'expired', text }, { now, submission: submissionOf(run) })
}

/** By a clock that is ahead of ours it would be a recovery point of the future, and hide every breach until then. */
function begunBefore(report: JobReport, now: Instant): JobReport {
  const { startedAt = now, ...job } = report
  return startedAt > now ? job : report
}

/** A version before this one told each state as it was stored, and kept no account of that. */
function withTold(run: SubmittedRun): SubmittedRun {
  const { told, job, submittedAt } = run.status
  if (told || job?.progress?.ended !== false) return run
  const states = [job.progress.state]
  return { ...run, status: { ...run.status, told: { states, at: submittedAt } } }
}

/** Whether it is where it should be. One that this sweep could not ask for is where it was. */
function seen(submission: Submission, { missing }: Sighting, now: Instant): Submission {
  const { absentSince, ...present } = submission
  if (missing === undefined) return present
  return missing === 'absent' ? { ...present, absentSince: absentSince ?? now } : submission
}

/** Worth a write. */
function hasNews({ status }: SubmittedRun, next: Submission): boolean {
  return (
    status.job?.status !== next.job?.status ||
    status.job?.reason !== next.job?.reason ||
    status.absentSince !== next.absentSince ||
    status.settled?.jobIds.length !== next.settled?.jobIds.length
  )
}

/** The first time that it waits, and that it runs, at once; that it is being killed, too. */
function isToBeTold({ status }: SubmittedRun, state: JobState, now: Instant): boolean {
  if (state === lastTold(status)) return false
  const { told } = status
  const isAgain = told?.states.includes(state) === true && state !== 'ABORTING'
  return !isAgain || now - told.at >= BETWEEN_NEWS_MS
}

type News = { readonly next: Submission; readonly state: JobState; readonly now: Instant }

function tell(run: SubmittedRun, { next, state, now }: News): SubmittedRun {
  const before = run.status.told?.states.filter(other => other !== state) ?? []
  const told = { states: [...before, state], at: now }
  return announce(inState(run, { ...next, told }), lastTold(run.status), now)
}

function inState(run: SubmittedRun, submission: Submission): SubmittedRun {
  return { ...run, status: { state: 'submitted', ...submission } }
}

function submissionOf(run: SubmittedRun): Submission {
  const { state: _, ...submission } = run.status
  return submission
}

function outcomeOf(outcome: JobOutcome, job: JobReport): Outcome {
  if (outcome !== 'no-run') return { kind: outcome }
  return { kind: 'skipped', reason: 'NO_RUN', text: job.reason ?? 'Commvault did not run the job.' }
}
