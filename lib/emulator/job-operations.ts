// Kill, suspend and resume. None is done at once: a job first says that it is about to be.
import type { JobBook } from './job-book.ts'
import type { JobRecord } from './job-record.ts'
import { randomFrom } from './random.ts'
import { place, type Timeline } from './timeline.ts'
import {
  type Asked,
  isSuspended,
  killedTimeline,
  resumedTimeline,
  suspendedTimeline,
} from './timeline-change.ts'

/** Each returns why not, where it cannot. */
export type JobOperations = {
  /** Has a job end as Killed, some minutes from now. */
  readonly kill: (jobId: string) => string | undefined
  /** Has a job stop within seconds, and stand still until it is resumed. */
  readonly suspend: (jobId: string) => string | undefined
  readonly resume: (jobId: string) => string | undefined
}

export type OperationOptions = {
  readonly now: () => number
  readonly seed: number
  readonly speed: number
}

/** A new life, or why not; undefined where there is nothing to do any more. */
type Decision = Timeline | string | undefined

export function createJobOperations(book: JobBook, options: OperationOptions): JobOperations {
  const { now, seed, speed } = options
  const { index, opening } = book

  function operate(jobId: string, decide: (job: JobRecord, asked: Asked) => Decision) {
    const job = index.find(jobId, now())
    if (job === undefined) return `Job [${jobId}] does not exist.`
    if (now() >= job.endsAt) return `Job [${jobId}] has ended: ${job.ending}.`
    const random = randomFrom(`${seed} kill ${jobId}`)()
    const decided = decide(job, { now: now(), speed, random })
    if (typeof decided !== 'object') return decided
    index.change(job, decided)
    moveUp(book.neighbours(job, now()))
    return undefined
  }

  /** Those who wait behind a job whose end has changed start when the place is free. */
  function moveUp([first, ...behind]: readonly JobRecord[]): void {
    let freeAt = first?.endsAt ?? now()
    for (const job of behind) {
      const readyAt = Math.max(now(), freeAt)
      if (isWaiting(job)) index.change(job, place(job, { level: job.level, readyAt, opening }))
      freeAt = Math.max(freeAt, job.endsAt)
    }
  }

  function isWaiting(job: JobRecord): boolean {
    return job.startsAt > now() && !isSuspended(job) && job.killedAt === undefined
  }

  function resumed(job: JobRecord): Decision {
    if (!isSuspended(job)) return `Job [${job.jobId}] is not suspended.`
    const neighbours = book.neighbours(job, now())
    const ahead = neighbours.slice(0, neighbours.indexOf(job)).map(other => other.endsAt)
    const readyAt = Math.max(now(), ...ahead)
    return resumedTimeline(job, { now: now(), readyAt, level: job.level, opening })
  }

  return {
    kill: jobId => operate(jobId, killed),
    suspend: jobId => operate(jobId, suspended),
    resume: jobId => operate(jobId, resumed),
  }
}

function killed(job: JobRecord, asked: Asked): Decision {
  return job.killedAt === undefined ? killedTimeline(job, asked) : undefined
}

function suspended(job: JobRecord, asked: Asked): Decision {
  if (job.killedAt !== undefined) return `Job [${job.jobId}] is being killed.`
  if (isSuspended(job)) return `Job [${job.jobId}] is suspended already.`
  return suspendedTimeline(job, asked)
}
