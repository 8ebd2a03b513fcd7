// A run carries all that it needs. But what is deployed to stop starts must stop those that wait, too: a pause and a
// calendar, and a stronger level that is due when a blackout ends.
import type { World } from '../run/ports.ts'
import type { WaitingRun } from '../run/run.ts'
import {
  type Instant,
  isPausedAt,
  isScheduleSource,
  type Pause,
  type PolicySources,
} from '../start.ts'
import { strongerAtEnd, strongerOnTheirWay } from '../submit/precedence.ts'
import { runId, withoutOverridden } from '../submit/runs-of.ts'

export type AsDeployed = {
  readonly run: WaitingRun
  readonly pause?: Pause
  readonly stronger?: string
}

/** The run as it is where its source is deployed no more. */
export async function asDeployed(world: World, run: WaitingRun, now: Instant): Promise<AsDeployed> {
  const policy = world.policyOf?.(run.source)
  const source = policy?.sources.find(({ name }) => name === run.source)
  if (policy === undefined || source === undefined) return { run }
  const overrides = run.manual?.overrides ?? []
  const { blackouts, onBlackout } = withoutOverridden(source.terms, overrides)
  // It was due before the pause began: what counts is whether it would start in it.
  const isPaused = isPausedAt(source.pause, now) && !overrides.includes('paused')
  // What somebody has asked for by an event gives way to no schedule.
  const stronger = isScheduleSource(source) ? await strongerFor(world, policy, run) : undefined
  return {
    run: { ...run, terms: { ...run.terms, blackouts, onBlackout } },
    ...(isPaused && source.pause && { pause: source.pause }),
    ...(stronger !== undefined && { stronger }),
  }
}

/** Due together are those that start when a blackout ends. What is on record by then has been decided, or is among the open runs. */
async function strongerFor(
  world: World,
  policy: PolicySources,
  { request, deferredTo: end }: WaitingRun,
): Promise<string | undefined> {
  if (end === undefined) return undefined
  const due = strongerAtEnd(policy, request, end)
  if (due !== undefined) return due
  for (const start of strongerOnTheirWay(policy, request, end)) {
    const arrived = await world.runs.get(runId(start, request.target.name))
    if (arrived === undefined) return start.source
  }
  return undefined
}
