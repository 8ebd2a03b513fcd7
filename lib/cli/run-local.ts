// `holdfast run --local`: one start through the real functions and an emulated Command Center, in virtual time.
import { join } from 'node:path'
import type { PolicySources } from '../start.ts'
import { type AnnounceOptions, announcer } from './announcer.ts'
import { driveToTheEnd } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { announced } from './local-files.ts'
import { openLocalWorld } from './local-world.ts'
import { PROJECT } from './project.ts'
import type { ByHand } from './run.ts'

export async function runLocal(
  { plan, event, start }: ByHand,
  options: AnnounceOptions,
): Promise<ExitCode> {
  const follower = announcer(options)
  const from = start.scheduledTime
  const world = await openLocalWorld({
    environment: plan.environment,
    policies: plan.policies.map(withoutPromise),
    rules: plan.rules,
    from,
    // One start and no other, however long it takes.
    to: from,
    seed: 1,
    faults: { jobs: [], wire: [] },
    folder: join(PROJECT, 'build', 'local'),
    onEvents: entries => {
      for (const event of entries.map(announced)) follower.tell(event)
    },
    onLog: () => {},
  })
  try {
    await world.deliver(event)
    await driveToTheEnd(world, from)
  } finally {
    await world.close()
  }
  return follower.finish()
}

/** One start keeps no policy's promise (`rpo`), nor does it break one. */
function withoutPromise(sources: PolicySources): PolicySources {
  const { rpoSeconds: _, ...policy } = sources.policy
  return { ...sources, policy }
}
