// A job as `GET /Job` reports it: the union of the fields in Commvault's published answers ("REST API - GET Job").
import type { Subclient } from './catalogue.ts'
import { isAdministrative, type JobRecord, OPERATIONS } from './job-record.ts'
import { REPORTED_LEVELS } from './level.ts'
import { delayAt, percentAt, statusAt } from './timeline.ts'

/**
 * Times are epoch seconds, sizes bytes, `pendingReasonErrorCode` a string: numbers are as Commvault types them.
 * @param skew milliseconds that the CommServe's clock is ahead
 */
export function jobSummary(job: JobRecord, now: number, skew = 0) {
  return { ...progressOf(job, now, skew), ...kindOf(job) }
}

/** How this job goes. */
function progressOf(job: JobRecord, now: number, skew: number) {
  const status = statusAt(job, now)
  const percent = percentAt(job, now)
  const ended = now >= job.endsAt
  const seconds = (instant: number) => inSeconds(instant + skew)
  const applicationBytes = Math.round((job.applicationBytes * percent) / 100)
  const mediaBytes = Math.round((job.mediaBytes * percent) / 100)
  return {
    jobId: Number(job.jobId),
    status,
    localizedStatus: status,
    statusColor: colorOf(status),
    percentComplete: percent,
    currentPhaseName: status === 'Running' ? 'Backup' : '',
    jobStartTime: seconds(job.queuedAt),
    ...(ended && { jobEndTime: seconds(job.endsAt) }),
    lastUpdateTime: seconds(Math.max(job.queuedAt, Math.min(now, job.endsAt))),
    jobElapsedTime: elapsed(job, now),
    pendingReason: delayAt(job, now),
    pendingReasonErrorCode: '',
    ...(job.ending === 'Failed to Start' && { jobSubmitErrorCode: 8 }),
    totalNumOfFiles: Math.round((job.files * percent) / 100),
    totalFailedFiles: status === 'Completed w/ one or more errors' ? 1 : 0,
    totalFailedFolders: 0,
    sizeOfApplication: applicationBytes,
    sizeOfMediaOnDisk: mediaBytes,
    percentSavings: applicationBytes === 0 ? 0 : savings(applicationBytes, mediaBytes),
    isPreemptable: job.interrupt !== undefined,
    userName: job.user,
  }
}

/** What all jobs of one operation and level on one subclient have in common. */
function kindOf(job: JobRecord) {
  const operation = OPERATIONS[job.operation]
  return {
    jobType: operation.jobType,
    opType: operation.opType,
    localizedOperationName: operation.name,
    ...levelOf(job),
    appTypeName: job.subclient.appName,
    isAged: false,
    isVisible: true,
    alertColorLevel: 0,
    errorType: 0,
    jobAttributes: 0,
    vsaParentJobID: 0,
    commcellId: COMMCELL_ID,
    ...whereOf(job),
    storagePolicy: { storagePolicyName: 'Databases' },
    clientGroups: [],
  }
}

/**
 * Renders jobs as entries of a listing. What has ended does not change any more, and a client that follows its jobs
 * asks for the same ones again and again: their text is kept, and so is what their kind has in common.
 */
export function createJobRenderer(skew: number): (job: JobRecord, now: number) => string {
  const kinds = new WeakMap<Subclient, Map<string, string>>()
  let kept = new Map<JobRecord, string>()
  let before = new Map<JobRecord, string>()
  const keep = (job: JobRecord, text: string) => {
    if (kept.size >= MOST_KEPT) [before, kept] = [kept, new Map()]
    kept.set(job, text)
  }
  const kindText = (job: JobRecord): string => {
    const { subclient, operation, level } = job
    const known = kinds.get(subclient) ?? new Map<string, string>()
    kinds.set(subclient, known)
    const kind = `${operation} ${level}`
    const text = known.get(kind) ?? JSON.stringify(kindOf(job)).slice(1)
    known.set(kind, text)
    return text
  }
  return (job, now) => {
    const ended = now >= job.endsAt
    const known = ended ? (kept.get(job) ?? before.get(job)) : undefined
    if (known !== undefined) return known
    const progress = JSON.stringify(progressOf(job, now, skew)).slice(0, -1)
    const text = `{"jobSummary":${progress},${kindText(job)}}`
    if (ended) keep(job, text)
    return text
  }
}

/** So many jobs that have ended are asked for again; of those before them the texts are let go, as many at once. */
const MOST_KEPT = 10_000

/** Commvault's number for the CommCell that one is signed in to. */
export const COMMCELL_ID = 2

/** What a job backs up, as every answer about jobs names it; a job of the CommServe names nothing. */
export function subclientOf({ subclient }: JobRecord) {
  const { applicationId, appName } = subclient
  const ids = {
    clientId: subclient.clientId,
    instanceId: subclient.instanceId,
    backupsetId: subclient.backupsetId,
    subclientId: subclient.subclientId,
  }
  if (subclient.clientId === 0 && subclient.clientName === '')
    return { ...ids, applicationId, appName }
  return {
    clientId: subclient.clientId,
    clientName: subclient.clientName,
    instanceId: subclient.instanceId,
    instanceName: subclient.instanceName,
    backupsetId: subclient.backupsetId,
    backupsetName: subclient.backupsetName,
    subclientId: subclient.subclientId,
    subclientName: subclient.subclientName,
    applicationId,
    appName,
  }
}

export function inSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

function levelOf(job: JobRecord) {
  if (isAdministrative(job)) return { backupLevel: 0 }
  const { number, name } = REPORTED_LEVELS[job.level]
  return { backupLevel: number, backupLevelName: name, localizedBackupLevelName: name }
}

function whereOf(job: JobRecord) {
  const subclient = subclientOf(job)
  if (isAdministrative(job)) return { subclient }
  const { clientId, clientName, backupsetName, subclientName } = job.subclient
  return {
    backupSetName: backupsetName,
    subclientName,
    destClientName: clientName,
    subclient,
    destinationClient: { clientId, clientName },
  }
}

/** Seconds since it began to work. */
function elapsed(job: JobRecord, now: number): number {
  return Math.max(0, inSeconds(Math.min(now, job.endsAt) - job.startsAt))
}

function colorOf(status: string): 'black' | 'greenspan' | 'redspan' {
  if (status === 'Running') return 'greenspan'
  return status.startsWith('Failed') || status === 'Killed' ? 'redspan' : 'black'
}

function savings(applicationBytes: number, mediaBytes: number): number {
  return Math.round((1 - mediaBytes / applicationBytes) * 10_000) / 100
}
