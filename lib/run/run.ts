// The life of one backup: one start × one target, at most one job, one outcome. Here are its states; steps.ts moves it,
// doubt-steps.ts where nobody knows its job, job-steps.ts once it has one.
//
//   waiting ──▶ claimed ──▶ submitted ──▶ ended
//      │           │  └──▶ in-doubt ──▶ submitted | waiting | ended
//      └──▶ ended  └──▶ waiting (nothing was sent) | ended (refused, skipped)
//
// A run that a blackout defers waits; a job that is to be killed stays submitted until Commvault reports its end.
import type { Instant, Manual, Terms } from '../start.ts'
import type { BackupRequest } from '../target.ts'
import type { ResultEvent } from './event.ts'
import type { Settled } from './fan-out.ts'
import type { JobState } from './job-state.ts'
import type { JobOutcome, JobReport, Refusal } from './ports.ts'

/** What never changes in a run. Self-contained: the sweep needs no policy to go on. */
export type RunOrigin = {
  /** `policy.source/target/2026-11-22T00:00Z`: the same for every delivery of one start. */
  readonly id: string
  readonly environment: string
  readonly policy: string
  readonly policyHash: string
  readonly source: string
  /** The source is a trigger, and not a schedule. */
  readonly isTrigger?: true
  readonly request: BackupRequest
  readonly terms: Terms
  readonly cause: Cause
  readonly manual?: Manual
  /** The event that caused it: of a trigger. */
  readonly event?: {
    readonly id: string
    readonly source: string
    readonly detailType: string
  }
  /** Given by whoever asked, and echoed in every event of the run: the deploy gate. */
  readonly correlationId?: string
  /** When the schedule was due, the person asked, or the event happened. */
  readonly scheduledTime: Instant
  readonly createdAt: Instant
  /** Of a trigger with `delay`: not before this instant. */
  readonly notBefore?: Instant
  /** The end of the blackout that it was deferred to; deferred again, the later one. */
  readonly deferredTo?: Instant
  /** Past this instant it is not started any more; a deferral moves it. */
  readonly startBy: Instant
}

/**
 * Why there was a start: REQUEST is a `Backup Requested` event, EVENT any other; CATCH_UP is a schedule that was due and of
 * which nobody told us.
 */
export type Cause = 'SCHEDULE' | 'CATCH_UP' | 'MANUAL' | 'EVENT' | 'REQUEST'

export type RunRecord = {
  /** Counts the writes; a write is conditional on the one that was read. */
  readonly version: number
  /** How many events this run has announced: numbers their ids. */
  readonly announced: number
  /** Announced with this state and not yet out. */
  readonly outbox: readonly ResultEvent[]
  /** Where it was started: the slots (locks) under the caps of its CommCell. */
  readonly slots?: readonly string[]
}

/**
 * Decided to start, and not started yet: its delay or a blackout lasts, another run is in flight, a cap is reached, nothing
 * could be sent, or a try is proved not to have started.
 */
export type Waiting = {
  readonly state: 'waiting'
  readonly why: string
  /** Not before this instant. */
  readonly notBefore: Instant
  /** The CommCell's quota is used up: until `notBefore` nothing is sent to it, for this run or another. */
  readonly throttled?: true
  /** createTask calls so far that may have reached Commvault. */
  readonly attempts: number
}

/** Ours to submit: createTask is about to be called, or has been and nobody wrote down how it ended. */
export type Claimed = {
  readonly state: 'claimed'
  readonly claimedAt: Instant
  readonly attempts: number
}

/** createTask may or may not have started a job. */
export type InDoubt = {
  readonly state: 'in-doubt'
  readonly why: string
  /** The moment before createTask was called: no job of ours started earlier. */
  readonly askedAt: Instant
  /** When the doubt began: the answer may have been waited for. */
  readonly since: Instant
  /** How many times the job list was read, late enough, and showed no job that can be ours. */
  readonly unlisted: number
  readonly attempts: number
}

export type Submitted = { readonly state: 'submitted' } & Submission

