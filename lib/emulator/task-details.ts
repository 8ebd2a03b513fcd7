// `GET /Job/{id}/TaskDetails`: the task of a job, as it was asked for.
import { type Answer, value } from './answers.ts'
import type { JobRecord } from './job-record.ts'
import { subclientOf } from './job-summary.ts'
import type { CommandCenterOptions } from './options.ts'

export type Telling = CommandCenterOptions['taskDetails']

export function taskDetails(job: JobRecord | undefined, telling: Telling): Answer {
  if (job === undefined) return refused('No task was found for the job.')
  if (telling === 'refused') return refused('The task of the job cannot be read.')
  const { jobDescription } = job
  const isTold = telling === 'full' && jobDescription !== undefined
  const options = {
    backupOpts: {
      ...(job.requestedLevel && { backupLevel: job.requestedLevel }),
      dataOpt: { copyOnly: job.copyOnly },
      oracleOptions: { cumulative: job.cumulative },
    },
    commonOpts: { notifyUserOnJobCompletion: false, ...(isTold && { jobDescription }) },
  }
  const subTask = { subTaskId: job.taskId + 1, subTaskType: 2, operationType: 2 }
  return value(
    200,
    {
      taskInfo: {
        task: { taskId: job.taskId, taskType: 1, initiatedFrom: 2, ownerName: job.user.userName },
        associations: [{ ...subclientOf(job), _type_: 7 }],
        subTasks: [{ subTask, options }],
      },
    },
    'TMMsg_GetTaskDetailResp',
  )
}

function refused(errorMessage: string): Answer {
  return value(200, { error: { errList: [{ errorCode: 2, errorMessage }] } })
}
