// One step of a run whose job is known: what Commvault says of it, and what becomes of one that takes too long.
import type { Sighting } from '../run/job-steps.ts'
import { expired, reported } from '../run/job-steps.ts'
import type { World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import { isSubmitted, type Run, type SubmittedRun } from '../run/run.ts'
import type { Instant } from '../start.ts'
import { isEnding, killJobs } from '../submit/kill.ts'
import type { JobList } from './job-list.ts'

/** A run whose Command Center cannot be asked is kept this much longer than `maxRun`, then given up. */
const PATIENCE_MS = 24 * 60 * 60_000

/** A job that is not killed an hour after it should have been is given up as well. */
const KILLED_WITHIN_MS = 60 * 60_000

/** Undefined: nothing to write, or another sweep wrote first. */
export async function followJob(
  world: World,
  run: SubmittedRun,
  jobs: JobList | undefined,
): Promise<Run | undefined> {
  const sighting: Sighting = jobs ? await jobs.sightingOf(run) : { reports: [], missing: 'unasked' }
  const next = reported(run, sighting, world.now())
  const current = next ? await record(world, next) : run
  if (current === undefined || !isSubmitted(current)) return current
  if (next) logOddities(world, run, current)
  const overdue = world.now() - current.status.submittedAt - current.terms.maxRunSeconds * 1000
  if (overdue <= 0) return next && current
  return (await pastMaxRun(world, current, { sighting, overdue })) ?? (next && current)
}

/** What somebody should look at, once each. */
function logOddities(world: World, { status: before }: SubmittedRun, run: SubmittedRun): void {
  const { job, absentSince, jobIds } = run.status
  const log = (level: 'info' | 'warn' | 'error', message: string) =>
    world.log(level, message, { runId: run.id, jobIds })
  if (absentSince !== undefined && before.absentSince === undefined) {
    log('error', LOST)
  }
  if (absentSince === undefined && before.absentSince !== undefined) {
    log('info', 'Commvault shows this job again.')
  }
  if (job && !job.progress && job.status !== before.job?.status) {
    log('warn', `Nobody here knows the job status "${job.status}": the job is taken to go on.`)
  }
}

const LOST =
  'Commvault shows this job neither in its list nor by itself. It is asked for until maxRun; look into its Job Controller.'

type Overdue = {
  readonly sighting: Sighting
  /** Milliseconds since `maxRun` was over. */
  readonly overdue: number
}

async function pastMaxRun(
  world: World,
  run: SubmittedRun,
  { sighting, overdue }: Overdue,
): Promise<Run | undefined> {
  const end = (why: string) => record(world, expired(run, why, world.now()))
  if (sighting.missing === 'unasked') {
    const hours = PATIENCE_MS / 3_600_000
    if (overdue <= PATIENCE_MS) return undefined
    return end(`the Command Center could not be asked for ${hours} hours`)
  }
  if (run.terms.onMaxRun === 'cancel') return cancel(world, run, overdue)
  return end(sighting.missing ? 'Commvault does not list the job' : 'the job goes on')
}

/** Goes on until Commvault reports the end of the job, but not for ever. */
async function cancel(world: World, run: SubmittedRun, overdue: number): Promise<Run | undefined> {
  const inVain = overdue > KILLED_WITHIN_MS ? killedInVain(run, world.now()) : undefined
  if (inVain !== undefined) return record(world, expired(run, inVain, world.now()))
  const { maxRunSeconds } = run.terms
  const why = `Killed because it was not at its end ${maxRunSeconds} s after it was submitted (maxRun, onMaxRun: cancel).`
  return killJobs(world, run, why)
}

/** Of a job that an hour has not been enough to kill: who asked for it, and what came of it. */
function killedInVain(run: SubmittedRun, now: Instant): string | undefined {
  const { killing } = run.status
  if (killing === undefined) {
    return isEnding(run) ? 'somebody had the job killed, and it does not end' : undefined
  }
  if (now - killing.since <= KILLED_WITHIN_MS) return undefined
  const { refusal } = killing
  const answer = refusal === undefined ? '' : `, which answered: ${refusal.replace(/\.$/, '')}`
  return `an hour ago Commvault was asked to kill the job${answer}`
}
