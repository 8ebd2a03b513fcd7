// The life of one backup: one start × one target, at most one job, one outcome.
//
//   waiting ──▶ claimed ──▶ submitted ──▶ ended
//      │           │  └──▶ in-doubt ──▶ submitted | ended
//      └──▶ ended  └──▶ waiting (nothing was sent) | ended (refused)
import type { Instant, Terms } from '../start.ts'
import type { BackupRequest } from '../target.ts'
import type { ResultEvent } from './event.ts'
import type { JobOutcome, JobReport, Refusal } from './ports.ts'

/** What never changes in a run. Self-contained: the sweep needs no policy to go on. */
export type RunOrigin = {
  /** `policy.source/target/2026-11-22T00:00Z`: the same for every delivery of one start. */
  readonly id: string
  readonly environment: string
  readonly policy: string
  readonly policyHash: string
  readonly source: string
  readonly request: BackupRequest
  readonly terms: Terms
  readonly cause: 'SCHEDULE' | 'MANUAL'
  readonly manual?: { readonly by: string; readonly reason: string }
  readonly scheduledTime: Instant
  readonly createdAt: Instant
  /** Past this instant it is not started any more. */
  readonly startBy: Instant
}

export type RunRecord = {
  /** Counts the writes; a write is conditional on the one that was read. */
  readonly version: number
  /** How many events this run has announced: numbers their ids. */
  readonly announced: number
  /** Announced with this state and not yet out. */
  readonly outbox: readonly ResultEvent[]
}

/** Decided to start, and not started yet: a cap is reached, or nothing could be sent. */
export type Waiting = {
  readonly state: 'waiting'
  readonly why: string
  /** Not before this instant. */
  readonly notBefore: Instant
  /** createTask calls that may have reached Commvault so far. */
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
  readonly attempts: number
}

export type Submitted = {
  readonly state: 'submitted'
  readonly taskId?: number
  readonly jobIds: readonly [string, ...string[]]
  readonly submittedAt: Instant
  /** The last report of the job, once there is one. */
  readonly job?: JobReport
  /** True when the job was found rather than told: createTask never answered. */
  readonly adopted: boolean
}

export type Ended = {
  readonly state: 'ended'
  readonly endedAt: Instant
  readonly outcome: Outcome
  readonly submission?: Omit<Submitted, 'state'>
}

/** How a run ended: on Commvault's side, or on ours; each of ours with its reason. */
export type Outcome =
  | { readonly kind: Exclude<JobOutcome, 'no-run'> }
  /** Not terminal at `maxRun`; the job is left alone. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'refused'; readonly why: Refusal; readonly text: string }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly text: string }
  | { readonly kind: 'missed'; readonly text: string }
  /** A job may exist and we cannot say which: published loudly, never guessed. */
  | { readonly kind: 'unknown'; readonly text: string }

export type SkipReason = 'PAUSED' | 'OVERLAP' | 'NO_RUN'

type RunIn<State> = RunOrigin & RunRecord & { readonly status: State }

export type WaitingRun = RunIn<Waiting>
export type ClaimedRun = RunIn<Claimed>
export type InDoubtRun = RunIn<InDoubt>
export type SubmittedRun = RunIn<Submitted>
export type EndedRun = RunIn<Ended>

export type Run = WaitingRun | ClaimedRun | InDoubtRun | SubmittedRun | EndedRun

/** A run that a sweep still has work with: it has not ended, or its last event is not out. */
export type OpenRun = Run
