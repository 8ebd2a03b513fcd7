// A client: briefly, as in a list, and with what its own page shows.
import type { Client } from './catalogue.ts'
import { guidFrom } from './random.ts'

const ENTITY = 3

export function clientEntry(client: Client) {
  const { clientId, clientName, retired } = client
  return {
    clientProps: { ...(retired && { IsDeletedClient: true }), enableAccessControl: true },
    client: {
      evmgrcPort: 8402,
      cvdPort: 8400,
      clientEntity: {
        clientId,
        clientName,
        displayName: clientName,
        hostName: `${clientName}.example.com`,
        clientGUID: guidFrom(`client ${clientId}`),
        type: 0,
        _type_: ENTITY,
        entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
      },
    },
  }
}

export function clientProperties(client: Client) {
  const entry = clientEntry(client)
  const isWindows = client.os === 'Windows'
  return {
    client: {
      ...entry.client,
      osInfo: {
        Type: isWindows ? 'Windows' : 'Unix',
        SubType: isWindows ? 'Server' : 'Linux',
        OsDisplayInfo: {
          ProcessorType: 'WinX64',
          OSName: isWindows ? 'Windows Server 2022 Datacenter' : 'Red Hat Enterprise Linux 9',
        },
      },
      versionInfo: {
        version: 'ServicePack:38',
        GalaxyRelease: { ReleaseString: '11.0' },
        UpdateStatus: 0,
      },
      TimeZone: { TimeZoneName: 'UTC' },
      installDirectory: isWindows ? 'C:\\Program Files\\Commvault' : '/opt/commvault',
      jobResulsDir: { path: isWindows ? 'C:\\JobResults' : '/opt/commvault/JobResults' },
      idaList: [],
    },
    clientProps: {
      ...entry.clientProps,
      IsDeletedClient: false,
      EnableSnapBackups: false,
      isMA: false,
      activityControl: {
        EnableDataRecovery: true,
        EnableDataManagement: true,
        EnableOnlineContentIndex: false,
      },
      clientActivityControl: {
        activityControlOptions: [1, 2, 16].map(activityType => ({
          activityType,
          enableAfterADelay: false,
          enableActivityType: true,
        })),
      },
      clientSecurity: { enableDataSecurity: false, clientOwners: [] },
    },
    clientGroups: [],
  }
}
