// A run carries all that it needs. But what is deployed to stop starts must stop those that wait, too: a pause and a
// calendar, and a stronger level that is due when a blackout ends.
import { type Instant, isPausedAt, type Pause, type PolicySources } from '../start.ts'
import type { World } from './ports.ts'
import { strongerStart } from './precedence.ts'
import type { WaitingRun } from './run.ts'
import { withoutOverridden } from './runs-of.ts'

export type AsDeployed = {
  readonly run: WaitingRun
  readonly pause?: Pause
  readonly stronger?: string
}

/** The run as it is where its source is deployed no more. */
export function asDeployed(world: World, run: WaitingRun, now: Instant): AsDeployed {
  const policy = world.policyOf?.(run.source)
  const source = policy?.sources.find(({ name }) => name === run.source)
  if (policy === undefined || source === undefined) return { run }
  const overrides = run.manual?.overrides ?? []
  const { blackouts, onBlackout } = withoutOverridden(source.terms, overrides)
  // It was due before the pause began: what counts is whether it would start in it.
  const isPaused = isPausedAt(source.pause, now) && !overrides.includes('paused')
  const stronger = strongerAtItsEnd(policy, source, run)
  return {
    run: { ...run, terms: { ...run.terms, blackouts, onBlackout } },
    ...(isPaused && source.pause && { pause: source.pause }),
    ...(stronger !== undefined && { stronger }),
  }
}

/** Of a run that was deferred: due together are those that start when its blackout ends. */
function strongerAtItsEnd(
  policy: PolicySources,
  source: PolicySources['sources'][number],
  { request, deferredTo }: WaitingRun,
): string | undefined {
  if (deferredTo === undefined) return undefined
  return strongerStart(policy, source, { target: request.target.name, at: deferredTo })
}
