// Starting backups, following jobs, and stopping them.
import {
  type Answer,
  JOB_LIST,
  jobOperation,
  malformed,
  NO_JOBS,
  taskAnswer,
  value,
} from './answers.ts'
import type { Call, Router, SignedOperation } from './call.ts'
import type { JobController, TaskAnswer } from './job-controller.ts'
import { advancedDetails, jobDetails, rmanLogs } from './job-details.ts'
import { jobEvents } from './job-events.ts'
import type { JobPage, JobQuery } from './job-index.ts'
import { readJobQuery, readJobsQuery } from './job-query.ts'
import type { JobRecord } from './job-record.ts'
import { createJobRenderer } from './job-summary.ts'
import { parseJson } from './json.ts'
import { readLevel } from './level.ts'
import type { BusyAnswer, CommandCenterOptions } from './options.ts'
import { randomFrom } from './random.ts'
import { again, plainTask } from './task.ts'
import { taskDetails } from './task-details.ts'

type JobRoutes = Pick<CommandCenterOptions, 'busyAnswer' | 'seed' | 'pageCap' | 'taskDetails'> & {
  readonly now: () => number
  readonly controller: JobController
  readonly skew: number
}

export function createRoutesOfJobs({ signed }: Router, options: JobRoutes): void {
  const { now, controller, skew } = options
  const verdict = taskVerdicts(options)
  const renderJob = createJobRenderer(skew)

  function listing({ total, page }: JobPage): Answer {
    if (total === 0) return NO_JOBS
    const entries = page.map(job => renderJob(job, now())).join(',')
    const json = `{"totalRecordsWithoutPaging":${total},"jobs":[${entries}]}`
    return { status: 200, root: JOB_LIST, json }
  }

  const capped = (query: JobQuery): JobQuery => ({
    ...query,
    limit: Math.min(query.limit, options.pageCap ?? query.limit),
  })

  signed('POST', '/createtask', async call => {
    const body = parseJson(await call.text())
    return verdict(controller.createTask(body, call.caller.user), call)
  })
  for (const entity of ['subclient', 'backupset']) {
    signed('POST', `/${entity}/:id{[0-9]+}/action/backup`, call => {
      const asked = call.query('backupLevel')
      const level = readLevel(asked)
      if (asked !== undefined && level === undefined) return malformed(call.page)
      const named = entityOf(controller, entity, Number(call.part('id')))
      return verdict(controller.run(plainTask(named, level), call.caller.user), call)
    })
  }

  signed('GET', '/job', call => listing(controller.jobs(capped(readJobQuery(call)))))
  signed('POST', '/jobs', async call => {
    const body = await call.fields()
    if (body === undefined) return malformed(call.page)
    return listing(controller.jobs(capped(readJobsQuery(body, skew))))
  })
  signed('GET', '/job/:id{[0-9]+}', call => {
    const job = jobOf(controller, call)
    return job ? listing({ total: 1, page: [job] }) : NO_JOBS
  })
  signed('POST', '/jobdetails', async call => {
    const body = await call.fields()
    if (body?.jobId === undefined) return malformed(call.page)
    const job = controller.job(String(body.jobId))
    if (job === undefined) return value(200, { error: { errList: [NO_SUCH_JOB] } })
    return value(200, jobDetails(job, now(), skew), 'JobManager_JobDetailResponse')
  })

  const get = (path: string, operation: (job: JobRecord, call: Call) => Answer) =>
    signed('GET', path, call => {
      const job = jobOf(controller, call)
      return job ? operation(job, call) : value(200, { errorCode: 2, errorMessage: NO_SUCH_TEXT })
    })
  signed('GET', '/job/:id{[0-9]+}/taskdetails', call =>
    taskDetails(jobOf(controller, call), options.taskDetails),
  )
  get('/job/:id{[0-9]+}/advanceddetails', (job, call) =>
    value(200, advancedDetails(job, Number(call.query('infoType')), skew)),
  )
  get('/job/:id{[0-9]+}/rmanlogs', job => value(200, rmanLogs(job, now())))
  signed('GET', '/events', call => {
    const job = controller.job(call.query('jobId') ?? '')
    return value(200, job ? jobEvents(job, now(), skew) : {}, 'Api_EventsResp')
  })

  const operate = (name: string, operation: (jobId: string) => string | undefined) =>
    signed('POST', `/job/:id{[0-9]+}/action/${name}`, call =>
      jobOperation(operation(call.part('id'))),
    )
  operate('pause', controller.suspend)
  operate('resume', controller.resume)
  operate('kill', controller.kill)
  signed('POST', '/job/:id{[0-9]+}/action/resubmit', resubmit(controller, { now, verdict }))
}

type Verdict = (answer: TaskAnswer, call: Call) => Answer

/** With the dress of a refusal that is worn today: which one has been seen depends on the version. */
function taskVerdicts({ busyAnswer, seed }: JobRoutes): Verdict {
  const random = randomFrom(`${seed} busy answers`)
  return (answer, { page }) => {
    if (answer.kind === 'malformed') return malformed(page)
    return taskAnswer(answer, busyAnswer === 'by-seed' ? anyDress(random()) : busyAnswer)
  }
}

function anyDress(random: number): BusyAnswer {
  return ([500, 200, 409] as const)[Math.floor(random * 3)] ?? 500
}

function resubmit(
  controller: JobController,
  { now, verdict }: { readonly now: () => number; readonly verdict: Verdict },
): SignedOperation {
  return call => {
    const jobId = call.part('id')
    const job = controller.job(jobId)
    if (job === undefined) return jobOperation(`Job [${jobId}] does not exist.`)
    if (now() < job.endsAt) return jobOperation(`Job [${jobId}] has not ended.`)
    const startSuspended = call.query('startInSuspendedState')?.toLowerCase() === 'true'
    return verdict(controller.run({ ...again(job), startSuspended }, call.caller.user), call)
  }
}

function jobOf(controller: JobController, call: Call): JobRecord | undefined {
  return controller.job(call.part('id'))
}

const NO_SUCH_TEXT = 'The job does not exist.'
const NO_SUCH_JOB = { errorCode: 2, errLogMessage: NO_SUCH_TEXT }

/** What a path names: one subclient, or all of a backup set. */
function entityOf({ catalogue }: JobController, entity: string, id: number) {
  if (entity === 'subclient') return { subclientId: id }
  const { clientId, backupsetId } = catalogue.subclients().find(one => one.backupsetId === id) ?? {}
  return { clientId, backupsetId }
}
