// What a CommServe's Job Controller knows: which tasks started which jobs. Pure state under a clock that is passed in.
import { createCatalogue, type Subclient } from './catalogue.ts'
import { createFaultScript, type JobFault } from './faults.ts'
import { type Level, type LevelWord, levelThatRuns } from './level.ts'
import { randomFrom } from './random.ts'
import { readTask, type Task } from './task.ts'
import { decideTimeline, killedTimeline, type Timeline } from './timeline.ts'

export type JobRecord = Timeline & {
  readonly jobId: string
  readonly taskId: number
  readonly subclient: Subclient
  readonly level: Level
  /** Undefined when the task named none, and the application's default ran. */
  readonly requestedLevel: LevelWord | undefined
  readonly family: Family
  readonly copyOnly: boolean
  readonly cumulative: boolean
  readonly jobDescription: string | undefined
}

/** A log backup of SQL Server runs beside a data backup of the same subclient; two of one family do not. */
export type Family = 'data' | 'log'

export type TaskAnswer =
  | { readonly kind: 'started'; readonly taskId: number; readonly jobIds: readonly string[] }
  | { readonly kind: 'refused'; readonly errorCode: number; readonly errorMessage: string }
  | { readonly kind: 'malformed' }

export type JobQuery = {
  readonly category: 'Active' | 'Finished' | 'All'
  /** Finished jobs count when they ended at most so long ago; active jobs always do. */
  readonly lookupSeconds: number
  readonly clientId?: number
  readonly offset: number
  readonly limit: number
}

export type JobController = {
  /** Starts what a parsed createTask body asks for, or says why not. */
  readonly createTask: (body: unknown) => TaskAnswer
  readonly job: (jobId: string) => JobRecord | undefined
  /** Has a job end as Killed, some minutes from now; returns why not, where it cannot. */
  readonly kill: (jobId: string) => string | undefined
  /** One page of the jobs that a query means, newest first, and how many there are in all. */
  readonly jobs: (query: JobQuery) => {
    readonly total: number
    readonly page: readonly JobRecord[]
  }
  /** Every job that was ever started, oldest first. */
  readonly ledger: () => readonly JobRecord[]
}

export type JobControllerOptions = {
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly seed: number
  readonly faults?: readonly JobFault[]
  /** Times as fast as life; 1 without it. */
  readonly speed?: number
}

