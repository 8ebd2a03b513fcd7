// A script of what shall go wrong with which job, asked at every task.
import type { Level } from './level.ts'

/** Every way in which a job ends, in Commvault's words. */
export const ENDINGS = [
  'Completed',
  'Completed w/ one or more warnings',
  'Completed w/ one or more errors',
  'Committed',
  'Failed',
  'Failed to Start',
  'Killed',
  'No Run',
] as const

export type Ending = (typeof ENDINGS)[number]

export type JobFault = {
  /** All that is given must agree; nothing given agrees with every task. */
  readonly match?: FaultMatch
  /** Only the nth task that matches, counted from 1; without it every one. */
  readonly nth?: number
  /** How the job ends, or `refuse` for a task that starts none. */
  readonly outcome?: Ending | 'refuse'
  /** With `refuse`: 2 unless told, the Job Controller's own; Commvault packs larger ones. */
  readonly errorCode?: number
  /** The job takes this many times as long. */
  readonly slow?: number
  /** How long it works, in seconds, in place of what it would take. */
  readonly takesSeconds?: number
  readonly reason?: string
  /** Another level runs than was asked for. */
  readonly runs?: Level
  /** A second job starts beside it, of which the answer says nothing, as a log backup that finds no full does. */
  readonly alsoRuns?: Level
  readonly interrupt?: Interruption
  /** The job is in no list and under no id until so long after the task. */
  readonly hiddenForSeconds?: number
  /** Its id is told, and nothing else is ever heard of it: there is no such job. */
  readonly lost?: boolean
  /** The job runs, but the answer does not tell its id. */
  readonly answer?: SilentAnswer
}

/** A time in which the job stands still, as one does that is preempted by another. */
export type Interruption = {
  /** Commvault's word, or one that nobody knows; `Waiting` and `Interrupted` are first "Interrupt Pending". */
  readonly status: string
  readonly forSeconds: number
  /** From its start; a minute unless told, and never past the middle of its work. */
  readonly afterSeconds?: number
  readonly reason?: string
}

/** What has been seen, or is feared, in a 200 that names no job. */
export const SILENT_ANSWERS = [
  'no-job-ids',
  'blank-job-id',
  'task-only',
  'code-zero',
  'empty',
] as const

export type SilentAnswer = (typeof SILENT_ANSWERS)[number]

export type FaultMatch = {
  readonly subclientId?: number
  readonly subclientName?: string
  readonly clientName?: string
  /** The level that runs, which is not always the one that was asked for. */
  readonly level?: Level
}

/** Asked once for every task that would start a job; the first fault of the script that applies, if one does. */
export type FaultScript = (task: Required<FaultMatch>) => JobFault | undefined

/** Asked for every task as well; what it says wins over the script. */
export type TaskFaults = (task: {
  /** As it came with the task. */
  readonly description: string
  /** The level that was asked for. */
  readonly level: Level
  readonly at: number
}) => JobFault

/** The counts say how often each fault has matched; they are written to, for who wants to keep them. */
export function createFaultScript(
  faults: readonly JobFault[],
  counts: number[] = faults.map(() => 0),
): FaultScript {
  return task => {
    let applies: JobFault | undefined
    for (const [index, fault] of faults.entries()) {
      if (!matches(fault.match ?? {}, task)) continue
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      if (fault.nth === undefined || fault.nth === count) applies ??= fault
    }
    return applies
  }
}

function matches(match: FaultMatch, task: Required<FaultMatch>): boolean {
  return (
    (match.subclientId ?? task.subclientId) === task.subclientId &&
    sameName(match.subclientName ?? task.subclientName, task.subclientName) &&
    sameName(match.clientName ?? task.clientName, task.clientName) &&
    (match.level ?? task.level) === task.level
  )
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
