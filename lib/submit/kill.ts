// Asking Commvault to kill a job. It does so in its own time, so it is asked again until the job is ending: for a few sweeps
// every time, then every five minutes, for every kill is a write of the hour's quota.
import { killing, killRefused } from '../run/job-steps.ts'
import type { World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import { isSubmitted, type Run, type SubmittedRun } from '../run/run.ts'

/** A call may take half a minute; what is left of the function's time belongs to the other runs. */
const TIME_FOR_THE_REST_MS = 60_000

/**
 * The reason is written down first: whatever crashes, the end of the job can be explained. Returns the run as it was
 * stored last; undefined when another function has moved it on, or this one has no time left.
 */
export async function killJobs(
  world: World,
  run: SubmittedRun,
  why: string,
): Promise<SubmittedRun | undefined> {
  if (isEnding(run)) return run
  if (isOutOfTime(world)) return undefined
  const { killing: asked } = run.status
  if (asked && !isTimeToAskAgain(world.now() - asked.since)) return run
  const marked = asked ? run : await record(world, killing(run, why, world.now()))
  if (marked === undefined) return undefined
  const refusal = await refusalOf(world, marked)
  const isNews = refusal !== undefined && refusal !== asked?.refusal
  return isNews ? record(world, killRefused(marked, refusal)) : marked
}

function isTimeToAskAgain(sinceMs: number): boolean {
  const minutes = Math.floor(sinceMs / 60_000)
  return minutes < 3 || minutes % 5 === 0
}

/** Kills the job of the run that another one replaces. */
export async function killFor(world: World, runId: string, by: Run): Promise<Run | undefined> {
  const run = await world.runs.get(runId)
  if (run === undefined || !isSubmitted(run)) return run
  return killJobs(world, run, `Killed for run ${by.id}, which replaces it.`)
}

/** Commvault kills it already, whoever asked for that. */
export function isEnding({ status }: SubmittedRun): boolean {
  const { progress } = status.job ?? {}
  return progress?.ended === false && progress.state === 'ABORTING'
}

/** Not answering is no agreement. */
async function refusalOf(world: World, run: SubmittedRun): Promise<string | undefined> {
  const { commcell } = run.request.target
  const { jobIds, settled } = run.status
  let refusal: string | undefined
  for (const jobId of jobIds) {
    if (settled?.jobIds.includes(jobId)) continue
    if (isOutOfTime(world)) break
    try {
      refusal = (await world.commandCenter(commcell).kill(jobId)) ?? refusal
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error)
    }
  }
  if (refusal !== undefined) {
    world.log('warn', 'A job was not killed; the next sweep asks again.', {
      runId: run.id,
      refusal,
    })
  }
  return refusal
}

const isOutOfTime = ({ deadline, now }: World) =>
  deadline !== undefined && now() + TIME_FOR_THE_REST_MS > deadline
