// What the sweep asks of a Command Center: one windowed listing, and single look-ups only for what the listing misses,
// not many. The Command Center is somebody else's server.
import type { Instant } from '../start.ts'
import { DOUBTFUL_SKEW_MS } from './adopt.ts'
import type { JobReport, World } from './ports.ts'
import { isInDoubt, isSubmitted, type Run, type SubmittedRun } from './run.ts'

export type JobList = {
  readonly listed: readonly JobReport[]
  /** The reports of a run's jobs, or why there are none: it is not shown, or this sweep cannot ask any more. */
  readonly reportsOf: (run: SubmittedRun) => Promise<readonly JobReport[] | 'absent' | 'unasked'>
}

/** How far back a listing looks; jobs that ended before are looked up one by one. */
const LOOK_BACK_MS = 30 * 60_000

/** Commvault's clock may be a little behind ours. */
const CLOCK_SKEW_MS = 60_000

/** A fresh job may be absent from the list this long. */
const NOT_LISTED_YET_MS = 5 * 60_000

const LOOK_UPS_A_SWEEP = 20

/** A look-up may take half a minute; what is left of the function's time belongs to writing and publishing. */
const TIME_FOR_THE_REST_MS = 60_000

/** Undefined when the Command Center could not be read: nothing is concluded from that. */
export async function readJobList(
  world: World,
  commcell: string,
  runs: readonly Run[],
): Promise<JobList | undefined> {
  const since = windowStart(runs, world.now())
  try {
    const listed = since === undefined ? [] : await world.commandCenter(commcell).jobs(since)
    return { listed, reportsOf: reportsOf(world, commcell, listed) }
  } catch (error) {
    const fields = { commcell, error: messageOf(error) }
    world.log('warn', 'The job list could not be read; the next sweep tries again.', fields)
    return undefined
  }
}

/** The earliest instant that the listing must reach back to; undefined when nobody asks for a job. */
function windowStart(runs: readonly Run[], now: Instant): Instant | undefined {
  const submitted = runs
    .filter(isSubmitted)
    .map(run => Math.max(run.status.submittedAt - CLOCK_SKEW_MS, now - LOOK_BACK_MS))
  const inDoubt = runs.filter(isInDoubt).map(run => run.status.askedAt - DOUBTFUL_SKEW_MS)
  const all = [...submitted, ...inDoubt]
  return all.length === 0 ? undefined : Math.min(...all)
}

function reportsOf(
  world: World,
  commcell: string,
  listed: readonly JobReport[],
): JobList['reportsOf'] {
  const byId = new Map(listed.map(job => [job.jobId, job]))
  const lookUp = lookUps(world, commcell)
  return async run => {
    const { jobIds, submittedAt } = run.status
    const mayLookUp = world.now() - submittedAt > NOT_LISTED_YET_MS
    const reports: JobReport[] = []
    for (const jobId of jobIds) {
      const report = byId.get(jobId) ?? (mayLookUp ? await lookUp(jobId) : 'absent')
      if (typeof report === 'string') return report
      reports.push(report)
    }
    return reports
  }
}

function lookUps(world: World, commcell: string) {
  let left = LOOK_UPS_A_SWEEP
  return async (jobId: string): Promise<JobReport | 'absent' | 'unasked'> => {
    const isOutOfTime =
      world.deadline !== undefined && world.now() + TIME_FOR_THE_REST_MS > world.deadline
    if (left === 0 || isOutOfTime) return 'unasked'
    left -= 1
    try {
      return (await world.commandCenter(commcell).job(jobId)) ?? 'absent'
    } catch (error) {
      // It would fail, or hang, for the next one as well.
      left = 0
      world.log('warn', `Job ${jobId} could not be looked up.`, {
        commcell,
        error: messageOf(error),
      })
      return 'unasked'
    }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
