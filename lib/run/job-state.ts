// A run in AWS Backup's words.
import type { Outcome, Run } from './run.ts'

/** AWS Backup's nine job states. */
export type JobState =
  | 'CREATED'
  | 'PENDING'
  | 'RUNNING'
  | 'ABORTING'
  | 'ABORTED'
  | 'COMPLETED'
  | 'FAILED'
  | 'EXPIRED'
  | 'PARTIAL'

/** The state that a run shows; undefined before anything was asked of Commvault. */
export function jobStateOf(status: Run['status'] | undefined): JobState | undefined {
  switch (status?.state) {
    case undefined:
    case 'waiting':
    case 'claimed':
      return undefined
    case 'in-doubt':
      return 'PENDING'
    case 'submitted':
      return status.job?.progress?.ended === false ? status.job.progress.state : 'CREATED'
    case 'ended':
      return ENDED[status.outcome.kind]
  }
}

const ENDED: { readonly [kind in Outcome['kind']]: JobState | undefined } = {
  completed: 'COMPLETED',
  'completed-with-warnings': 'COMPLETED',
  partial: 'PARTIAL',
  failed: 'FAILED',
  killed: 'ABORTED',
  expired: 'EXPIRED',
  refused: 'FAILED',
  // A job may be running; a rule that wakes somebody on FAILED must wake them for this, and `outcome` says which it is.
  unknown: 'FAILED',
  skipped: undefined,
  missed: undefined,
}
