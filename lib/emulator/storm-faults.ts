// A storm: every fault of the wire and many of jobs, mixed by a seed. The same seed and the same order of calls make the
// same storm.
import type { Faults } from './fault-script.ts'
import type { JobFault } from './faults.ts'
import { randomFrom } from './random.ts'
import { WIRE_KINDS, type WireFault, type WireKind } from './wire-fault.ts'

export type Storm = {
  readonly seed: number
  /** 1 strikes about every eighth createTask and every twentieth other call. */
  readonly intensity?: number
  /** Kinds that would cost more than they show: a `hang` lasts as long as a client's patience, in real time. */
  readonly without?: readonly WireKind[]
  /** Windows of maintenance fall into this span of the emulator's clock; none without it. */
  readonly span?: { readonly from: number; readonly to: number }
  /** How many tasks the storm lasts; 5,000 without it. */
  readonly tasks?: number
}

export function stormFaults(storm: Storm): Faults {
  const { without = [] } = storm
  const wire = [...maintenance(storm), ...onTasks(storm), ...onOthers(storm)]
  return { jobs: jobFaults(storm), wire: wire.filter(fault => !without.includes(fault.wire)) }
}

/** In percent of the createTasks. */
const ON_TASKS: readonly (readonly [percent: number, fault: Omit<WireFault, 'call'>])[] = [
  [1.2, { wire: 'cut-before' }],
  [1.5, { wire: 'cut-after' }],
  [1, { wire: 'truncated' }],
  [2, { wire: 'slow', ms: 5 }],
  [0.3, { wire: 'hang' }],
  [0.3, { wire: 'hang', worked: true }],
  [0.4, { wire: 'maintenance' }],
  [0.4, { wire: 'redirect' }],
  [0.2, { wire: 'denied', calls: 2 }],
  [0.2, { wire: 'too-many', seconds: 60 }],
  [0.6, { wire: 'unavailable', status: 502 }],
  [0.6, { wire: 'unavailable', status: 504, worked: true }],
  [0.4, { wire: 'fault-without-word' }],
  [0.4, { wire: 'fault-without-word', worked: true }],
  [0.4, { wire: 'refused-500' }],
  [0.4, { wire: 'web-service-fault' }],
  [0.4, { wire: 'web-service-fault', worked: true }],
  [0.6, { wire: 'duplicate' }],
  [0.5, { wire: 'empty' }],
  [0.5, { wire: 'garbage' }],
]

/** What is done to a createTask is the hard part; of the other calls a few a thousand of each kind are enough. */
const PERCENT_OF_OTHERS = 0.4

function onTasks({ intensity = 1 }: Storm): readonly WireFault[] {
  return ON_TASKS.map(([percent, fault]) => ({
    ...fault,
    call: 'createTask',
    probability: chance(percent * intensity),
  }))
}

function onOthers({ intensity = 1 }: Storm): readonly WireFault[] {
  const probability = chance(PERCENT_OF_OTHERS * intensity)
  return OTHER_CALLS.flatMap(call =>
    WIRE_KINDS.filter(wire => wire !== 'refused-500').map(wire => ({
      wire,
      call,
      probability,
      ...(wire === 'slow' && { ms: 5 }),
    })),
  )
}

const OTHER_CALLS = ['jobs', 'job', 'taskDetails', 'kill', 'login', 'renew'] as const

const chance = (percent: number) => Math.min(1, percent / 100)

/** A quarter of an hour, once in two days: long enough that a start every 15 minutes meets it. */
function maintenance({ seed, span }: Storm): readonly WireFault[] {
  if (span === undefined) return []
  const random = randomFrom(`${seed} maintenance`)
  const windows = Math.ceil((span.to - span.from) / (2 * DAY))
  return Array.from({ length: windows }, (_, index) => {
    const from = span.from + (index + 0.1 + 0.8 * random()) * 2 * DAY
    const during = { from: iso(from), to: iso(from + QUARTER_HOUR) }
    return { wire: 'maintenance' as const, during }
  })
}

const DAY = 86_400_000
const QUARTER_HOUR = 900_000

const iso = (at: number) => new Date(at).toISOString()

/** In percent of the tasks. A job is hidden for less than the five minutes after which its absence would be a proof. */
const ON_JOBS: readonly (readonly [percent: number, fault: Omit<JobFault, 'nth' | 'match'>])[] = [
  [0.5, { outcome: 'Failed', reason: 'The media agent cannot be reached.' }],
  [0.2, { outcome: 'Failed to Start', reason: 'No license is left.' }],
  [0.3, { outcome: 'Killed', reason: 'Killed by anna.dba: the server is slow.' }],
  [0.2, { outcome: 'No Run', reason: 'The database is restoring.' }],
  [0.5, { outcome: 'Completed w/ one or more errors', reason: 'One database was offline.' }],
  [0.3, { outcome: 'Completed w/ one or more warnings', reason: 'One file was busy.' }],
  [0.5, { outcome: 'refuse', reason: 'Backup activity is disabled for a moment.' }],
  [1, { slow: 12 }],
  [0.5, { interrupt: { status: 'Waiting', forSeconds: 900, reason: 'No drive is free.' } }],
  [0.5, { interrupt: { status: 'Suspended', forSeconds: 600, reason: 'A longer job is first.' } }],
  [0.2, { interrupt: { status: 'Under Observation', forSeconds: 300 } }],
  [1, { hiddenForSeconds: 150 }],
  [0.1, { lost: true }],
  [0.1, { answer: 'no-job-ids' }],
  [0.1, { answer: 'blank-job-id' }],
  [0.1, { answer: 'task-only' }],
  [0.1, { answer: 'code-zero' }],
  [0.1, { answer: 'empty' }],
]

/** Where there is no base for it, a differential becomes a full. */
const CONVERTED: JobFault = { match: { level: 'DIFFERENTIAL' }, nth: 3, runs: 'FULL' }

function jobFaults({ seed, intensity = 1, tasks = 5_000 }: Storm): readonly JobFault[] {
  const random = randomFrom(`${seed} jobs`)
  const drawn = Array.from({ length: tasks }, (_, index) => index + 1).flatMap(nth => {
    let lot = random() * 100
    const hit = ON_JOBS.find(([percent]) => {
      lot -= percent * intensity
      return lot < 0
    })
    return hit ? [{ ...hit[1], nth }] : []
  })
  return intensity > 0 ? [...drawn, CONVERTED] : drawn
}
