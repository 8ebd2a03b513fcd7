// One step of a run that is in flight. Undefined: nothing to write, or another sweep wrote first.
import type { Instant } from '../start.ts'
import { findJob } from './adopt.ts'
import { followJob } from './follow-job.ts'
import type { JobList } from './job-list.ts'
import type { World } from './ports.ts'
import { record } from './record.ts'
import {
  type ClaimedRun,
  type InDoubtRun,
  isClaimed,
  isInDoubt,
  isSubmitted,
  type Run,
  type RunInFlight,
} from './run.ts'
import { abandoned, adopted, askedAgain, unknown, unlisted } from './steps.ts'

/** A function lives 15 minutes at most (AWS Lambda quotas, "Function timeout"). */
const CLAIM_LIVES_MS = 15 * 60_000

/** How many sweeps must find no job before "none" is believed. */
const READINGS = 2

/** A run that has a job or may have one. */
export async function follow(
  world: World,
  run: RunInFlight,
  { jobs, openRuns }: { readonly jobs: JobList | undefined; readonly openRuns: readonly Run[] },
): Promise<Run | undefined> {
  if (isClaimed(run)) return followClaimed(world, run)
  if (isInDoubt(run)) {
    return jobs ? followInDoubt(world, run, jobs, openRuns) : followUnread(world, run)
  }
  if (isSubmitted(run)) return followJob(world, run, jobs)
  return undefined
}

// --- claimed ---

async function followClaimed(world: World, run: ClaimedRun): Promise<Run | undefined> {
  const now = world.now()
  const isLeftBehind = now - run.status.claimedAt > CLAIM_LIVES_MS
  return isLeftBehind ? record(world, abandoned(run, now)) : undefined
}

// --- in doubt ---

async function followInDoubt(
  world: World,
  run: InDoubtRun,
  { listed: jobs }: JobList,
  openRuns: readonly Run[],
): Promise<Run | undefined> {
  const now = world.now()
  const history = await world.runs.history(run.request.target.name, 50)
  const others = [...openRuns, ...history].filter(other => other.id !== run.id)
  const finding = findJob(run, { jobs, others, now })
  switch (finding.kind) {
    case 'too-early':
      return undefined
    case 'found':
      return record(world, adopted(run, finding.job, now))
    case 'ambiguous':
      return record(world, unknown(run, finding.text, now))
    case 'none':
      return record(world, notListed(run, now))
  }
}

function notListed(run: InDoubtRun, now: Instant): Run {
  if (run.status.unlisted + 1 < READINGS) return unlisted(run)
  const { attempts } = run.status
  if (attempts < run.terms.retry.attempts && now < run.startBy) return askedAgain(run, now)
  return unknown(
    run,
    `Commvault lists no job of ours; createTask was asked ${attempts} times.`,
    now,
  )
}

async function followUnread(world: World, run: InDoubtRun): Promise<Run | undefined> {
  const now = world.now()
  const isOverdue = now - run.status.askedAt > run.terms.maxRunSeconds * 1000
  const text = 'The job list could not be read for as long as the job may run (maxRun).'
  return isOverdue ? record(world, unknown(run, text, now)) : undefined
}
