// Reads the body of createTask in both of the documented spellings: numbers (SQL Server's page) and words (Oracle's).
import { type Fields, isObject } from './json.ts'
import { type Level, readLevel } from './level.ts'

export type Task = {
  readonly associations: readonly Association[]
  /** Undefined when the body names none. */
  readonly level: Level | undefined
  readonly copyOnly: boolean
  readonly cumulative: boolean
  readonly jobDescription: string | undefined
  /** The job waits for somebody to resume it. */
  readonly startSuspended: boolean
}

/** Whom a task is about, by ids, by names or by both. */
export type Association = {
  readonly applicationId: number | undefined
  readonly appName: string | undefined
  readonly clientId: number | undefined
  readonly clientName: string | undefined
  readonly instanceId: number | undefined
  readonly instanceName: string | undefined
  readonly backupsetId: number | undefined
  readonly backupsetName: string | undefined
  readonly subclientId: number | undefined
  readonly subclientName: string | undefined
}

/** The task in a parsed body; undefined when it is not an immediate backup in a form that we can read. */
export function readTask(body: unknown): Task | undefined {
  const taskInfo = objectIn(body, 'taskInfo')
  const subTask = objectOf(listOf(taskInfo?.subTasks)[0])
  const options = objectIn(subTask, 'options')
  const backup = objectIn(options, 'backupOpts')
  const common = objectIn(options, 'commonOpts')
  const level = readLevel(backup?.backupLevel)
  if (!taskInfo || !subTask || !isImmediate(objectIn(taskInfo, 'task')?.taskType)) return undefined
  if (!isBackup(objectIn(subTask, 'subTask'))) return undefined
  if (backup?.backupLevel !== undefined && level === undefined) return undefined
  return {
    associations: listOf(taskInfo.associations).map(readAssociation),
    level,
    copyOnly: objectIn(backup, 'dataOpt')?.copyOnly === true,
    cumulative: objectIn(backup, 'oracleOptions')?.cumulative === true,
    jobDescription: text(common?.jobDescription),
    startSuspended: objectIn(common, 'startUpOpts')?.startInSuspendedState === true,
  }
}

/** A backup of what an entity names, without any option. */
export function plainTask(entity: Fields, level: Level | undefined): Task {
  return {
    associations: [readAssociation(entity)],
    level,
    copyOnly: false,
    cumulative: false,
    jobDescription: undefined,
    startSuspended: false,
  }
}

/** The task that a job has come of, once more. */
export function again(job: Resubmitted): Task {
  const { subclient, requestedLevel: level, copyOnly, cumulative, jobDescription } = job
  return { ...plainTask({ ...subclient }, level), copyOnly, cumulative, jobDescription }
}

type Resubmitted = Omit<Task, 'associations' | 'level' | 'startSuspended'> & {
  readonly subclient: object
  readonly requestedLevel: Level | undefined
}

function readAssociation(value: unknown): Association {
  const entity = objectOf(value) ?? {}
  return {
    applicationId: id(entity.applicationId),
    appName: text(entity.appName),
    clientId: id(entity.clientId),
    clientName: text(entity.clientName),
    instanceId: id(entity.instanceId),
    instanceName: text(entity.instanceName),
    backupsetId: id(entity.backupsetId),
    backupsetName: text(entity.backupsetName),
    subclientId: id(entity.subclientId),
    subclientName: text(entity.subclientName),
  }
}

// By the page "Backup Subclient" all three numbers may be left out, and stand for an immediate backup then.

function isImmediate(taskType: unknown): boolean {
  return isDefault(taskType, 1, 'IMMEDIATE')
}

function isBackup(subTask: Fields | undefined): boolean {
  return (
    isDefault(subTask?.subTaskType, 2, 'BACKUP') && isDefault(subTask?.operationType, 2, 'BACKUP')
  )
}

function isDefault(value: unknown, number: number, word: string): boolean {
  if (typeof value === 'string') return value.toUpperCase() === word
  return value === undefined || value === number
}

function objectOf(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined
}

export function objectIn(value: unknown, name: string): Fields | undefined {
  return objectOf(objectOf(value)?.[name])
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function id(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** Recorded names carry stray blanks; a blank name is no name. */
function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : ''
  return trimmed === '' ? undefined : trimmed
}
