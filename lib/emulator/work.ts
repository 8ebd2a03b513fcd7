// What a job has to do and how it will end, decided when it is created, from the seed and the fault script alone.
import { APPLICATION } from './application.ts'
import type { Subclient } from './catalogue.ts'
import type { Ending, Interruption, JobFault } from './faults.ts'
import type { Level } from './level.ts'
import { randomFrom } from './random.ts'

export type Work = {
  readonly ending: Ending
  /** How far the job has come when it ends. */
  readonly endsAtPercent: number
  /** Why it ends so; empty when it simply completes. */
  readonly reason: string
  /** What the job would read and write if it came to 100 percent. */
  readonly applicationBytes: number
  readonly mediaBytes: number
  readonly files: number
  /** Milliseconds from when it could start until it does, and from then on of work alone. */
  readonly queuesFor: number
  readonly runsFor: number
  /** In milliseconds of work. */
  readonly interrupt?: ScaledInterruption
}

type ScaledInterruption = Pick<Interruption, 'status' | 'reason'> & {
  readonly after: number
  readonly lasts: number
}

export type Circumstances = {
  readonly subclient: Subclient
  readonly level: Level
  /** Which job of its kind on this subclient it is; with the seed it decides the variation. */
  readonly nth: number
  readonly seed: number
  /** Times as fast as life. */
  readonly speed: number
  readonly fault: JobFault | undefined
}

export function decideWork(circumstances: Circumstances): Work {
  const { subclient, level, nth, seed, speed, fault } = circumstances
  const random = randomFrom(`${seed} ${subclient.key} ${level} ${nth}`)
  const pace = PACES[holdsOnlyLogs(subclient) ? 'TRANSACTION_LOG' : level]
  const queued = between(2, 8, random()) * 1000
  const usual = between(pace.shortest, pace.longest, random()) * (fault?.slow ?? 1)
  const whole = (fault?.takesSeconds ?? usual) * 1000
  const applicationBytes = Math.round(
    databaseBytes(seed, subclient) * between(pace.least, pace.most, random()),
  )
  const saved = between(0.55, 0.75, random())
  const ending = endingOf(fault)
  const share = shareDone(ending, random())
  return {
    ending,
    // A job that never began reports 100 as well: the percentage says nothing about success.
    endsAtPercent: share === 0 ? 100 : Math.round(share * 100),
    reason:
      ending === 'Completed' ? '' : (fault?.reason ?? `Ended as "${ending}" by the fault script.`),
    applicationBytes: share === 0 ? 0 : applicationBytes,
    mediaBytes: share === 0 ? 0 : Math.round(applicationBytes * (1 - saved)),
    files: share === 0 ? 0 : Math.max(1, Math.round(applicationBytes / 2 ** 31)),
    queuesFor: ending === 'Failed to Start' ? 0 : Math.round(queued / speed),
    runsFor: Math.round((whole * share) / speed),
    ...(fault?.interrupt && { interrupt: scaled(fault.interrupt, speed) }),
  }
}

function scaled({ afterSeconds = 60, forSeconds, ...rest }: Interruption, speed: number) {
  return {
    ...rest,
    after: Math.round((afterSeconds * 1000) / speed),
    lasts: Math.round((forSeconds * 1000) / speed),
  }
}

/** Seconds that a level takes, and the part of the databases that it reads. */
const PACES = {
  FULL: { shortest: 35 * 60, longest: 70 * 60, least: 0.97, most: 1 },
  DIFFERENTIAL: { shortest: 8 * 60, longest: 25 * 60, least: 0.03, most: 0.12 },
  INCREMENTAL: { shortest: 8 * 60, longest: 25 * 60, least: 0.02, most: 0.06 },
  TRANSACTION_LOG: { shortest: 15, longest: 75, least: 0.0005, most: 0.004 },
  SYNTHETIC_FULL: { shortest: 20 * 60, longest: 40 * 60, least: 0.97, most: 1 },
} as const satisfies Record<Level, object>

/** Oracle has no log level: archived logs have a subclient of their own, which only its name gives away here. */
function holdsOnlyLogs({ applicationId, subclientName }: Subclient): boolean {
  return applicationId !== APPLICATION.sqlServer && /log/i.test(subclientName)
}

function databaseBytes(seed: number, subclient: Subclient): number {
  return between(80, 400, randomFrom(`${seed} ${subclient.key}`)()) * 2 ** 30
}

function endingOf(fault: JobFault | undefined): Ending {
  return fault?.outcome === undefined || fault.outcome === 'refuse' ? 'Completed' : fault.outcome
}

/** The part of its work that a job gets done before it ends so. */
function shareDone(ending: Ending, random: number): number {
  switch (ending) {
    case 'Failed to Start':
    case 'No Run':
      return 0
    case 'Failed':
    case 'Killed':
    case 'Committed':
      return between(0.2, 0.8, random)
    default:
      return 1
  }
}

function between(low: number, high: number, random: number): number {
  return low + (high - low) * random
}
