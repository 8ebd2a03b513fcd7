// What the functions have in common: a deployment opened once a container, a first secret read during init, and one
// log line for whatever goes wrong.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import { BackupError } from '../lib/errors.ts'
import type { World } from '../lib/run/ports.ts'
import { type Deployment, openDeployment } from './world.ts'

/** What a function does with one event. */
export type Work<Summary> = (deployment: Deployment, event: unknown) => Promise<Summary>

/** As Lambda calls it; the context tells how much time is left. */
export type Entry<Summary> = (
  event: unknown,
  context?: Partial<Pick<Context, 'getRemainingTimeInMillis'>>,
) => Promise<Summary>

/** Opens the deployment when it is first asked for; a failure is not kept, the next call tries again. */
export function deploymentBeside(beside: string, overrides: Partial<World>): () => Deployment {
  let opened: Deployment | undefined
  return () => {
    opened ??= openDeployment({ env: process.env, beside, overrides })
    return opened
  }
}

export function entryOf<Summary>(work: Work<Summary>, deployed: () => Deployment): Entry<Summary> {
  return async (event, context) => {
    const deployment = deployed()
    const world = within(deployment.world, context?.getRemainingTimeInMillis?.())
    try {
      return await work({ ...deployment, world }, event)
    } catch (error) {
      world.log('error', error instanceof Error ? error.message : String(error), {
        code: error instanceof BackupError ? error.code : 'bug',
        error,
      })
      throw error
    }
  }
}

function within(world: World, remaining: number | undefined): World {
  return remaining === undefined ? world : { ...world, deadline: world.now() + remaining }
}

/** Init may take 10 seconds in all (AWS Lambda, "Understanding the Lambda execution environment lifecycle"). */
const PRIME_MS = 3_000

/**
 * Reads the secrets while Lambda still initialises: the CPU is not throttled then, and the first call of a small
 * function is several times shorter. Only in Lambda; whatever fails here fails again, and is reported, at the first call.
 */
export async function prime(deployed: () => Deployment): Promise<void> {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME === undefined) return
  const timer = new AbortController()
  try {
    await Promise.race([deployed().prime(), sleep(PRIME_MS, undefined, { signal: timer.signal })])
  } catch {
    // Init never fails for this.
  } finally {
    timer.abort()
  }
}
