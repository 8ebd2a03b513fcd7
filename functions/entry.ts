// What the functions have in common: a deployment opened once a container, a first secret read during init, and one
// log line for whatever goes wrong.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import { BackupError } from '../lib/errors.ts'
import type { World } from '../lib/run/ports.ts'

/** What a function works in. */
type Opened = { readonly world: Pick<World, 'now' | 'log' | 'deadline'> }

/** What a function does with one event. */
export type Work<O extends Opened, Summary> = (opened: O, event: unknown) => Promise<Summary>

/** As Lambda calls it; the context tells how much time is left. */
export type Entry<Summary> = (
  event: unknown,
  context?: Partial<Pick<Context, 'getRemainingTimeInMillis'>>,
) => Promise<Summary>

/** Opens when it is first asked for; a failure is not kept, the next call tries again. */
export function onceOpen<O>(open: () => O): () => O {
  let opened: O | undefined
  return () => {
    opened ??= open()
    return opened
  }
}

export function entryOf<O extends Opened, Summary>(
  work: Work<O, Summary>,
  open: () => O,
): Entry<Summary> {
  const once = onceOpen(open)
  return async (event, context) => {
    const opened = once()
    const world = within(opened.world, context?.getRemainingTimeInMillis?.())
    try {
      return await work({ ...opened, world }, event)
    } catch (error) {
      world.log('error', error instanceof Error ? error.message : String(error), {
        code: error instanceof BackupError ? error.code : 'bug',
        error,
      })
      throw error
    }
  }
}

function within<W extends Opened['world']>(world: W, remaining: number | undefined): W {
  return remaining === undefined ? world : { ...world, deadline: world.now() + remaining }
}

/** Init may take 10 seconds in all (AWS Lambda, "Understanding the Lambda execution environment lifecycle"). */
const PRIME_MS = 3_000

/**
 * Reads the secrets while Lambda still initialises: the CPU is not throttled then, and the first call of a small
 * function is several times shorter. Only in Lambda; whatever fails here fails again, and is reported, at the first call.
 */
export async function prime(deployed: () => Primed): Promise<void> {
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

type Primed = { readonly prime: () => Promise<void> }
