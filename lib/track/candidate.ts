// What a listed job tells about itself: whether it may be the one that a run in doubt has started. Almost every field of a
// job may be missing, and what is not said proves nothing either way.
import type { JobReport } from '../run/ports.ts'
import { type InDoubtRun, isClaimed, type Run } from '../run/run.ts'
import type { Instant } from '../start.ts'
import {
  type BackupRequest,
  isSameLevel,
  isSameName,
  isSameSubclient,
  type Target,
} from '../target.ts'

/**
 * `likely`: everything that is needed fits. `doubtful`: something is not said, or fits badly. `lower-level`: Commvault would
 * not make this of what was asked; it is not adopted, but nor is a second one posted beside it. `too-old`: it started before
 * we asked, unless the clock that says so is wrong by hours; only its description can make it ours. `no`: another backup.
 */
export type Likeness = 'likely' | 'doubtful' | 'lower-level' | 'too-old' | 'no'

/** A job that started this much before we asked may still be ours if the clocks disagree. */
const CLOCK_SKEW_MS = 2 * 60_000

/** And this much before, or after the doubt began, we would rather say that we do not know than post a second time. */
export const DOUBTFUL_SKEW_MS = 15 * 60_000

export function likeness(run: InDoubtRun, job: JobReport): Likeness {
  const { askedAt, since } = run.status
  const onTarget = isOnTarget(job, run.request.target)
  const isTooOld = !startedSince(job, askedAt - DOUBTFUL_SKEW_MS)
  if (onTarget === 'no' || (isTooOld && onTarget === 'unsaid')) return 'no'
  if (isTooOld) return 'too-old'
  if (!mayBecome(run.request, job)) return 'lower-level'
  const isInTime =
    startedSince(job, askedAt - CLOCK_SKEW_MS) && (job.startedAt ?? 0) <= since + DOUBTFUL_SKEW_MS
  const isLevelSaid = job.actualLevel !== undefined || job.levelName === undefined
  return onTarget === 'yes' && isInTime && isLevelSaid ? 'likely' : 'doubtful'
}

/** A run beside ours that has as good a claim to a job: we would take it away from that one. */
export function isRival(run: InDoubtRun, other: Run, job: JobReport): boolean {
  if (!isSameSubclient(run.request.target, other.request.target)) return false
  if (!mayBeOf(other, job)) return false
  // Its answer is on the way, and says which job it has.
  if (isClaimed(other)) return true
  // Between two that asked for the very same it does not matter which of them has the job.
  const isSame = isSameRequest(run.request, other.request)
  return !isSame && !(isExact(run, job) && !isExact(other, job))
}

/** Another user's job is not ours. `DOMAIN\user` and `user@domain` are `user`: Commvault shows now one, now the other. */
export function isOfAnotherUser({ userName }: JobReport, user: string | undefined): boolean {
  if (userName === undefined || user === undefined) return false
  return !isSameName(bareName(userName), bareName(user))
}

const bareName = (name: string) => name.replace(/^.*\\/s, '').replace(/@.*$/s, '')

/** Of a run that nobody knows the job of, and of one that ended with nobody knowing. */
function mayBeOf(run: Run, job: JobReport): boolean {
  const { status } = run
  if (!mayBecome(run.request, job)) return false
  switch (status.state) {
    case 'claimed':
      return startedSince(job, status.claimedAt - DOUBTFUL_SKEW_MS)
    case 'in-doubt':
      return startedSince(job, status.askedAt - DOUBTFUL_SKEW_MS)
    case 'ended': {
      const isInItsTime =
        startedSince(job, run.createdAt - DOUBTFUL_SKEW_MS) &&
        (job.startedAt ?? 0) <= status.endedAt
      return status.outcome.kind === 'unknown' && isInItsTime
    }
    default:
      return false
  }
}

/**
 * Commvault runs a full where less was asked and no base is left, and a differential where a log backup is not possible;
 * never less for a full ("Backup Conversion Settings for SQL Server Agent").
 */
function mayBecome(request: BackupRequest, { actualLevel }: JobReport): boolean {
  if (actualLevel === undefined || actualLevel === 'FULL') return true
  if (isSameLevel(request, actualLevel)) return true
  return request.level === 'TRANSACTION_LOG' && actualLevel === 'DIFFERENTIAL'
}

const isExact = ({ request }: Run, { actualLevel }: JobReport) =>
  actualLevel !== undefined && isSameLevel(request, actualLevel)

function isSameRequest(a: BackupRequest, b: BackupRequest): boolean {
  const optionOf = (request: BackupRequest) =>
    'copyOnly' in request ? request.copyOnly : 'cumulative' in request && request.cumulative
  return a.level === b.level && optionOf(a) === optionOf(b)
}

/** `unsaid`: the list leaves out what would tell. */
function isOnTarget({ subclient }: JobReport, target: Target): 'yes' | 'no' | 'unsaid' {
  if (target.app === 'sqlserver') {
    if (subclient.subclientId === undefined) return 'unsaid'
    return subclient.subclientId === target.subclientId ? 'yes' : 'no'
  }
  const { clientName, instanceName, subclientName } = subclient
  const signs = [
    // Some lists show the display name where the client's name belongs.
    compare(clientName, target.clientName, target.displayName),
    compare(instanceName, target.instanceName),
    compare(subclientName, target.subclientName),
  ]
  if (signs.includes('no')) return 'no'
  return signs.includes('unsaid') ? 'unsaid' : 'yes'
}

function compare(found: string | undefined, ...wanted: readonly string[]): 'yes' | 'no' | 'unsaid' {
  if (found === undefined) return 'unsaid'
  return wanted.some(name => isSameName(found, name)) ? 'yes' : 'no'
}

/** A job without a start time yet has started just now. */
const startedSince = (job: JobReport, since: Instant) =>
  job.startedAt === undefined || job.startedAt >= since
