// What the sweep knows of a CommCell's jobs: one windowed listing, and single look-ups only for what the listing misses.
import type { Missing, Sighting } from '../run/job-steps.ts'
import type { JobReport, World } from '../run/ports.ts'
import { isInDoubt, isSubmitted, type Run, type SubmittedRun } from '../run/run.ts'
import type { Instant } from '../start.ts'
import { DOUBTFUL_SKEW_MS } from './candidate.ts'
import { type LookUps, lookUpsOf } from './look-ups.ts'

export type JobList = {
  readonly listed: readonly JobReport[]
  /** When it was read, and how far back it reaches. */
  readonly readAt: Instant
  readonly since: Instant
  /** The jobs of a run that are not known to have ended. */
  readonly sightingOf: (run: SubmittedRun) => Promise<Sighting>
  readonly description: LookUps['description']
}

/** How far back a listing looks for jobs that are known; those that ended before are looked up one by one. */
const LOOK_BACK_MS = 30 * 60_000

/** And for jobs that are looked for: a list of more than a day is nobody's answer within a sweep. */
const LONGEST_LOOK_BACK_MS = 24 * 60 * 60_000

/** Commvault's clock may be a little behind ours. */
const CLOCK_SKEW_MS = 60_000

/** A fresh job may be absent from the list, and from a look-up, this long. */
const NOT_VISIBLE_YET_MS = 5 * 60_000

/** Undefined when the Command Center could not be read: nothing is concluded from that. */
export async function readJobList(
  world: World,
  commcell: string,
  runs: readonly Run[],
): Promise<JobList | undefined> {
  const readAt = world.now()
  const since = windowStart(runs, readAt)
  try {
    const listed = since === undefined ? [] : await world.commandCenter(commcell).jobs(since)
    const { report, description } = lookUpsOf(world, commcell)
    const sightingOf = sightings(world, listed, report)
    return { listed, readAt, since: since ?? readAt, sightingOf, description }
  } catch (error) {
    const fields = { commcell, error: error instanceof Error ? error.message : String(error) }
    world.log('warn', 'The job list could not be read; the next sweep tries again.', fields)
    return undefined
  }
}

/** The earliest instant that the listing must reach back to; undefined when nobody asks for a job. */
function windowStart(runs: readonly Run[], now: Instant): Instant | undefined {
  const submitted = runs
    .filter(isSubmitted)
    .map(run => Math.max(run.status.submittedAt - CLOCK_SKEW_MS, now - LOOK_BACK_MS))
  const inDoubt = runs
    .filter(isInDoubt)
    .map(run => Math.max(run.status.askedAt - DOUBTFUL_SKEW_MS, now - LONGEST_LOOK_BACK_MS))
  const all = [...submitted, ...inDoubt]
  return all.length === 0 ? undefined : Math.min(...all)
}

function sightings(
  world: World,
  listed: readonly JobReport[],
  lookUp: LookUps['report'],
): JobList['sightingOf'] {
  const byId = new Map(listed.map(job => [job.jobId, job]))
  return async run => {
    const { jobIds, submittedAt, settled } = run.status
    const mayLookUp = world.now() - submittedAt > NOT_VISIBLE_YET_MS
    const reports: JobReport[] = []
    let missing: Missing | undefined
    for (const jobId of jobIds) {
      if (settled?.jobIds.includes(jobId)) continue
      const found = byId.get(jobId) ?? (mayLookUp ? await lookUp(jobId) : 'too-early')
      if (typeof found !== 'string') reports.push(found)
      // What could not be asked for may be anywhere; that comes first.
      else missing = missing === 'unasked' ? missing : found
    }
    return { reports, ...(missing && { missing }) }
  }
}
