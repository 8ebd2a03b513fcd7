// The life of a job, decided whole when it is created: its state is then a function of the time, and no timer runs.
import type { Subclient } from './catalogue.ts'
import type { Ending, JobFault } from './faults.ts'
import type { Level } from './level.ts'
import { randomFrom } from './random.ts'

/** Instants in epoch milliseconds. */
export type Timeline = {
  readonly queuedAt: number
  readonly startsAt: number
  readonly endsAt: number
  /** When somebody asked for it to be killed, if anybody did. */
  readonly killedAt?: number
  readonly ending: Ending
  /** How far the job has come when it ends. */
  readonly endsAtPercent: number
  /** Why it ends so; empty when it simply completes. */
  readonly reason: string
  /** What the job would read and write if it came to 100 percent. */
  readonly applicationBytes: number
  readonly mediaBytes: number
  readonly files: number
}

export type JobStatus = Ending | 'Queued' | 'Running' | 'Kill Pending'

export type Circumstances = {
  readonly now: number
  readonly subclient: Subclient
  readonly level: Level
  /** Which job of its kind on this subclient it is; with the seed it decides the variation. */
  readonly nth: number
  readonly seed: number
  /** Times as fast as life. */
  readonly speed: number
  readonly fault: JobFault | undefined
}

export function decideTimeline(circumstances: Circumstances): Timeline {
  const { now, subclient, level, nth, seed, speed, fault } = circumstances
  const random = randomFrom(`${seed} ${subclient.key} ${level} ${nth}`)
  const pace = PACES[holdsOnlyLogs(subclient) ? 'TRANSACTION_LOG' : level]
  const queued = between(2, 8, random()) * 1000
  const whole = between(pace.shortest, pace.longest, random()) * 1000 * (fault?.slow ?? 1)
  const applicationBytes = Math.round(
    databaseBytes(seed, subclient) * between(pace.least, pace.most, random()),
  )
  const saved = between(0.55, 0.75, random())
  const ending = endingOf(fault)
  const share = shareDone(ending, random())

  const startsAt = ending === 'Failed to Start' ? now : now + Math.round(queued / speed)
  return {
    queuedAt: now,
    startsAt,
    endsAt: startsAt + Math.round((whole * share) / speed),
    ending,
    // A job that never began reports 100 as well: the percentage says nothing about success.
    endsAtPercent: share === 0 ? 100 : Math.round(share * 100),
    reason:
      ending === 'Completed' ? '' : (fault?.reason ?? `Ended as "${ending}" by the fault script.`),
    applicationBytes: share === 0 ? 0 : applicationBytes,
    mediaBytes: share === 0 ? 0 : Math.round(applicationBytes * (1 - saved)),
    files: share === 0 ? 0 : Math.max(1, Math.round(applicationBytes / 2 ** 31)),
  }
}

/** What becomes of a job that is killed: it cleans up for a while and ends where it stood. */
export function killedTimeline(
  timeline: Timeline,
  { now, speed, random }: { readonly now: number; readonly speed: number; readonly random: number },
): Timeline {
  return {
    ...timeline,
    startsAt: Math.min(timeline.startsAt, now),
    killedAt: now,
    endsAt: now + Math.round((between(60, 240, random) * 1000) / speed),
    ending: 'Killed',
    endsAtPercent: percentAt(timeline, now),
    reason: 'Killed on request.',
  }
}

export function statusAt(timeline: Timeline, now: number): JobStatus {
  if (now >= timeline.endsAt) return timeline.ending
  if (timeline.killedAt !== undefined) return 'Kill Pending'
  return now < timeline.startsAt ? 'Queued' : 'Running'
}

/** How far a job has come, in percent; whole and fractional numbers both occur. */
export function percentAt(timeline: Timeline, now: number): number {
  const { startsAt, endsAt, endsAtPercent, killedAt } = timeline
  if (now >= endsAt || killedAt !== undefined) return endsAtPercent
  if (now <= startsAt) return 0
  const percent = (endsAtPercent * (now - startsAt)) / (endsAt - startsAt)
  return Math.min(99, Math.round(percent * 10) / 10)
}

/** Seconds that a level takes, and the part of the databases that it reads. */
const PACES = {
  FULL: { shortest: 35 * 60, longest: 70 * 60, least: 0.97, most: 1 },
  DIFFERENTIAL: { shortest: 8 * 60, longest: 25 * 60, least: 0.03, most: 0.12 },
  INCREMENTAL: { shortest: 8 * 60, longest: 25 * 60, least: 0.02, most: 0.06 },
  TRANSACTION_LOG: { shortest: 15, longest: 75, least: 0.0005, most: 0.004 },
} as const satisfies Record<Level, object>

/** Oracle has no log level: archived logs have a subclient of their own, which only its name gives away here. */
function holdsOnlyLogs({ appName, subclientName }: Subclient): boolean {
  return appName !== 'SQL Server' && /log/i.test(subclientName)
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
