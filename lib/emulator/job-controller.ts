// What a CommServe's Job Controller knows: which tasks started which jobs. Pure state under a clock that is passed in.
import { createBackground } from './background.ts'
import { type Catalogue, createCatalogue, type Subclient } from './catalogue.ts'
import { createFaultScript, type JobFault, type SilentAnswer } from './faults.ts'
import { createJobBook } from './job-book.ts'
import type { JobPage, JobQuery } from './job-index.ts'
import { createJobOperations, type JobOperations } from './job-operations.ts'
import type { JobRecord, Operation } from './job-record.ts'
import { type Level, levelThatRuns } from './level.ts'
import { COMMAND_CENTER_DEFAULTS, type CommandCenterOptions } from './options.ts'
import * as refusal from './refusals.ts'
import { plainTask, readTask, type Task } from './task.ts'
import { type User, usersAround } from './user.ts'

export type TaskAnswer =
  | {
      readonly kind: 'started'
      readonly taskId: number
      readonly jobIds: readonly string[]
      /** What the answer says in place of the ids. */
      readonly silence?: SilentAnswer
    }
  | refusal.Refusal
  | { readonly kind: 'malformed' }

export type JobController = JobOperations & {
  /** Starts what a parsed createTask body asks for, or says why not. */
  readonly createTask: (body: unknown, user?: User) => TaskAnswer
  /** The same for a task that has been read. */
  readonly run: (task: Task, user: User) => TaskAnswer
  readonly job: (jobId: string) => JobRecord | undefined
  /** One page of the jobs that a query means, and how many there are in all. */
  readonly jobs: (query: JobQuery) => JobPage
  /** Every job that a task was told of, oldest first; those that are lost among them. */
  readonly ledger: () => readonly JobRecord[]
  readonly catalogue: Catalogue
  readonly state: () => JobControllerState
}

/** Plain JSON. */
export type JobControllerState = {
  readonly jobs: readonly JobRecord[]
  readonly learned: readonly Subclient[]
  readonly tasks: number
  readonly faultCounts: readonly number[]
  readonly background: { readonly since: number; readonly made: number }
}

export type JobControllerOptions = Partial<CommandCenterOptions> & {
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly state?: JobControllerState
}

