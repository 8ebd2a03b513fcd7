// One step of a run in doubt: what the job list, the descriptions of its candidates and the other runs tell, and what
// follows from it.
import { concluded, unknown } from '../run/doubt-steps.ts'
import type { JobReport, World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import { type InDoubtRun, isSubmitted, jobIdsOf, type Run } from '../run/run.ts'
import type { OpenRuns } from '../submit/open-runs.ts'
import { isSameSubclient } from '../target.ts'
import { candidatesOf, type Descriptions, findJob, type Sightings } from './adopt.ts'
import type { JobList } from './job-list.ts'

/** The latest runs of a target; those in flight are known besides. */
const LATEST_RUNS = 50

/** Longer than a sweep lives: by then what it adopted is on record. */
const ADOPTION_MS = 15 * 60_000

/** Undefined: nothing to write, or another sweep wrote first. */
export async function followInDoubt(
  world: World,
  run: InDoubtRun,
  { jobs, openRuns }: { readonly jobs: JobList | undefined; readonly openRuns: OpenRuns },
): Promise<Run | undefined> {
  if (jobs === undefined) return followUnread(world, run)
  const user = world.commcells[run.request.target.commcell]?.user
  const sightings = {
    jobs: jobs.listed,
    readAt: jobs.readAt,
    since: jobs.since,
    others: await othersOf(world, run, openRuns),
    ...(user !== undefined && { user }),
  }
  const descriptions = await describe(jobs, candidatesOf(run, sightings))
  const next = concluded(run, findJob(run, sightings, descriptions), world.now())
  if (next === undefined || (isSubmitted(next) && !(await isOurs(world, next)))) return undefined
  return record(world, next)
}

async function followUnread(world: World, run: InDoubtRun): Promise<Run | undefined> {
  const now = world.now()
  const isOverdue = now - run.status.askedAt > run.terms.maxRunSeconds * 1000
  const text = 'The job list could not be read for as long as the job may run (maxRun).'
  return isOverdue ? record(world, unknown(run, text, now)) : undefined
}

/** The runs that may have a job of this subclient, whatever their policies call it. Read after the list, so none is missed. */
async function othersOf(
  world: World,
  run: InDoubtRun,
  openRuns: OpenRuns,
): Promise<Sightings['others']> {
  const { target } = run.request
  const targets = world.policies?.flatMap(policy => Object.values(policy.targets)) ?? []
  const same = targets.filter(other => isSameSubclient(other, target))
  const names = new Set([target.name, ...same.map(({ name }) => name)])
  const histories: Run[] = []
  for (const name of names) histories.push(...(await world.runs.history(name, LATEST_RUNS)))
  // Another CommCell, of which the target was, counts its jobs from 1 as well.
  return [...openRuns.all(), ...histories].filter(
    other => other.id !== run.id && other.request.target.commcell === target.commcell,
  )
}

async function describe(jobs: JobList, candidates: readonly JobReport[]): Promise<Descriptions> {
  const said = new Map<string, string>()
  let isIncomplete = false
  for (const { jobId } of candidates) {
    const description = await jobs.description(jobId)
    if (description === 'unasked') isIncomplete = true
    else if (description.said !== undefined) said.set(jobId, description.said)
  }
  return { said, isIncomplete }
}

/** Two sweeps may find one job for two runs at the same moment: a lock settles whose it is. */
async function isOurs(world: World, run: Run): Promise<boolean> {
  const now = world.now()
  for (const jobId of jobIdsOf(run)) {
    const key = `${run.request.target.commcell}/job/${jobId}`
    const lock = { key, runId: run.id, now, expiresAt: now + ADOPTION_MS }
    if ((await world.runs.lock(lock)) !== run.id) return false
  }
  return true
}
