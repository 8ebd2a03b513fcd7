// `GET /Events?jobId=`: what the Job Controller has noted of a job, the newest first. The codes have been recorded.
import type { JobRecord } from './job-record.ts'
import { inSeconds } from './job-summary.ts'

/** @param skew milliseconds that the CommServe's clock is ahead */
export function jobEvents(job: JobRecord, now: number, skew: number): object {
  const { clientId, clientName } = job.subclient
  const noted = notesOf(job).filter(({ at }) => at <= now)
  const events = noted.map(({ at, severity, number, description }, index) => ({
    severity,
    eventCode: String(JOB_MANAGER * 2 ** 24 + number),
    jobId: Number(job.jobId),
    acknowledge: 0,
    eventCodeString: `${JOB_MANAGER}:${number}`,
    subsystem: 'JobManager',
    description,
    id: Number(job.jobId) * 10 + index,
    timeSource: inSeconds(at + skew),
    type: 0,
    clientEntity: { clientId, clientName, displayName: clientName },
  }))
  return { commservEvents: events.reverse() }
}

/** Codes pack the number of the subsystem and that of the event. */
const JOB_MANAGER = 19

const INFORMATION = 0
const MAJOR = 6
const CRITICAL = 9

function notesOf(job: JobRecord) {
  const about = `Client [${job.subclient.clientName}], Agent Type [${job.subclient.appName}]`
  const stops = (job.breaks ?? []).flatMap(({ from, to, reason }) => [
    note(from, 183, `Stop request pending for job [${job.jobId}]. ${reason}`.trim()),
    note(to, 979, `Job [${job.jobId}] resumed.`),
  ])
  return [
    note(job.queuedAt, 133, `New backup request received. ${about}.`),
    ...stops,
    ending(job, about),
  ].sort((one, other) => one.at - other.at)
}

function ending(job: JobRecord, about: string) {
  const why = job.reason === '' ? '' : ` Reason: [${job.reason}].`
  const said = `Backup job [${job.jobId}] ended: ${job.ending}.${why} ${about}.`
  if (job.ending === 'Killed') return note(job.endsAt, 1081, said)
  if (job.ending === 'Completed') return note(job.endsAt, 1076, said)
  const severity = job.ending.startsWith('Completed') ? MAJOR : CRITICAL
  return { ...note(job.endsAt, 1916, said), severity }
}

function note(at: number, number: number, description: string) {
  return { at, severity: INFORMATION, number, description }
}
