// A job in depth: `POST /JobDetails`, `GET /Job/{id}/AdvancedDetails` and the log of RMAN. Numbers and texts of numbers
// are mixed as they have been recorded.
import { APPLICATION } from './application.ts'
import { type JobRecord, OPERATIONS } from './job-record.ts'
import { inSeconds, jobSummary, subclientOf } from './job-summary.ts'
import { REPORTED_LEVELS } from './level.ts'
import { delayAt, statusAt } from './timeline.ts'

/** @param skew milliseconds that the CommServe's clock is ahead */
export function jobDetails(job: JobRecord, now: number, skew: number) {
  const { sizeOfApplication, sizeOfMediaOnDisk, percentSavings, totalNumOfFiles, ...summary } =
    jobSummary(job, now, skew)
  const subclient = subclientOf(job)
  const state = statusAt(job, now)
  return {
    job: {
      jobDetail: {
        detailInfo: {
          startTime: summary.jobStartTime,
          endTime: summary.jobEndTime ?? 0,
          sizeOfApplication: String(sizeOfApplication),
          unCompressedBytes: sizeOfApplication,
          sizeOfMediaOnDisk,
          dataWritten: String(sizeOfMediaOnDisk),
          dataXferedNetwork: String(sizeOfMediaOnDisk),
          transferTime: String(summary.jobElapsedTime),
          savingsPercent: percentSavings.toFixed(2),
          throughPut: gigabytesAnHour(sizeOfApplication, summary.jobElapsedTime),
          numOfObjects: totalNumOfFiles,
          skippedItems: summary.totalFailedFiles,
        },
        generalInfo: {
          jobId: summary.jobId,
          operationType: OPERATIONS[job.operation].name,
          backupType: summary.backupLevelName ?? 'Unknown',
          jobStartedFrom: job.startedFrom,
          jobStartedBy: job.user.userName,
          startTime: summary.jobStartTime,
          priority: -999,
          totalNumOfFiles: -999,
          softwareCompression: 'On',
          systemState: 'No',
          taskData: { taskId: job.taskId, subtaskId: job.taskId + 1, taskName: '' },
          subclient,
          destinationClient: { clientName: job.subclient.clientName },
        },
        progressInfo: {
          state,
          reasonForJobDelay: delayAt(job, now),
          numOfFilesTransferred: totalNumOfFiles,
          percentComplete: summary.percentComplete,
        },
        attemptsInfo: [
          {
            phaseName: 'Backup',
            status: state,
            startTime: summary.jobStartTime,
            endTime: summary.jobEndTime ?? 0,
            elapsedTime: summary.jobElapsedTime,
          },
        ],
        clientStatusInfo: {},
      },
    },
  }
}

/** "GET Job Details": 1 is retention, 16 the backup by databases; of the others there is nothing to tell here. */
export function advancedDetails(job: JobRecord, infoType: number, skew: number): object {
  if (infoType === 1) {
    const retainUntil = inSeconds(job.queuedAt + skew) + 30 * 24 * 3600
    return {
      retentionInfo: { policy: 'Databases', copies: [{ copyName: 'Primary', retainUntil }] },
    }
  }
  if (infoType === 16 && job.subclient.applicationId === APPLICATION.sqlServer) {
    const dbInfo = { dbName: job.subclient.subclientName.trim(), size: job.applicationBytes }
    const backupType = REPORTED_LEVELS[job.level].name
    return { bkpInfo: { sqlDbBackupInfo: { SQLDbBkpInfo: [{ ...dbInfo, backupType }] } } }
  }
  return {}
}

export function rmanLogs(job: JobRecord, now: number): object {
  const { applicationId, instanceName } = job.subclient
  const isOracle = applicationId === APPLICATION.oracle || applicationId === APPLICATION.oracleRac
  if (!isOracle) return { errorString: 'The job has no RMAN log.', logContent: '' }
  const head = `Recovery Manager: connected to target database: ${instanceName}\n`
  if (now < job.endsAt || job.ending === 'Completed') return { errorString: '', logContent: head }
  const error = `RMAN-03009: failure of backup command on ch1 channel: ${job.reason}`
  return { errorString: error, logContent: `${head}${error}\n` }
}

function gigabytesAnHour(bytes: number, seconds: number): string {
  return seconds === 0 ? '0.00' : ((bytes / 2 ** 30 / seconds) * 3600).toFixed(2)
}
