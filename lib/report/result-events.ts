// What a result event says of a run, for whoever only hears the events: a subscriber of the bus knows no more.
import type { Instant } from '../start.ts'

/** A result event, as it came over a bus or out of the core. */
export type Announced = {
  readonly time: string
  readonly detailType: string
  readonly detail: { readonly [field: string]: unknown }
}

/** How a run ended, read from its last event. */
export type EndedRun = {
  readonly runId: string
  readonly source: string
  readonly target: string
  readonly scheduledTime: Instant
  /** When its job was asked for; null of a run without one. */
  readonly beganAt: Instant | null
  readonly at: Instant
  readonly ending: Ending
  /** AWS Backup's state, or the reason of a skip. */
  readonly word: string
  readonly level: string
  readonly jobId: string | null
  readonly sizeBytes: number | null
  readonly statusMessage: string
}

export type Ending = 'completed' | 'partial' | 'failed' | 'skipped' | 'missed'

/** The run that an event ends; undefined for events on the way. */
export function endedRun({ detailType, detail, time }: Announced): EndedRun | undefined {
  const ending = endingOf(detailType, detail)
  if (ending === undefined) return undefined
  return {
    runId: String(detail.runId),
    ...subjectOf(detail),
    scheduledTime: Date.parse(String(detail.scheduledTime)),
    beganAt: beganIn(detail, time),
    at: Date.parse(String(detail.completionDate ?? time)),
    ending,
    word: String(detail.state ?? detail.reason ?? 'MISSED'),
    level: String(detail.requestedLevel) + (detail.copyOnly === true ? ' copy-only' : ''),
    jobId: typeof detail.backupJobId === 'string' ? detail.backupJobId : null,
    sizeBytes: typeof detail.backupSizeInBytes === 'number' ? detail.backupSizeInBytes : null,
    statusMessage: String(detail.statusMessage ?? ''),
  }
}

/** What an event is about: its run's id begins with it, whatever started the run. */
export function subjectOf({ runId }: Announced['detail']): {
  readonly source: string
  readonly target: string
} {
  const [source = '', target = ''] = String(runId).split('/')
  return { source, target }
}

/** When the job of an event was asked for; null where it says nothing, or what cannot be. */
export function beganIn({ creationDate }: Announced['detail'], time: string): Instant | null {
  const instant = typeof creationDate === 'string' ? Date.parse(creationDate) : Number.NaN
  return instant <= Date.parse(time) ? instant : null
}

function endingOf(detailType: string, detail: Announced['detail']): Ending | undefined {
  if (detailType === 'Backup Run Skipped') return 'skipped'
  if (detailType === 'Backup Run Missed') return 'missed'
  if (detailType !== 'Backup Job State Change') return undefined
  switch (detail.state) {
    case 'COMPLETED':
      return 'completed'
    case 'PARTIAL':
      return 'partial'
    case 'FAILED':
    case 'ABORTED':
    case 'EXPIRED':
      return 'failed'
    default:
      return undefined
  }
}
