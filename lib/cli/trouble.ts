// Trouble on purpose: what a newcomer should have seen before it is real.
import type { JobFault } from '../emulator/faults.ts'
import type { PlannedSource } from '../plan/plan.ts'
import type { Instant } from '../start.ts'
import type { Host } from './drive.ts'
import type { LocalWorld } from './local-world.ts'

/** One job that fails and one that ends with errors: a newcomer sees what trouble looks like. */
export function troubles(sources: readonly PlannedSource[]): readonly JobFault[] {
  const levels = new Set(sources.map(source => source.backup.level))
  const often = levels.has('TRANSACTION_LOG') ? 'TRANSACTION_LOG' : 'INCREMENTAL'
  const seldom = levels.has('DIFFERENTIAL') ? 'DIFFERENTIAL' : 'FULL'
  return [
    {
      match: { level: often },
      nth: often === 'TRANSACTION_LOG' ? 460 : 3,
      outcome: 'Failed',
      reason: 'The backup library ran out of space on the media agent.',
    },
    {
      match: { level: seldom },
      nth: seldom === 'DIFFERENTIAL' ? 4 : 1,
      outcome: 'Completed w/ one or more errors',
      reason: 'One database was offline and was not backed up.',
    },
  ]
}

const ROTATED =
  'the Authtoken was rotated while a job ran; the next call was denied (401), the secret read again, and the call repeated'

type Rotation = { readonly after: Instant; readonly tell: (at: Instant, text: string) => void }

/** Rotates the token once, between two sweeps of the same job: the functions still hold the old one, and say nothing. */
export function rotating(world: LocalWorld, { after, tell }: Rotation): Host {
  let now = 0
  let rotated: { readonly at: Instant; readonly denials: number } | undefined
  let isTold = false
  return {
    ...world,
    setNow: instant => {
      now = instant
      world.setNow(instant)
    },
    sweep: async () => {
      const report = await world.sweep()
      if (rotated === undefined && now >= after && report.open > 0) {
        rotated = { at: now, denials: world.denials() }
        world.rotateToken()
      } else if (rotated && !isTold && world.denials() > rotated.denials) {
        isTold = true
        tell(rotated.at, ROTATED)
      }
      return report
    },
  }
}
