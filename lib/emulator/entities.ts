// Instances, backup sets and subclients as answers describe them. `appName` is another in lists than in properties for
// the same application, as recorded.
import { APPLICATION } from './application.ts'
import type { Subclient } from './catalogue.ts'
import { guidFrom } from './random.ts'

const ENTITY = { backupset: 6, subclient: 7 } as const

export function instanceEntity(one: Subclient) {
  return {
    clientId: one.clientId,
    clientName: one.clientName,
    instanceId: one.instanceId,
    instanceName: one.instanceName,
    appName: one.appName,
    applicationId: one.applicationId,
    instanceGUID: guidFrom(`instance ${one.instanceId}`),
  }
}

export function instanceProperties(one: Subclient) {
  const isSqlServer = one.applicationId === APPLICATION.sqlServer
  return {
    instance: instanceEntity(one),
    instanceActivityControl: { enableBackup: true, enableRestore: true },
    planEntity: {},
    ...(isSqlServer ? { mssqlInstance: {} } : { oracleInstance: {} }),
  }
}

export function backupsetEntity(one: Subclient, appName: string) {
  return {
    clientId: one.clientId,
    clientName: one.clientName,
    instanceId: one.instanceId,
    instanceName: one.instanceName,
    backupsetId: one.backupsetId,
    backupsetName: one.backupsetName,
    applicationId: one.applicationId,
    appName,
    _type_: ENTITY.backupset,
  }
}

export function backupsetProperties(one: Subclient, appName: string) {
  return {
    backupSetEntity: backupsetEntity(one, appName),
    commonBackupSet: {
      isDefaultBackupSet: true,
      onDemandBackupset: false,
      isDeleted: false,
      userDescription: '',
    },
    planEntity: {},
  }
}

export function subclientProperties(one: Subclient, appName: string) {
  const { subclientName, enableBackup = true, plan } = one
  return {
    subClientEntity: {
      ...backupsetEntity(one, appName),
      displayName: one.clientName,
      subclientId: one.subclientId,
      subclientName,
      _type_: ENTITY.subclient,
      subclientGUID: guidFrom(`subclient ${one.subclientId}`),
      commCellName: 'commserve01',
      entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
    },
    proxyClient: {},
    planEntity: plan === undefined ? {} : { planId: 7, planName: plan },
    ...engineOf(one),
    commonProperties: {
      enableBackup,
      isDefaultSubclient: subclientName.trim() === 'default',
      onDemandSubClient: false,
      numberOfBackupStreams: 2,
      description: '',
      storageDevice: {
        dataBackupStoragePolicy: { storagePolicyId: 3, storagePolicyName: 'Databases' },
      },
      snapCopyInfo: { isSnapBackupEnabled: /snap/i.test(subclientName) },
    },
  }
}

function engineOf({ applicationId, subclientName }: Subclient): object {
  switch (applicationId) {
    case APPLICATION.sqlServer:
      return {
        mssqlSubClientProp: { sqlSubclientType: 1, numberOfBackupStreams: 2 },
        content: [{ mssqlDbContent: { databaseName: subclientName.trim() } }],
      }
    case APPLICATION.oracle:
    case APPLICATION.oracleRac: {
      const holdsOnlyLogs = /log/i.test(subclientName)
      const oracleSubclientProp = {
        data: !holdsOnlyLogs,
        backupArchiveLog: true,
        archiveDelete: holdsOnlyLogs,
        selectiveOnlineFull: false,
      }
      return { oracleSubclientProp, content: [] }
    }
    default:
      return {
        fsSubClientProp: { useGlobalFilters: 2, backupRetention: false, scanOption: 2 },
        impersonateUser: { userName: '' },
        content: [{ path: applicationId === APPLICATION.linuxFiles ? '/' : 'C:\\' }],
      }
  }
}
