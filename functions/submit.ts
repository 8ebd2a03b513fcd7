// Start event in, jobs started. EventBridge calls it at least once a start; lib/submit/submit.ts makes that once.
import type { Handler } from 'aws-lambda'
import type { World } from '../lib/run/ports.ts'
import type { Run } from '../lib/run/run.ts'
import { isoText, isRuleStart, parseStartEvent } from '../lib/start.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import { entryOf, onceOpen, prime, type Work } from './entry.ts'
import { policiesOfRule, policyOfSource } from './started-policies.ts'
import { type Deployment, deploymentBeside } from './world.ts'

export type SubmitSummary = Started & {
  readonly runs: readonly { readonly runId: string; readonly state: string }[]
}

/** A due schedule, a start by hand, or an event. */
type Started =
  | { readonly source: string; readonly scheduledTime: string }
  | { readonly rule: string; readonly eventId: string }

const submitOne: Work<Deployment, SubmitSummary> = async (deployment, event) => {
  const [started, runs] = await start(deployment, event)
  return { ...started, runs: runs.map(({ id, status }) => ({ runId: id, state: status.state })) }
}

async function start(
  { world, sources }: Deployment,
  event: unknown,
): Promise<[Started, readonly Run[]]> {
  const start = parseStartEvent(event)
  if (isRuleStart(start)) {
    const runs = await submitEvent(world, policiesOfRule(sources, start.rule), start)
    return [{ rule: start.rule, eventId: start.event.id }, runs]
  }
  const runs = await submit(world, policyOfSource(sources, start.source), start)
  return [{ source: start.source, scheduledTime: isoText(start.scheduledTime) }, runs]
}

/** The same function in a world that differs in some ports: the local world brings its own clock and log. */
export const createHandler = (overrides: Partial<World>) =>
  entryOf(submitOne, deploymentBeside(import.meta.dirname, overrides))

const deployed = onceOpen(deploymentBeside(import.meta.dirname, {}))
await prime(deployed)

export const handler = entryOf(submitOne, deployed) satisfies Handler<unknown, SubmitSummary>