export function createJobController(given: JobControllerOptions): JobController {
  const options = { ...COMMAND_CENTER_DEFAULTS, ...given }
  const { now, state } = options
  const owner = usersAround(options.userName)(options.userName)
  const catalogue = createCatalogue({ ...options, learned: state?.learned ?? [] })
  const faultCounts = [...(state?.faultCounts ?? options.faults.map(() => 0))]
  const faults = createFaultScript(options.faults, faultCounts)
  const book = createJobBook({ ...options, jobs: structuredClone(state?.jobs ?? []) })
  const operations = createJobOperations(book, options)
  const others = { ...options, since: state?.background }
  const background = createBackground(others, catalogue.subclients)
  let tasks = state?.tasks ?? 0

  const taskId = () => FIRST_TASK_ID - 1 + tasks

  /** What Commvault and other people have started in the meantime. */
  function catchUp(): void {
    for (const due of background.due(now())) {
      if (book.isBusy(due.subclient, due.level, due.at)) continue
      tasks += 1
      const task = plainTask({}, due.level)
      book.start({ ...due, task, taskId: taskId(), fault: undefined, isBackground: true })
    }
  }

  function run(task: Task, user: User): TaskAnswer {
    catchUp()
    const [association, ...more] = task.associations
    if (more.length > 0) return refusal.severalAssociations()
    const meant = association ? catalogue.meant(association) : []
    const able = meant.filter(subclient => subclient.enableBackup !== false)
    tasks += 1
    const outcomes = able.map(subclient => admit(task, subclient, user))
    const started = outcomes.filter(outcome => 'jobId' in outcome)
    if (started.length === 0) {
      tasks -= 1
      return outcomes.find(outcome => 'kind' in outcome) ?? refusal.noEligibleSubclient()
    }
    const silence = started.find(outcome => outcome.silence)?.silence
    const jobIds = started.map(outcome => outcome.jobId)
    return { kind: 'started', taskId: taskId(), jobIds, ...(silence && { silence }) }
  }

  function admit(task: Task, subclient: Subclient, user: User): Started | refusal.Refusal {
    const able = levelThatRuns(subclient.applicationId, task.level)
    if (!able) return refusal.noSuchLevel(subclient, task.level)
    const level = options.convertFirst && lacksBase(subclient, able) ? 'FULL' : able
    if (level === 'SYNTHETIC_FULL' && !hasChanged(subclient)) return refusal.nothingToSynthesize()
    const isBusy = book.isBusy(subclient, level, now())
    if (isBusy && !options.queueWhenBusy) return refusal.anotherIsRunning(subclient)
    const fault = faultOf(task, level, faults({ ...subclient, level }))
    if (fault?.outcome === 'refuse') return refusal.byScript(fault)

    const operation = operationOf(subclient, level)
    const common = { task, taskId: taskId(), subclient, user, operation, at: now() }
    const own = { ...common, startedFrom: 'Interactive', isBackground: false } as const
    const { jobId } = book.start({ ...own, level: fault?.runs ?? level, fault })
    // The job that a log backup leaves to another: of the same task, and told to nobody.
    const beside = fault?.alsoRuns
    if (beside && !book.isBusy(subclient, beside, now())) {
      book.start({ ...own, level: beside, fault: undefined, isBackground: true })
    }
    return { jobId, ...(fault?.answer && { silence: fault.answer }) }
  }

  function faultOf(task: Task, level: Level, scripted: JobFault | undefined) {
    if (options.faultOf === undefined) return scripted
    const asked = { description: task.jobDescription ?? '', level: task.level ?? level, at: now() }
    return { ...scripted, ...options.faultOf(asked) }
  }

  /** A differential or log needs a full that went well and is no mere copy; a synthetic full is one itself. */
  function lacksBase({ key }: Subclient, level: Level): boolean {
    if (level === 'FULL' || level === 'SYNTHETIC_FULL') return false
    const isWanted = (job: JobRecord) => job.level === 'FULL' && !job.copyOnly
    return book.index.lastGood({ key, isWanted }, now()) === undefined
  }

  function hasChanged({ key }: Subclient): boolean {
    const last = book.index.lastGood({ key, isWanted: () => true }, now())
    return last?.level === 'INCREMENTAL' || last?.level === 'DIFFERENTIAL'
  }

  const upToDate =
    <Argument, Result>(ask: (argument: Argument) => Result) =>
    (argument: Argument): Result => {
      catchUp()
      return ask(argument)
    }

  return {
    createTask(body, user = owner) {
      const task = readTask(body)
      return task ? run(task, user) : { kind: 'malformed' }
    },
    run,
    job: upToDate((jobId: string) => book.index.find(jobId, now())),
    jobs: upToDate((query: JobQuery) => book.index.list(query, now())),
    kill: upToDate(operations.kill),
    suspend: upToDate(operations.suspend),
    resume: upToDate(operations.resume),
    ledger: () => book.ledger,
    catalogue,
    state: () => ({
      jobs: book.index.all(),
      learned: catalogue.learned(),
      tasks,
      faultCounts,
      background: background.state(),
    }),
  }
}

type Started = { readonly jobId: string; readonly silence?: SilentAnswer }

/** The number of the sample answer on the page "Backup Subclient". */
const FIRST_TASK_ID = 30_453

/** IntelliSnap is a property of a subclient, which only its name gives away here. */
function operationOf({ subclientName }: Subclient, level: Level): Operation {
  if (level === 'SYNTHETIC_FULL') return 'syntheticFull'
  return /snap/i.test(subclientName) ? 'snapBackup' : 'backup'
}
