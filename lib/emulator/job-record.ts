// One job as the Job Controller has it on record.
import type { Subclient } from './catalogue.ts'
import type { Level } from './level.ts'
import type { Timeline } from './timeline.ts'
import type { User } from './user.ts'

/** Plain JSON: it outlives a restart. */
export type JobRecord = Timeline & {
  readonly jobId: string
  readonly taskId: number
  readonly operation: Operation
  /** All zero for a job of Commvault's own. */
  readonly subclient: Subclient
  readonly level: Level
  /** Undefined when the task named none, and the application's default ran. */
  readonly requestedLevel: Level | undefined
  readonly family: Family
  readonly copyOnly: boolean
  readonly cumulative: boolean
  readonly jobDescription: string | undefined
  readonly user: User
  readonly startedFrom: 'Interactive' | 'Scheduled'
  /** Told to the client, and not there. */
  readonly lost: boolean
  /** Neither listed nor found before. */
  readonly visibleAt: number
  /** Not asked for by a task: of Commvault itself, or of other people. */
  readonly isBackground: boolean
}

/** A log backup of SQL Server runs beside a data backup of the same subclient; two of one family do not. */
export type Family = 'data' | 'log'

/** What Commvault calls a kind of job ("jobFilter Parameter Values"). */
export type Operation = keyof typeof OPERATIONS

export const OPERATIONS = {
  backup: { opType: 4, filter: 'BACKUP', jobType: 'Backup', name: 'Backup' },
  snapBackup: { opType: 59, filter: 'SNAPBACKUP', jobType: 'Snap Backup', name: 'Snap Backup' },
  syntheticFull: {
    opType: 14,
    filter: 'SYNTHFULL',
    jobType: 'Synthetic Full',
    name: 'Synthetic Full',
  },
  disasterRecovery: {
    opType: 11,
    filter: 'CSDRBKP',
    jobType: 'CS DR Backup',
    name: 'Disaster Recovery Backup',
  },
  auxiliaryCopy: {
    opType: 104,
    filter: 'AUXCOPY',
    jobType: 'Auxiliary Copy',
    name: 'Auxiliary Copy',
  },
} as const

export function familyOf(level: Level): Family {
  return level === 'TRANSACTION_LOG' ? 'log' : 'data'
}

/** Where only one job at a time may run. */
export function placeOf(subclient: Subclient, level: Level): string {
  return `${familyOf(level)} ${subclient.key}`
}

/** Jobs of Commvault's own, which the listings call administrative. */
export function isAdministrative({ operation }: JobRecord): boolean {
  return operation === 'disasterRecovery' || operation === 'auxiliaryCopy'
}
