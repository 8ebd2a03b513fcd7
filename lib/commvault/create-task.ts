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
          readonly commonOpts?: Described
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
          readonly commonOpts: { readonly notifyUserOnJobCompletion: boolean } & Described
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

/** Free text that Commvault keeps with the job: "REST API - POST Create Task (Backup)". It changes nothing about the backup. */
type Described = { readonly jobDescription?: string }

/**
 * Exactly one association: nothing says how job ids map to several. The run id goes along as the job's description, for
 * people and for us to know the job again.
 */
export function createTaskBody(request: BackupRequest, runId?: string): CreateTaskBody {
  const described: Described = runId === undefined ? {} : { jobDescription: runId }
  switch (request.level) {
    case 'FULL':
      return 'copyOnly' in request
        ? sqlServerTask(request.target, backupOptions(request.level, request.copyOnly), described)
        : oracleTask(request.target, { backupLevel: request.level }, described)
    // Only a full can be copy-only, but the reference sends the flag with every backup.
    case 'DIFFERENTIAL':
    case 'TRANSACTION_LOG':
      return sqlServerTask(request.target, backupOptions(request.level, false), described)
    case 'INCREMENTAL': {
      const oracleOptions = { cumulative: request.cumulative }
      return oracleTask(request.target, { backupLevel: request.level, oracleOptions }, described)
    }
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

type SqlServerBackupOpts = SqlServerTask['taskInfo']['subTasks'][0]['options']['backupOpts']

const backupOptions = (
  backupLevel: SqlServerBackupOpts['backupLevel'],
  copyOnly: boolean,
): SqlServerBackupOpts => ({ backupLevel, dataOpt: { copyOnly } })

function sqlServerTask(
  target: SqlServerTarget,
  backupOpts: SqlServerBackupOpts,
  described: Described,
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
          // The reference's body has no commonOpts: without a description there are none.
          options: {
            backupOpts,
            ...(described.jobDescription !== undefined && { commonOpts: described }),
          },
        },
      ],
    },
  }
}

const ORACLE = { appName: 'Oracle', applicationId: 22 } as const
/** "Oracle RAC Backup": the client is the pseudo-client of the cluster. */
const ORACLE_RAC = { appName: 'Oracle RAC', applicationId: 80 } as const

type OracleBackupOpts = OracleTask['taskInfo']['subTasks'][0]['options']['backupOpts']

function oracleTask(
  target: OracleTarget,
  backupOpts: OracleBackupOpts,
  described: Described,
): OracleTask {
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
          options: { backupOpts, commonOpts: { notifyUserOnJobCompletion: false, ...described } },
        },
      ],
    },
  }
}
