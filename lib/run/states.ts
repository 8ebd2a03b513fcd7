// How a run gets into a state, with the event that announces it. Only the steps use these: what may follow what is theirs.
import type { Instant } from '../start.ts'
import { announce } from './event.ts'
import { type JobState, jobStateOf } from './job-state.ts'
import type {
  ClaimedRun,
  EndedRun,
  InDoubtRun,
  Outcome,
  RunOrigin,
  RunRecord,
  Submission,
  SubmittedRun,
  WaitingRun,
} from './run.ts'

/** A run that no job is known of, one that is just being made included. */
export type Unsubmitted<R extends WaitingRun | ClaimedRun | InDoubtRun> = RunOrigin &
  RunRecord & { readonly status?: R['status'] }

type AnyUnsubmitted = Unsubmitted<WaitingRun | ClaimedRun | InDoubtRun>

/** Nobody is told: nothing was asked of Commvault, or nothing came of it yet. */
export function waiting(run: AnyUnsubmitted, why: string, notBefore: Instant): WaitingRun {
  const attempts = run.status?.attempts ?? 0
  return { ...run, status: { state: 'waiting', why, notBefore, attempts } }
}

export function inDoubt(run: ClaimedRun, why: string, now: Instant): InDoubtRun {
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

export function submitted(run: ClaimedRun | InDoubtRun, submission: Submission): SubmittedRun {
  const next: SubmittedRun = { ...run, status: { state: 'submitted', ...submission } }
  return announce(next, jobStateOf(run.status), submission.submittedAt)
}

export type Ending = {
  readonly now: Instant
  /** Where Commvault says when. */
  readonly endedAt?: Instant
  readonly submission?: Submission
}

export function ended(
  run: AnyUnsubmitted | SubmittedRun,
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
  return announce(next, submission ? lastTold(submission) : jobStateOf(run.status), now)
}

/** The state that whoever listens believes a job to be in. */
export function lastTold({ told }: Submission): JobState {
  return told?.states.at(-1) ?? 'CREATED'
}
