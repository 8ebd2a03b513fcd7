// The createTask body: the association of one target, and what to do with it. Each application keeps the spelling of its
// own page in Commvault's reference: "Backup Subclient" writes codes and ids, "Oracle Backup" writes words and names.
// The level is always there, as a word: without one Commvault runs an incremental, and numbers mean different levels in
// requests and in job lists.
import type { BackupRequest, EntityInfo, OracleTarget, SqlServerTarget } from '../target.ts'

export type CreateTaskBody = SqlServerTask | OracleTask

export type SqlServerTask = {
  readonly taskInfo: {
    readonly associations: readonly [SqlServerAssociation]
    /** 1 is IMMEDIATE. */
    readonly task: { readonly taskType: 1 }
    readonly subTasks: readonly [
      {
        /** 2 is BACKUP, both times. */
        readonly subTask: { readonly subTaskType: 2; readonly operationType: 2 }
        readonly options: {
          readonly backupOpts: {
            readonly backupLevel: 'FULL' | 'DIFFERENTIAL' | 'TRANSACTION_LOG'
            readonly dataOpt: { readonly copyOnly: boolean }
          }
        }
      },
    ]
  }
}

export type SqlServerAssociation = {
  readonly instanceId: number
  readonly subclientId: number
  readonly clientId: number
  readonly appName: 'SQL Server'
  readonly entityInfo: EntityInfo
}

export type OracleTask = {
  readonly taskInfo: {
    /** Empty as in the reference: immediate is the default. */
    readonly task: Readonly<Record<string, never>>
    readonly associations: readonly [OracleAssociation]
    readonly subTasks: readonly [
      {
        readonly subTask: { readonly subTaskType: 'BACKUP'; readonly operationType: 'BACKUP' }
        readonly options: {
          readonly backupOpts: {
            readonly backupLevel: 'FULL' | 'INCREMENTAL'
            /** RMAN's cumulative incremental; a full has no use for it. */
            readonly oracleOptions?: { readonly cumulative: boolean }
          }
          readonly commonOpts: { readonly notifyUserOnJobCompletion: boolean }
        }
      },
    ]
  }
}

export type OracleAssociation = {
  readonly clientName: string
  readonly displayName: string
  readonly instanceName: string
  readonly appName: 'Oracle' | 'Oracle RAC'
  readonly applicationId: 22 | 80
  readonly subclientName: string
}

/** Exactly one association: nothing says how job ids map to several. */
export function createTaskBody(request: BackupRequest): CreateTaskBody {
  switch (request.level) {
    case 'FULL':
      return 'copyOnly' in request
        ? sqlServerTask(request.target, request.level, request.copyOnly)
        : oracleTask(request.target, { backupLevel: request.level })
    // Only a full can be copy-only, but the reference sends the flag with every backup.
    case 'DIFFERENTIAL':
    case 'TRANSACTION_LOG':
      return sqlServerTask(request.target, request.level, false)
    case 'INCREMENTAL':
      return oracleTask(request.target, {
        backupLevel: request.level,
        oracleOptions: { cumulative: request.cumulative },
      })
  }
}

/**
 * The part of the target's identity that is blank, if one is. Such a request must not be sent: without its subclient
 * Commvault backs up every subclient of the instance.
 */
export function blankIdentity({ target }: BackupRequest): string | undefined {
  if (target.app === 'sqlserver') {
    const ids = ['clientId', 'instanceId', 'subclientId'] as const
    return ids.find(key => !(Number.isSafeInteger(target[key]) && target[key] > 0))
  }
  const names = ['clientName', 'instanceName', 'subclientName'] as const
  return names.find(key => target[key].trim() === '')
}

type SqlServerLevel = 'FULL' | 'DIFFERENTIAL' | 'TRANSACTION_LOG'

function sqlServerTask(
  target: SqlServerTarget,
  backupLevel: SqlServerLevel,
  copyOnly: boolean,
): SqlServerTask {
  const { instanceId, subclientId, clientId, entityInfo } = target
  const { companyId, companyName, multiCommcellId } = entityInfo
  return {
    taskInfo: {
      associations: [
        {
          instanceId,
          subclientId,
          clientId,
          appName: 'SQL Server',
          entityInfo: { companyId, companyName, multiCommcellId },
        },
      ],
      task: { taskType: 1 },
      subTasks: [
        {
          subTask: { subTaskType: 2, operationType: 2 },
          options: { backupOpts: { backupLevel, dataOpt: { copyOnly } } },
        },
      ],
    },
  }
}

const ORACLE = { appName: 'Oracle', applicationId: 22 } as const
/** "Oracle RAC Backup": the client is the pseudo-client of the cluster. */
const ORACLE_RAC = { appName: 'Oracle RAC', applicationId: 80 } as const

type OracleBackupOpts = OracleTask['taskInfo']['subTasks'][0]['options']['backupOpts']

function oracleTask(target: OracleTarget, backupOpts: OracleBackupOpts): OracleTask {
  const { clientName, displayName, instanceName, subclientName, rac } = target
  return {
    taskInfo: {
      task: {},
      associations: [
        {
          clientName,
          displayName,
          instanceName,
          ...(rac ? ORACLE_RAC : ORACLE),
          subclientName,
        },
      ],
      subTasks: [
        {
          subTask: { subTaskType: 'BACKUP', operationType: 'BACKUP' },
          // The reference's example says true, which mails whoever started the job at each end of it. Here that is a
          // service account, up to hundreds of times a day; our result events tell everybody who asked.
          options: { backupOpts, commonOpts: { notifyUserOnJobCompletion: false } },
        },
      ],
    },
  }
}
