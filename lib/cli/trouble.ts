// Trouble on purpose: what a newcomer should have seen before it is real. A little by itself, a storm when asked for.
import type { Faults } from '../emulator/fault-script.ts'
import type { JobFault } from '../emulator/faults.ts'
import { stormFaults } from '../emulator/storm-faults.ts'
import type { PlannedSource } from '../plan/plan.ts'
import type { Span } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import type { Host } from './drive.ts'
import { readFaults } from './emulator.ts'
import { localStorm } from './local-storm.ts'
import type { LocalWorld, LocalWorldOptions } from './local-world.ts'
import { type Mishap, mishapsBy } from './mishaps.ts'

export type Trouble = {
  readonly faults: Faults
  /** What stands between the functions and the world. */
  readonly ports: Pick<LocalWorldOptions, 'failEntry' | 'aroundRuns'>
  readonly around: (world: LocalWorld, tell: Tell) => Host
  readonly mishaps: () => readonly Mishap[]
  /** Starts may go undelivered. */
  readonly watch: boolean
}

type Tell = (at: Instant, text: string) => void

type Wanted = {
  readonly calm?: boolean
  /** `storm`, or the file of a fault script. */
  readonly faults?: string
  readonly seed: number
}

/** @throws UsageError for a fault script that is not there or not right */
export function troubleOf(
  { calm, faults, seed }: Wanted,
  sources: readonly PlannedSource[],
  span: Span,
): Trouble {
  if (faults === 'storm') return storm(seed, span)
  if (faults !== undefined) return { ...CALM, faults: readFaults(faults) }
  if (calm) return CALM
  const after = span.from + (span.to - span.from) / 2
  return {
    ...CALM,
    faults: { jobs: troubles(sources), wire: [] },
    around: (world, tell) => rotating(world, { after, tell }),
  }
}

const CALM: Trouble = {
  faults: { jobs: [], wire: [] },
  ports: {},
  around: world => world,
  mishaps: () => [],
  watch: false,
}

function storm(seed: number, span: Span): Trouble {
  const mishaps = mishapsBy({ seed, from: span.from })
  const { failEntry, aroundRuns, around } = localStorm(mishaps)
  return {
    // A call that hangs is a call without an answer, and so is one that is cut: only that it would take a minute of the
    // newcomer's life each time, because a client waits in real time.
    faults: stormFaults({ seed, span, without: ['hang'] }),
    ports: { failEntry, aroundRuns },
    around,
    mishaps: mishaps.all,
    watch: true,
  }
}

/** One job that fails and one that ends with errors: a newcomer sees what trouble looks like. */
function troubles(sources: readonly PlannedSource[]): readonly JobFault[] {
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

type Rotation = { readonly after: Instant; readonly tell: Tell }

/** Rotates the token once, between two sweeps of the same job: the functions still hold the old one, and say nothing. */
function rotating(world: LocalWorld, { after, tell }: Rotation): Host {
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
