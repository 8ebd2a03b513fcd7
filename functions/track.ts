// The sweep, once a minute: every open run one step further, every event that is left published.
import type { Handler } from 'aws-lambda'
import { BackupError } from '../lib/errors.ts'
import type { World } from '../lib/run/ports.ts'
import { type SweepReport, track } from '../lib/track/track.ts'
import { entryOf, onceOpen, prime, type Work } from './entry.ts'
import { type Deployment, deploymentBeside } from './world.ts'

const sweep: Work<Deployment, SweepReport> = async ({ world }) => {
  const report = await track(world)
  if (report.unreadable.length > 0) throw blind(report.unreadable)
  return report
}

/** Everything is swept and published by then. It fails all the same, because the alarm counts sweeps that failed. */
function blind(commcells: readonly string[]): BackupError {
  return new BackupError(
    'command-center-unreadable',
    `The sweep could not read the job list of ${commcells.join(', ')}; the warnings before this say why. Jobs go on in Commvault, and the next sweep tries again: check that the Command Center answers and that the Authtoken in its secret is valid.`,
  )
}

/** The same function in a world that differs in some ports: the local world brings its own clock and log. */
export const createHandler = (overrides: Partial<World>) =>
  entryOf(sweep, deploymentBeside(import.meta.dirname, overrides))

const deployed = onceOpen(deploymentBeside(import.meta.dirname, {}))
await prime(deployed)

export const handler = entryOf(sweep, deployed) satisfies Handler<unknown, SweepReport>