export function createJobController(options: JobControllerOptions): JobController {
  const catalogue = createCatalogue()
  const faults = createFaultScript(options.faults ?? [])
  const started: JobRecord[] = []
  const byId = new Map<string, JobRecord>()
  // Its end is decided when a job is created: sorted by end, what is active and what ended lately are slices.
  const byEnd: JobRecord[] = []
  const latest = new Map<string, { readonly job: JobRecord; readonly nth: number }>()

  function createTask(body: unknown): TaskAnswer {
    const task = readTask(body)
    if (!task) return { kind: 'malformed' }
    if (task.associations.length > 1) return refused(2, SEVERAL_ASSOCIATIONS)
    const subclient = task.associations[0] && catalogue.find(task.associations[0])
    if (!subclient) return refused(587207178, NO_ELIGIBLE_SUBCLIENT)
    const level = levelThatRuns(subclient.appName, task.level)
    if (!level) return refused(2, noSuchLevel(subclient, task.level))

    const before = latest.get(placeOf(subclient, level))
    if (before && options.now() < before.job.endsAt) return refused(2, anotherIsRunning(subclient))
    const fault = faults({ ...subclient, level })
    if (fault?.outcome === 'refuse') return refused(2, refusedByScript(fault))

    const job = start({ task, subclient, level, fault, nth: (before?.nth ?? 0) + 1 })
    return { kind: 'started', taskId: job.taskId, jobIds: [job.jobId] }
  }

  function start({ task, subclient, level, fault, nth }: Admitted): JobRecord {
    const { seed, speed = 1 } = options
    const now = options.now()
    const job: JobRecord = {
      ...decideTimeline({ now, subclient, level, nth, seed, speed, fault }),
      jobId: String(FIRST_JOB_ID + started.length),
      taskId: FIRST_TASK_ID + started.length,
      subclient,
      level,
      requestedLevel: task.level,
      family: familyOf(level),
      copyOnly: task.copyOnly && level === 'FULL',
      cumulative: task.cumulative && level === 'INCREMENTAL',
      jobDescription: task.jobDescription,
    }
    started.push(job)
    byId.set(job.jobId, job)
    byEnd.splice(firstEndingAfter(byEnd, job.endsAt), 0, job)
    latest.set(placeOf(subclient, level), { job, nth })
    return job
  }

  function jobs({ category, lookupSeconds, clientId, offset, limit }: JobQuery) {
    const now = options.now()
    const since = category === 'Active' ? now : now - lookupSeconds * 1000
    const until = category === 'Finished' ? firstEndingAfter(byEnd, now) : byEnd.length
    const found = byEnd
      .slice(firstEndingAfter(byEnd, since), until)
      .filter(job => clientId === undefined || clientId === job.subclient.clientId)
    // Thousands may be found and are asked for page by page: numbers sort many times as fast as records do.
    const newest = Uint32Array.from(found, job => job.taskId)
      .sort()
      .reverse()
      .subarray(offset, offset + limit)
    const page = Array.from(newest).flatMap(taskId => started[taskId - FIRST_TASK_ID] ?? [])
    return { total: found.length, page }
  }

  function kill(jobId: string): string | undefined {
    const { seed, speed = 1 } = options
    const now = options.now()
    const job = byId.get(jobId)
    if (job === undefined) return `Job [${jobId}] does not exist.`
    if (now >= job.endsAt) return `Job [${jobId}] has ended: ${job.ending}.`
    if (job.killedAt !== undefined) return undefined
    byEnd.splice(byEnd.indexOf(job), 1)
    const random = randomFrom(`${seed} kill ${jobId}`)()
    // The one record of the job, which the ledger and virtual time have in hand.
    Object.assign(job, killedTimeline(job, { now, speed, random }))
    byEnd.splice(firstEndingAfter(byEnd, job.endsAt), 0, job)
    return undefined
  }

  return { createTask, job: jobId => byId.get(jobId), kill, jobs, ledger: () => started }
}

type Admitted = {
  readonly task: Task
  readonly subclient: Subclient
  readonly level: Level
  readonly fault: JobFault | undefined
  readonly nth: number
}

/** Where only one job at a time may run. */
function placeOf(subclient: Subclient, level: Level): string {
  return `${familyOf(level)} ${subclient.key}`
}

function familyOf(level: Level): Family {
  return level === 'TRANSACTION_LOG' ? 'log' : 'data'
}

// The numbers of the sample answer on the page "Backup Subclient".
const FIRST_JOB_ID = 149_806
const FIRST_TASK_ID = 30_453

const NO_ELIGIBLE_SUBCLIENT = 'Failed to start backups as no eligible subclients were found. '

// No page says what becomes of several associations, nor of a level that an agent has not: refusing shows the mistake.
const SEVERAL_ASSOCIATIONS = 'Error 0x10c: More than one association in a task.\n'

function noSuchLevel({ appName }: Subclient, level: LevelWord | undefined): string {
  return `Error 0x10c: Backup level [${level}] cannot run for iDataAgent [${appName}].\n`
}

function anotherIsRunning(subclient: Subclient): string {
  const { clientName, appName, backupsetName, subclientName } = subclient
  return `Error 0x10c: Another backup is running for client [${clientName}], iDataAgent [${appName}], Backup Set [${backupsetName}], Subclient [${subclientName}].\n`
}

function refusedByScript({ reason }: JobFault): string {
  return `Error 0x10c: ${reason ?? 'Refused by the fault script.'}\n`
}

function refused(errorCode: number, errorMessage: string): TaskAnswer {
  return { kind: 'refused', errorCode, errorMessage }
}

/** The place in a list sorted by end of the first job that ends after an instant. */
function firstEndingAfter(jobs: readonly JobRecord[], instant: number): number {
  let low = 0
  let high = jobs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((jobs[middle]?.endsAt ?? 0) > instant) high = middle
    else low = middle + 1
  }
  return low
}
