// `holdfast run --local`: one start through the real functions and an emulated Command Center, in virtual time.
import { join } from 'node:path'
import { parseStartEvent } from '../start.ts'
import { type AnnounceOptions, announcer } from './announcer.ts'
import { driveToTheEnd } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { openLocalWorld } from './local-world.ts'
import { PROJECT } from './project.ts'
import type { ByHand } from './run.ts'

export async function runLocal(
  { plan, event }: ByHand,
  options: AnnounceOptions,
): Promise<ExitCode> {
  const follower = announcer(options)
  const from = parseStartEvent(event).scheduledTime
  const world = await openLocalWorld({
    environment: plan.environment,
    policies: plan.policies,
    from,
    seed: 1,
    faults: [],
    folder: join(PROJECT, 'build', 'local'),
    onEvents: entries => {
      for (const { Time, DetailType, Detail } of entries) {
        follower.tell({ time: Time, detailType: DetailType, detail: JSON.parse(Detail) })
      }
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
