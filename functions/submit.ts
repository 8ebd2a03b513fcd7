// Start event in, jobs started. EventBridge Scheduler calls it at least once a start; lib/run/submit.ts makes that once.
import type { Handler } from 'aws-lambda'
import type { World } from '../lib/run/ports.ts'
import { submit } from '../lib/run/submit.ts'
import { isoText, parseStartEvent } from '../lib/start.ts'
import { deploymentBeside, entryOf, prime, type Work } from './entry.ts'

export type SubmitSummary = {
  readonly source: string
  readonly scheduledTime: string
  readonly runs: readonly { readonly runId: string; readonly state: string }[]
}

const submitOne: Work<SubmitSummary> = async ({ world, policyOf }, event) => {
  const start = parseStartEvent(event)
  const runs = await submit(world, policyOf(start.source), start)
  return {
    source: start.source,
    scheduledTime: isoText(start.scheduledTime),
    runs: runs.map(({ id, status }) => ({ runId: id, state: status.state })),
  }
}

/** The same function in a world that differs in some ports: the local world brings its own clock and log. */
export const createHandler = (overrides: Partial<World>) =>
  entryOf(submitOne, deploymentBeside(import.meta.dirname, overrides))

const deployed = deploymentBeside(import.meta.dirname, {})
await prime(deployed)

export const handler = entryOf(submitOne, deployed) satisfies Handler<unknown, SubmitSummary>
