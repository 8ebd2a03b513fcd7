// createTask was not answered: is there a job, and which? Commvault has no idempotency key, so the job is recognised by
// what it backs up, at which level, and when it started. One candidate is adopted, several are never guessed between.
import type { Instant } from '../start.ts'
import {
  type BackupRequest,
  isSameLevel,
  isSameName,
  isSameSubclient,
  type Target,
} from '../target.ts'
import type { JobReport } from './ports.ts'
import { type InDoubtRun, isClaimed, isInDoubt, jobIdsOf, type Run } from './run.ts'

export type Finding =
  /** Too early to say: a fresh job may take minutes to be listed, or another run may have the better claim to it. */
  | { readonly kind: 'too-early' }
  | { readonly kind: 'found'; readonly job: JobReport }
  /** Late enough, and no job of ours in the list. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly text: string }

/** What else is known when a run is looked for. */
export type Sightings = {
  readonly jobs: readonly JobReport[]
  /** All other runs that may have one of these jobs: the open ones, and the target's history. */
  readonly others: readonly Run[]
  readonly now: Instant
}

/** Before this nothing is concluded; after the second an absent job does not exist. */
const LISTED_SOONEST_MS = 60_000
const LISTED_LATEST_MS = 5 * 60_000

/** A job that started this much before we asked may still be ours if the clocks disagree. */
const CLOCK_SKEW_MS = 2 * 60_000

/** And this much before, we would rather say that we do not know than post a second time. */
export const DOUBTFUL_SKEW_MS = 15 * 60_000

/** Looks for the job of a run in doubt. */
export function findJob(run: InDoubtRun, { jobs, others, now }: Sightings): Finding {
  const { askedAt, since } = run.status
  if (now - since < LISTED_SOONEST_MS) return { kind: 'too-early' }
  const owned = new Set(others.flatMap(jobIdsOf))
  const candidates = jobs.filter(
    job =>
      !owned.has(job.jobId) &&
      isOnTarget(job, run.request.target) !== 'no' &&
      startedSince(job, askedAt - DOUBTFUL_SKEW_MS),
  )
  const [job, ...more] = candidates
  if (job === undefined) return { kind: now - since < LISTED_LATEST_MS ? 'too-early' : 'none' }
  // Commvault may have converted our level, or this is the job of a run that is in doubt beside us: let that one look.
  const isExact = job.actualLevel !== undefined && isSameLevel(run.request, job.actualLevel)
  if (!isExact && others.some(other => isRival(run, other))) return { kind: 'too-early' }
  if (more.length === 0 && isOurs(run, job)) return { kind: 'found', job }
  const ids = candidates.map(candidate => candidate.jobId).join(', ')
  return {
    kind: 'ambiguous',
    text:
      more.length > 0
        ? `Any of the jobs ${ids} may be ours.`
        : `Job ${ids} may be ours, but its subclient, level or start does not prove it.`,
  }
}

/** A run of the same subclient of which nobody knows its job either. */
function isRival(run: InDoubtRun, other: Run): boolean {
  const isLooking = isClaimed(other) || isInDoubt(other)
  return (
    isLooking && other.id !== run.id && isSameSubclient(run.request.target, other.request.target)
  )
}

function isOurs(run: InDoubtRun, job: JobReport): boolean {
  return (
    isOnTarget(job, run.request.target) === 'yes' &&
    isPlausibleLevel(run.request, job) &&
    startedSince(job, run.status.askedAt - CLOCK_SKEW_MS)
  )
}

/** `unsaid`: the list leaves out what would tell; almost every field of a job may be missing. */
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

/** Commvault may run a full where less was asked, never less where a full was asked. */
function isPlausibleLevel(request: BackupRequest, { actualLevel, levelName }: JobReport): boolean {
  if (actualLevel === undefined) return levelName === undefined
  return actualLevel === 'FULL' || isSameLevel(request, actualLevel)
}

/** A job without a start time yet has started just now. */
const startedSince = (job: JobReport, since: Instant) =>
  job.startedAt === undefined || job.startedAt >= since
