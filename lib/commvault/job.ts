// A job as the Command Center lists it, read into our types. Almost every field may be missing.
// Shapes: Commvault's "REST API - GET Job".
import type { JobProgress, JobReport } from '../run/ports.ts'
import type { Instant } from '../start.ts'
import type { Level } from '../target.ts'
import { type Fields, fieldsOf, isFields, jobIdOf, listOf, numberOf, textOf } from './fields.ts'
import { plainText } from './text.ts'

export type JobList = {
  readonly jobs: readonly JobReport[]
  /** Entries on this page, the unreadable ones included: where the next page begins. */
  readonly listed: number
  /** Entries on all pages; undefined where the Command Center does not say. */
  readonly total: number | undefined
}

/**
 * Reads the data of `GET /Job` or `GET /Job/{id}`: JSON, or the XML element JobManager_JobListResponse, whose `jobs` need
 * not be a list. A job that is not there is a list of none; undefined means that this is no job list at all, from which
 * nothing may be concluded about any job.
 */
export function readJobList(data: unknown): JobList | undefined {
  if (!isFields(data) || (numberOf(data.errorCode) ?? 0) !== 0) return undefined
  const total = numberOf(data.totalRecordsWithoutPaging)
  if (total === undefined && !isFields(data.jobs) && !Array.isArray(data.jobs)) return undefined
  const entries = listOf(data.jobs).flatMap(entry => summariesIn(entry))
  if (entries.some(isRounded)) return undefined
  const jobs = entries.map(readJob)
  return { jobs: jobs.filter(job => job !== undefined), listed: entries.length, total }
}

/** XML may put several into one `jobs`, and writes nothing at all as an empty text. */
function summariesIn(entry: unknown): readonly unknown[] {
  const { jobSummary } = fieldsOf(entry)
  return Array.isArray(jobSummary) ? jobSummary : entry === '' ? [] : [jobSummary]
}

/** A job that is there, by an id that JSON could not carry: left out, it would seem not to exist. */
function isRounded(entry: unknown): boolean {
  const { jobId } = fieldsOf(entry)
  return typeof jobId === 'number' && jobId > Number.MAX_SAFE_INTEGER
}

/** Reads one `jobSummary`; undefined for what carries no job id. */
export function readJob(jobSummary: unknown): JobReport | undefined {
  const summary = fieldsOf(jobSummary)
  const jobId = jobIdOf(summary.jobId)
  if (jobId === undefined) return undefined
  const status = textOf(summary.status) ?? ''
  const progress = PROGRESS.get(normal(status))
  const levelName = textOf(summary.backupLevelName)
  return {
    ...present({
      actualLevel: LEVEL_NAMES.get(normal(levelName ?? '')),
      levelName,
      startedAt: instantOf(summary.jobStartTime),
      endedAt: progress?.ended ? endOf(summary) : undefined,
      sizeBytes: numberOf(summary.sizeOfApplication),
      transferredBytes: numberOf(summary.sizeOfMediaOnDisk),
      reason: reasonOf(summary),
      userName: textOf(fieldsOf(summary.userName).userName),
    }),
    jobId,
    status,
    progress,
    percentComplete: Math.min(100, Math.max(0, numberOf(summary.percentComplete) ?? 0)),
    subclient: subclientOf(summary),
  }
}

const PENDING: JobProgress = { ended: false, state: 'PENDING' }
const RUNNING: JobProgress = { ended: false, state: 'RUNNING' }
const ABORTING: JobProgress = { ended: false, state: 'ABORTING' }

/** Every status that Commvault documents or was seen to use; what is not here is not known, and therefore no end. */
const PROGRESS = new Map<string, JobProgress>([
  ['running', RUNNING],
  ['running (cannot be verified)', RUNNING],
  ['queued', PENDING],
  ['waiting', PENDING],
  ['pending', PENDING],
  ['suspend', PENDING],
  ['suspend pending', PENDING],
  ['suspended', PENDING],
  // Preempted by a job of higher priority; it resumes by itself.
  ['interrupt pending', PENDING],
  ['interrupted', PENDING],
  ['kill pending', ABORTING],
  ['abnormal terminated cleanup', ABORTING],
  ['dangling cleanup', ABORTING],
  ['completed', { ended: true, outcome: 'completed' }],
  ['completed w/ one or more warnings', { ended: true, outcome: 'completed-with-warnings' }],
  ['completed w/ one or more errors', { ended: true, outcome: 'partial' }],
  // Stopped early by hand; what was written is kept.
  ['committed', { ended: true, outcome: 'partial' }],
  ['failed', { ended: true, outcome: 'failed' }],
  ['failed to start', { ended: true, outcome: 'failed' }],
  ['killed', { ended: true, outcome: 'killed' }],
  ['no run', { ended: true, outcome: 'no-run' }],
])

/** By name only: the numbers of requests and those of job lists do not agree. */
const LEVEL_NAMES = new Map<string, Level>([
  ['full', 'FULL'],
  ['differential', 'DIFFERENTIAL'],
  ['transaction log', 'TRANSACTION_LOG'],
  ['incremental', 'INCREMENTAL'],
])

const normal = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** Commvault counts epoch seconds, and 0 is unset. What lies outside this century is no time, whatever it counts. */
function instantOf(value: unknown): Instant | undefined {
  const at = Math.round((numberOf(value) ?? 0) * 1000)
  return at >= EARLIEST && at < LATEST ? at : undefined
}

/** Older service packs have no end time; an ended job is not updated any more. */
const endOf = (summary: Fields) =>
  instantOf(summary.jobEndTime) ?? instantOf(summary.lastUpdateTime)

function reasonOf(summary: Fields): string | undefined {
  const words = textOf(plainText(textOf(summary.pendingReason) ?? ''))
  if (words !== undefined) return words
  const event = textOf(summary.pendingReasonErrorCode)
  if (event !== undefined) return `Commvault error ${event}`
  const refusal = numberOf(summary.jobSubmitErrorCode) ?? 0
  return refusal === 0 ? undefined : `Commvault job submit error ${refusal}`
}

function subclientOf(summary: Fields): JobReport['subclient'] {
  const subclient = fieldsOf(summary.subclient)
  const id = numberOf(subclient.subclientId)
  return present({
    // A system job has zeros for ids.
    subclientId: id !== undefined && id > 0 ? id : undefined,
    clientName: textOf(subclient.clientName) ?? textOf(summary.destClientName),
    instanceName: textOf(subclient.instanceName),
    subclientName: textOf(subclient.subclientName) ?? textOf(summary.subclientName),
  })
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the fields that are undefined: a stored report has no holes. */
function present<T extends Fields>(fields: T): Present<T> {
  const kept: { [name: string]: unknown } = {}
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name]
  return kept as Present<T>
}
