// Starts become runs: each is decided, claimed, and called or left to the sweep. The laws that this file keeps:
// 1. Claim before you call: no createTask without a claimed run. Delivery is at least once and Lambda repeats what failed;
//    the run id is the same, the claim is refused, nothing is posted twice.
// 2. Targets fail alone: one refused request ends one run; its neighbours go on.
import { eachCommCell } from '../run/by-commcell.ts'
import type { Failures } from '../run/failures.ts'
import type { World } from '../run/ports.ts'
import { logState, publishAll } from '../run/record.ts'
import { isClaimed, isEnded, type Run, type RunOrigin } from '../run/run.ts'
import { decided } from '../run/steps.ts'
import type { PolicySources, StartSource } from '../start.ts'
import { callCreateTask } from './call-create-task.ts'
import { decideHere, type Known } from './decide-here.ts'
import { killFor } from './kill.ts'
import { openRunsOf } from './open-runs.ts'
import { strongerStart } from './precedence.ts'

/** EventBridge takes ten events in one call. */
const EVENTS_A_CALL = 10

/** A run to be, with what the compiled policy knows of it and the run itself will not. */
export type Start = { readonly origin: RunOrigin; readonly known: Omit<Known, 'openRuns'> }

export function startOf(policy: PolicySources, source: StartSource, origin: RunOrigin): Start {
  const isPaused = source.pause && !origin.manual?.overrides.includes('paused')
  const where = { target: origin.request.target.name, at: origin.scheduledTime }
  const stronger = strongerStart(policy, source, where)
  const known = { ...(isPaused && { pause: source.pause }), ...(stronger && { stronger }) }
  return { origin, known }
}

/** `swept` are runs as this very function has left them: the index of the open ones may lag behind. */
export async function beginAll(
  world: World,
  starts: readonly Start[],
  { failures, swept = [] }: { readonly failures: Failures; readonly swept?: readonly Run[] },
): Promise<readonly Run[]> {
  const openRuns = openRunsOf(starts.length === 0 ? [] : await world.runs.open())
  swept.filter(isEnded).forEach(openRuns.put)
  const untold: Run[] = []
  const tell = () => failures.attempt(undefined, () => publishAll(world, untold.splice(0)))
  const beginEach = async (group: readonly Start[]) => {
    const runs: Run[] = []
    for (const { origin, known } of group) {
      const facts = { ...known, openRuns }
      const begun = await failures.attempt(origin.id, () => begin(world, origin, facts))
      if (begun === undefined) continue
      runs.push(begun.run)
      if (!begun.isNew) continue
      openRuns.put(begun.run)
      untold.push(begun.run)
      if (untold.length >= EVENTS_A_CALL) await tell()
    }
    return runs
  }
  const begun = await eachCommCell(starts, ({ origin }) => origin.request.target, beginEach)
  await tell()
  const byId = new Map(begun.map(run => [run.id, run]))
  return starts.flatMap(({ origin }) => byId.get(origin.id) ?? [])
}

async function begin(
  world: World,
  origin: RunOrigin,
  known: Known,
): Promise<{ readonly run: Run; readonly isNew: boolean }> {
  const decision = await decideHere(world, origin, known)
  const run = decided(origin, decision, world.now())
  const first = await world.runs.claim(run)
  if (first) {
    world.log('info', 'DUPLICATE: this start was delivered and decided before.', { runId: run.id })
    return { run: first, isNew: false }
  }
  logState(world, run)
  if (isClaimed(run)) return { run: await callCreateTask(world, run, known.openRuns), isNew: true }
  if (decision.kind === 'wait' && decision.kill) await killFor(world, decision.kill, run)
  return { run, isNew: true }
}
