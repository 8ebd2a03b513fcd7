// One step of a run that is in flight. Undefined: nothing to write, or another sweep wrote first.
import type { World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import { type ClaimedRun, isClaimed, isInDoubt, type Run, type RunInFlight } from '../run/run.ts'
import { abandoned } from '../run/steps.ts'
import type { OpenRuns } from '../submit/open-runs.ts'
import { followInDoubt } from './follow-in-doubt.ts'
import { followJob } from './follow-job.ts'
import type { JobList } from './job-list.ts'

/** A function lives 15 minutes at most (AWS Lambda quotas, "Function timeout"). */
const CLAIM_LIVES_MS = 15 * 60_000

/** A run that has a job or may have one. */
export async function follow(
  world: World,
  run: RunInFlight,
  around: { readonly jobs: JobList | undefined; readonly openRuns: OpenRuns },
): Promise<Run | undefined> {
  if (isClaimed(run)) return followClaimed(world, run)
  if (isInDoubt(run)) return followInDoubt(world, run, around)
  return followJob(world, run, around.jobs)
}

async function followClaimed(world: World, run: ClaimedRun): Promise<Run | undefined> {
  const now = world.now()
  const isLeftBehind = now - run.status.claimedAt > CLAIM_LIVES_MS
  return isLeftBehind ? record(world, abandoned(run, now)) : undefined
}
