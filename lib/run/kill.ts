// Asking Commvault to kill a job. It does so in its own time, so it is asked again every sweep until the job is ending.
import type { World } from './ports.ts'
import { record } from './record.ts'
import { isSubmitted, type Run, type SubmittedRun } from './run.ts'
import { killing, killRefused } from './steps.ts'

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
  const isOutOfTime =
    world.deadline !== undefined && world.now() + TIME_FOR_THE_REST_MS > world.deadline
  if (isOutOfTime) return undefined
  const { killing: asked } = run.status
  const marked = asked ? run : await record(world, killing(run, why, world.now()))
  if (marked === undefined) return undefined
  const refusal = await refusalOf(world, marked)
  const isNews = refusal !== undefined && refusal !== asked?.refusal
  return isNews ? record(world, killRefused(marked, refusal)) : marked
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
  let refusal: string | undefined
  for (const jobId of run.status.jobIds) {
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
