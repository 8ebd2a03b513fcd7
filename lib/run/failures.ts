// Targets fail alone: what breaks one run is noted, the others go on, and the first failure is thrown when all are done,
// so that Lambda tries again and the alarm rings.
import type { World } from './ports.ts'

export type Failures = {
  /** Undefined when the work failed. */
  readonly attempt: <T>(runId: string | undefined, work: () => Promise<T>) => Promise<T | undefined>
  /** @throws the first failure, if there was one */
  readonly rethrow: () => void
}

export function failuresOf(world: World): Failures {
  const failures: unknown[] = []
  return {
    attempt: async (runId, work) => {
      try {
        return await work()
      } catch (error) {
        failures.push(error)
        const fields = { ...(runId !== undefined && { runId }), error }
        world.log('error', 'This failed; everything else goes on.', fields)
        return undefined
      }
    },
    rethrow: () => {
      if (failures.length > 0) throw failures[0]
    },
  }
}
