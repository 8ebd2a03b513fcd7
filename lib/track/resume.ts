// One step of a run that waits: for a slot, for its time, for another run's end, or for something to send to.
import type { Wait } from '../run/decision.ts'
import type { World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import { isSubmitted, type Run, type WaitingRun } from '../run/run.ts'
import { claimed, stopped } from '../run/steps.ts'
import { callCreateTask } from '../submit/call-create-task.ts'
import { decideHere } from '../submit/decide-here.ts'
import { killFor } from '../submit/kill.ts'
import type { OpenRuns } from '../submit/open-runs.ts'
import { asDeployed } from './as-deployed.ts'

type Around = {
  readonly openRuns: OpenRuns
  /** Told of another run that was written on the way. */
  readonly wrote: (other: Run) => void
}

/** Undefined: nothing to write, or another sweep wrote first. */
export async function resume(
  world: World,
  run: WaitingRun,
  { openRuns, wrote }: Around,
): Promise<Run | undefined> {
  const now = world.now()
  const isTooEarly = now < run.status.notBefore && now <= run.startBy
  if (isTooEarly) return undefined
  const { run: current, ...known } = await asDeployed(world, run, now)
  const waitedFor = run.status.why
  const decision = await decideHere(world, current, { ...known, openRuns, waitedFor })
  if (decision.kind === 'wait') return wait(world, current, { decision, wrote })
  if (decision.kind !== 'start') return record(world, stopped(current, decision, now))
  const ours = await record(world, claimed(current, now))
  return ours && callCreateTask(world, ours, openRuns)
}

/** It waits on. What it waits for last, and what stands in the way of a kill, belongs into the event of a miss. */
async function wait(
  world: World,
  run: WaitingRun,
  { decision, wrote }: { readonly decision: Wait; readonly wrote: Around['wrote'] },
): Promise<Run | undefined> {
  const other = decision.kill === undefined ? undefined : await killFor(world, decision.kill, run)
  if (other) wrote(other)
  const refusal = other && isSubmitted(other) && other.status.killing?.refusal
  const text = refusal ? `${decision.text} Its job was not killed: ${refusal}` : decision.text
  if (text === run.status.why) return undefined
  return record(world, stopped(run, { ...decision, text }, world.now()))
}
