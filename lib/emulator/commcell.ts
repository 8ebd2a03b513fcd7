// The clients of a believable CommCell, as data: mixed agents, a name with a blank at its end, a subclient whose backups
// are switched off, one under a plan, one that takes snapshots, and a client that was retired.
import { APPLICATION } from './application.ts'

export type ClientSpec = {
  readonly clientId: number
  readonly clientName: string
  readonly os: 'Windows' | 'Linux'
  /** Still listed, but its properties are gone. */
  readonly retired?: boolean
  readonly subclients: readonly SubclientSpec[]
}

export type SubclientSpec = {
  readonly applicationId: number
  readonly instanceId: number
  readonly instanceName: string
  readonly backupsetId: number
  readonly backupsetName: string
  readonly subclientId: number
  readonly subclientName: string
  /** Off when false. */
  readonly enableBackup?: boolean
  /** The plan whose own schedules back it up as well. */
  readonly plan?: string
}

export const DEFAULT_CLIENTS: readonly ClientSpec[] = [
  {
    clientId: 2,
    clientName: 'commserve01',
    os: 'Windows',
    subclients: [
      files(403, 8001, 'default'),
      files(403, 8002, 'IndexBackup'),
      files(403, 8003, 'Shares'),
      files(403, 8004, 'Installers'),
      files(403, 8005, 'Scripts'),
      files(403, 8006, 'Exports '),
    ],
  },
  {
    clientId: 2101,
    clientName: 'erp-db01',
    os: 'Windows',
    subclients: [
      sqlServer({ instanceId: 301, instanceName: 'ERP-DB01\\ERP' }, 9101, 'erp-core'),
      sqlServer({ instanceId: 301, instanceName: 'ERP-DB01\\ERP' }, 9102, 'erp-reporting '),
      {
        ...sqlServer({ instanceId: 301, instanceName: 'ERP-DB01\\ERP' }, 9103, 'default'),
        enableBackup: false,
      },
      sqlServer({ instanceId: 302, instanceName: 'ERP-DB01' }, 9104, 'default'),
      files(411, 9105, 'default'),
    ],
  },
  {
    clientId: 58,
    clientName: 'erp-db01-stg',
    os: 'Windows',
    subclients: [
      sqlServer({ instanceId: 12, instanceName: 'ERP-DB01-STG\\ERP' }, 431, 'erp-core'),
      sqlServer({ instanceId: 12, instanceName: 'ERP-DB01-STG\\ERP' }, 432, 'erp-reporting '),
    ],
  },
  {
    clientId: 2201,
    clientName: 'billing-db01',
    os: 'Linux',
    subclients: [
      oracle({ instanceId: 321, instanceName: 'BILL' }, 9201, 'default'),
      oracle({ instanceId: 321, instanceName: 'BILL' }, 9202, 'ArchiveLogs'),
      { ...files(422, 9203, 'default'), applicationId: APPLICATION.linuxFiles },
    ],
  },
  {
    clientId: 2301,
    clientName: 'crm-rac',
    os: 'Linux',
    subclients: [
      {
        ...oracle({ instanceId: 331, instanceName: 'CRM' }, 9301, 'default'),
        applicationId: APPLICATION.oracleRac,
      },
    ],
  },
  {
    clientId: 2401,
    clientName: 'dwh-db01',
    os: 'Linux',
    subclients: [
      oracle({ instanceId: 341, instanceName: 'DWH' }, 9401, 'SnapData'),
      {
        ...oracle({ instanceId: 341, instanceName: 'DWH' }, 9402, 'default'),
        plan: 'Oracle Gold',
      },
    ],
  },
  { clientId: 2990, clientName: 'old-db07', os: 'Windows', retired: true, subclients: [] },
]

type Instance = { readonly instanceId: number; readonly instanceName: string }

function sqlServer(instance: Instance, subclientId: number, subclientName: string): SubclientSpec {
  return database(APPLICATION.sqlServer, instance, { subclientId, subclientName })
}

function oracle(instance: Instance, subclientId: number, subclientName: string): SubclientSpec {
  return database(APPLICATION.oracle, instance, { subclientId, subclientName })
}

function database(
  applicationId: number,
  instance: Instance,
  subclient: { readonly subclientId: number; readonly subclientName: string },
): SubclientSpec {
  const backupset = { backupsetId: instance.instanceId + 1000, backupsetName: 'defaultBackupSet' }
  return { applicationId, ...instance, ...backupset, ...subclient }
}

/** Every client has its files in one instance of the same name and number. */
function files(backupsetId: number, subclientId: number, subclientName: string): SubclientSpec {
  return {
    applicationId: APPLICATION.windowsFiles,
    instanceId: 1,
    instanceName: 'DefaultInstanceName',
    backupsetId,
    backupsetName: 'defaultBackupSet',
    subclientId,
    subclientName,
  }
}