/** What we know of the job that a run became. */
export type Submission = {
  readonly taskId?: number
  readonly jobIds: readonly [string, ...string[]]
  readonly submittedAt: Instant
  /** The last report of the job, once there is one; of several jobs, the one that speaks for all. */
  readonly job?: JobReport
  /** Of several jobs, what is known of those that have ended. */
  readonly settled?: Settled
  /** What was announced of its progress: each state once, the latest last, and when that was. */
  readonly told?: { readonly states: readonly JobState[]; readonly at: Instant }
  /** Since when neither the job list nor a look-up shows the job, though they should. */
  readonly absentSince?: Instant
  /** The job was found rather than told: createTask never answered. */
  readonly adopted: boolean
  /** When `onMaxRun: cancel`, or a run that replaces this one, first asked Commvault to kill the job, and why. */
  readonly killing?: Killing
}

export type Killing = {
  readonly since: Instant
  readonly why: string
  /** Why Commvault would not, when it last said so. */
  readonly refusal?: string
}

export type Ended = {
  readonly state: 'ended'
  readonly endedAt: Instant
  readonly outcome: Outcome
  readonly submission?: Submission
}

/** How a run ended: on Commvault's side, or on ours; each of ours with its reason. */
export type Outcome =
  | { readonly kind: Exclude<JobOutcome, 'no-run'> }
  /** Not terminal at `maxRun`; the job is left alone, or could not be killed. */
  | { readonly kind: 'expired'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: Refusal; readonly text: string }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly text: string }
  | { readonly kind: 'missed'; readonly text: string }
  /** A job may exist and we cannot say which: published loudly, never guessed. */
  | { readonly kind: 'unknown'; readonly text: string }

export type SkipReason = 'PAUSED' | 'BLACKOUT' | 'COOLDOWN' | 'PRECEDENCE' | 'OVERLAP' | 'NO_RUN'

type RunIn<State> = RunOrigin & RunRecord & { readonly status: State }

export type WaitingRun = RunIn<Waiting>
export type ClaimedRun = RunIn<Claimed>
export type InDoubtRun = RunIn<InDoubt>
export type SubmittedRun = RunIn<Submitted>
export type EndedRun = RunIn<Ended>

export type Run = WaitingRun | ClaimedRun | InDoubtRun | SubmittedRun | EndedRun

/** A job of this run exists or may exist. */
export type RunInFlight = ClaimedRun | InDoubtRun | SubmittedRun

/** The jobs that are known to be a run's. */
export function jobIdsOf({ status }: Run): readonly string[] {
  if (status.state === 'submitted') return status.jobIds
  return status.state === 'ended' ? (status.submission?.jobIds ?? []) : []
}

/** A sweep still has work with it: it has not ended, or its last event is not out. */
export function isOpen(run: Run): boolean {
  return run.status.state !== 'ended' || run.outbox.length > 0
}

/** True while a job of this run exists or may exist. */
export function isInFlight(run: Run): run is RunInFlight {
  return run.status.state !== 'waiting' && run.status.state !== 'ended'
}

/** When the job was asked for, of a run that has one or may have one; undefined when none was ever started. */
export function startedAt({ status }: Run): Instant | undefined {
  switch (status.state) {
    case 'waiting':
      return undefined
    case 'claimed':
      return status.claimedAt
    case 'in-doubt':
      return status.askedAt
    case 'submitted':
      return status.submittedAt
    case 'ended':
      return (
        status.submission?.submittedAt ??
        (status.outcome.kind === 'unknown' ? status.endedAt : undefined)
      )
  }
}

/** Starts of one backup: the same source and target. */
export function isSameStart(a: RunOrigin, b: RunOrigin): boolean {
  return a.source === b.source && a.request.target.name === b.request.target.name
}

/** Who came first, as everybody sees it: the order in which runs were decided, ties by id. */
export function byArrival(a: RunOrigin, b: RunOrigin): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

// TypeScript does not narrow a union by a nested field; these say it once.
export const isWaiting = (run: Run): run is WaitingRun => run.status.state === 'waiting'
export const isClaimed = (run: Run): run is ClaimedRun => run.status.state === 'claimed'
export const isInDoubt = (run: Run): run is InDoubtRun => run.status.state === 'in-doubt'
export const isSubmitted = (run: Run): run is SubmittedRun => run.status.state === 'submitted'
export const isEnded = (run: Run): run is EndedRun => run.status.state === 'ended'
