// A job as `GET /Job` reports it: the union of the fields in Commvault's published answers ("REST API - GET Job").
import type { JobRecord } from './job-controller.ts'
import { REPORTED_LEVELS } from './level.ts'
import { type JobStatus, percentAt, statusAt } from './timeline.ts'

/** Times are epoch seconds, sizes bytes, `pendingReasonErrorCode` a string: numbers are as Commvault types them. */
export function jobSummary(job: JobRecord, now: number, userName: string) {
  const { subclient } = job
  const status = statusAt(job, now)
  const percent = percentAt(job, now)
  const ended = now >= job.endsAt
  const level = REPORTED_LEVELS[job.level]
  const applicationBytes = Math.round((job.applicationBytes * percent) / 100)
  const mediaBytes = Math.round((job.mediaBytes * percent) / 100)
  return {
    jobId: Number(job.jobId),
    status,
    localizedStatus: status,
    statusColor: colorOf(status),
    percentComplete: percent,
    jobType: 'Backup',
    opType: 4,
    localizedOperationName: 'Backup',
    backupLevel: level.number,
    backupLevelName: level.name,
    localizedBackupLevelName: level.name,
    appTypeName: subclient.appName,
    currentPhaseName: status === 'Running' ? 'Backup' : '',
    jobStartTime: seconds(job.queuedAt),
    ...(ended && { jobEndTime: seconds(job.endsAt) }),
    lastUpdateTime: seconds(Math.max(job.queuedAt, Math.min(now, job.endsAt))),
    jobElapsedTime: Math.max(0, seconds(Math.min(now, job.endsAt) - job.startsAt)),
    pendingReason: ended ? job.reason : '',
    pendingReasonErrorCode: '',
    ...(job.ending === 'Failed to Start' && { jobSubmitErrorCode: 8 }),
    totalNumOfFiles: Math.round((job.files * percent) / 100),
    totalFailedFiles: status === 'Completed w/ one or more errors' ? 1 : 0,
    totalFailedFolders: 0,
    sizeOfApplication: applicationBytes,
    sizeOfMediaOnDisk: mediaBytes,
    percentSavings: applicationBytes === 0 ? 0 : savings(applicationBytes, mediaBytes),
    isAged: false,
    isVisible: true,
    isPreemptable: false,
    alertColorLevel: 0,
    errorType: 0,
    jobAttributes: 0,
    vsaParentJobID: 0,
    commcellId: COMMCELL_ID,
    backupSetName: subclient.backupsetName,
    subclientName: subclient.subclientName,
    destClientName: subclient.clientName,
    subclient: {
      clientId: subclient.clientId,
      clientName: subclient.clientName,
      instanceId: subclient.instanceId,
      instanceName: subclient.instanceName,
      backupsetId: subclient.backupsetId,
      backupsetName: subclient.backupsetName,
      subclientId: subclient.subclientId,
      subclientName: subclient.subclientName,
      applicationId: subclient.applicationId,
      appName: subclient.appName,
    },
    destinationClient: { clientId: subclient.clientId, clientName: subclient.clientName },
    storagePolicy: { storagePolicyName: 'Databases' },
    userName: { userId: USER_ID, userName },
    clientGroups: [],
  }
}

/**
 * Renders jobs as entries of a listing. What has ended does not change any more, and a client that follows its jobs
 * asks for the same ones again and again: their text is kept.
 */
export function createJobRenderer(userName: string): (job: JobRecord, now: number) => string {
  const kept = new WeakMap<JobRecord, string>()
  return (job, now) => {
    const ended = now >= job.endsAt
    const known = ended ? kept.get(job) : undefined
    if (known !== undefined) return known
    const text = JSON.stringify({ jobSummary: jobSummary(job, now, userName) })
    if (ended) kept.set(job, text)
    return text
  }
}

export const USER_ID = 42

/** Commvault's number for the CommCell that one is signed in to. */
const COMMCELL_ID = 2

function colorOf(status: JobStatus): 'black' | 'greenspan' | 'redspan' {
  if (status === 'Running') return 'greenspan'
  return status.startsWith('Failed') || status === 'Killed' ? 'redspan' : 'black'
}

function savings(applicationBytes: number, mediaBytes: number): number {
  return Math.round((1 - mediaBytes / applicationBytes) * 10_000) / 100
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
