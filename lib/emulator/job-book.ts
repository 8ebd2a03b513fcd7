// The book of all jobs: writes a job down with the whole of its life, and knows which are in whose way.
import { type Opening, openingOf } from './blackout.ts'
import type { Subclient } from './catalogue.ts'
import type { JobFault } from './faults.ts'
import { createJobIndex, type JobIndex } from './job-index.ts'
import { familyOf, type JobRecord, placeOf } from './job-record.ts'
import type { Level } from './level.ts'
import type { CommandCenterOptions } from './options.ts'
import { createPlaces } from './places.ts'
import type { Task } from './task.ts'
import { place, type Timeline } from './timeline.ts'
import { suspendedFromTheStart } from './timeline-change.ts'
import { decideWork } from './work.ts'

export type JobBook = {
  readonly index: JobIndex
  readonly opening: Opening
  /** Every job that a task was told of, oldest first. */
  readonly ledger: readonly JobRecord[]
  /** Starts a job as soon as its place is free. */
  readonly start: (admitted: Admitted) => JobRecord
  readonly isBusy: (subclient: Subclient, level: Level, at: number) => boolean
  /** Jobs where this one is that have not ended, first come first. */
  readonly neighbours: (job: JobRecord, now: number) => readonly JobRecord[]
}

export type Admitted = Pick<
  JobRecord,
  'taskId' | 'subclient' | 'level' | 'operation' | 'user' | 'startedFrom' | 'isBackground'
> & {
  readonly task: Task
  readonly fault: JobFault | undefined
  readonly at: number
}

type BookOptions = Pick<CommandCenterOptions, 'seed' | 'speed' | 'blackouts' | 'lingerSeconds'> & {
  /** Those of before, which become the book's own. */
  readonly jobs: readonly JobRecord[]
}

export function createJobBook({ seed, speed, blackouts, ...options }: BookOptions): JobBook {
  const opening = openingOf(blackouts)
  const index = createJobIndex(options.lingerSeconds)
  const places = createPlaces()
  const ledger: JobRecord[] = []
  for (const job of options.jobs) write(job)

  function write(job: JobRecord): JobRecord {
    index.add(job)
    if (!job.isBackground) ledger.push(job)
    if (!job.lost) places.enter(placeOf(job.subclient, job.level), job)
    return job
  }

  function start(admitted: Admitted): JobRecord {
    const { task, fault, at, subclient, level } = admitted
    const where = placeOf(subclient, level)
    const work = decideWork({ subclient, level, nth: places.nth(where), seed, speed, fault })
    const readyAt = places.freeAt(where, at)
    const placed = place(work, { level, readyAt, opening })
    const timeline: Timeline = { ...work, queuedAt: at, ...placed }
    const isLost = fault?.lost === true
    const lived = task.startSuspended ? suspendedFromTheStart(timeline) : timeline
    return write({
      ...(isLost ? { ...lived, startsAt: at, endsAt: at } : lived),
      taskId: admitted.taskId,
      subclient,
      level,
      operation: admitted.operation,
      user: admitted.user,
      startedFrom: admitted.startedFrom,
      isBackground: admitted.isBackground,
      jobId: index.nextId(),
      requestedLevel: task.level,
      family: familyOf(level),
      copyOnly: task.copyOnly && level === 'FULL',
      cumulative: task.cumulative && level === 'INCREMENTAL',
      jobDescription: task.jobDescription,
      lost: isLost,
      visibleAt: at + (fault?.hiddenForSeconds ?? 0) * 1000,
    })
  }

  return {
    index,
    opening,
    ledger,
    start,
    isBusy: (subclient, level, at) => places.freeAt(placeOf(subclient, level), at) > at,
    neighbours: (job, now) => places.present(placeOf(job.subclient, job.level), now),
  }
}
