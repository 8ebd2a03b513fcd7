// Single questions about one job each, for what a listing cannot tell. A sweep asks few of them: the Command Center is
// somebody else's server.
import type { JobReport, World } from '../run/ports.ts'
import type { CallLimits } from '../start.ts'

export type LookUps = {
  readonly report: (jobId: string) => Promise<JobReport | 'absent' | 'unasked'>
  /** What a job was started with: `undefined` when the Command Center does not tell. */
  readonly description: (
    jobId: string,
  ) => Promise<{ readonly said: string | undefined } | 'unasked'>
}

const MOST_A_SWEEP = 20

/** A call may take half a minute; what is left of the function's time belongs to writing and publishing. */
const TIME_FOR_THE_REST_MS = 60_000

/** Those of one sweep, which share what it may ask of this CommCell. */
export function lookUpsOf(world: World, commcell: string): LookUps {
  let left = lookUpsASweep(world.commcells[commcell]?.limits)
  let isDescribing = true
  const mayAsk = () => {
    const isOutOfTime =
      world.deadline !== undefined && world.now() + TIME_FOR_THE_REST_MS > world.deadline
    if (left === 0 || isOutOfTime) return false
    left -= 1
    return true
  }
  const warn = (message: string, error: unknown) =>
    world.log('warn', message, { commcell, error: messageOf(error) })
  return {
    async report(jobId) {
      if (!mayAsk()) return 'unasked'
      try {
        return (await world.commandCenter(commcell).job(jobId)) ?? 'absent'
      } catch (error) {
        // It would fail, or hang, for the next one as well.
        left = 0
        warn(`Job ${jobId} could not be looked up.`, error)
        return 'unasked'
      }
    },
    async description(jobId) {
      if (!isDescribing || !mayAsk()) return 'unasked'
      try {
        return { said: await world.commandCenter(commcell).description(jobId) }
      } catch (error) {
        // Some Authtokens may not ask this one thing; the rest goes on.
        isDescribing = false
        warn(`The description of job ${jobId} could not be read.`, error)
        return 'unasked'
      }
    },
  }
}

/** Where reads are counted by the hour, half of them are left to the listings, once a minute, and to everybody else. */
function lookUpsASweep(limits: CallLimits | undefined): number {
  if (limits === undefined) return MOST_A_SWEEP
  return Math.max(1, Math.min(MOST_A_SWEEP, Math.floor(limits.readsPerHour / 60 / 2)))
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
