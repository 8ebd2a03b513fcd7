// What is protected, and what may be asked of it.

/** A SQL Server subclient. createTask identifies it by Commvault's numeric ids. */
export type SqlServerTarget = {
  readonly app: 'sqlserver'
  /** Our name for it, unique within an environment. */
  readonly name: string
  /** The environment's name for the Command Center that protects it. */
  readonly commcell: string
  readonly clientId: number
  readonly instanceId: number
  readonly subclientId: number
  /** What Commvault calls them, where the list says so: for people, the ids decide. */
  readonly clientName?: string
  readonly instanceName?: string
  readonly subclientName?: string
  /** Whose subclient it is; `{companyId: 0, companyName: 'Commcell', multiCommcellId: 0}` means nobody's in particular. */
  readonly entityInfo: EntityInfo
}

export type EntityInfo = {
  readonly companyId: number
  readonly companyName: string
  readonly multiCommcellId: number
}

/** An Oracle subclient. createTask identifies it by names. */
export type OracleTarget = {
  readonly app: 'oracle'
  readonly name: string
  readonly commcell: string
  readonly clientName: string
  readonly displayName: string
  /** The instance (SID) as Commvault names it. */
  readonly instanceName: string
  readonly subclientName: string
  /** `log` is a subclient that holds archived logs only: Oracle has no log level, it has log subclients. */
  readonly content: 'data' | 'log'
  /** Real Application Clusters: another application to Commvault (Oracle RAC, 80), with the same requests. */
  readonly rac: boolean
}

export type Target = SqlServerTarget | OracleTarget

export type App = Target['app']

/** What one createTask asks for. Copy-only exists only with FULL, cumulative only with INCREMENTAL. */
export type BackupRequest =
  | { readonly target: SqlServerTarget; readonly level: 'FULL'; readonly copyOnly: boolean }
  | { readonly target: SqlServerTarget; readonly level: 'DIFFERENTIAL' | 'TRANSACTION_LOG' }
  | { readonly target: OracleTarget; readonly level: 'FULL' }
  | { readonly target: OracleTarget; readonly level: 'INCREMENTAL'; readonly cumulative: boolean }

/** What a policy asks for, before it is asked of a particular target. */
export type Backup =
  | { readonly app: 'sqlserver'; readonly level: 'FULL'; readonly copyOnly: boolean }
  | { readonly app: 'sqlserver'; readonly level: 'DIFFERENTIAL' | 'TRANSACTION_LOG' }
  | { readonly app: 'oracle'; readonly level: 'FULL' }
  | { readonly app: 'oracle'; readonly level: 'INCREMENTAL'; readonly cumulative: boolean }

export type Level = BackupRequest['level']

/** Data and log backups of one target do not disturb each other; two of one family do. */
export type Family = 'data' | 'log'

export function familyOf(request: BackupRequest): Family {
  if (request.level === 'TRANSACTION_LOG') return 'log'
  return request.target.app === 'oracle' ? request.target.content : 'data'
}

/** Whether two targets are one subclient, whatever we call them. */
export function isSameSubclient(a: Target, b: Target): boolean {
  if (a.commcell !== b.commcell) return false
  if (a.app === 'sqlserver') return b.app === 'sqlserver' && a.subclientId === b.subclientId
  return (
    b.app === 'oracle' &&
    isSameName(a.clientName, b.clientName) &&
    isSameName(a.instanceName, b.instanceName) &&
    isSameName(a.subclientName, b.subclientName)
  )
}

/** Commvault's names: their case and the spaces around them do not count. */
export function isSameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}

/** Asks a backup of one target; undefined when the target is of another application. */
export function requestOf(backup: Backup, target: Target): BackupRequest | undefined {
  if (backup.app === 'sqlserver' && target.app === 'sqlserver') {
    return backup.level === 'FULL'
      ? { target, level: backup.level, copyOnly: backup.copyOnly }
      : { target, level: backup.level }
  }
  if (backup.app === 'oracle' && target.app === 'oracle') {
    return backup.level === 'FULL'
      ? { target, level: backup.level }
      : { target, level: backup.level, cumulative: backup.cumulative }
  }
  return undefined
}

/** For SQL Server, Commvault's job list calls a log backup Transaction Log or Incremental. */
export function isSameLevel(request: BackupRequest, actual: Level): boolean {
  const isSqlLog = request.level === 'TRANSACTION_LOG' && actual === 'INCREMENTAL'
  return isSqlLog || request.level === actual
}

/** What differentials, incrementals and logs build on. */
export function isBase(backup: Backup): boolean {
  return backup.level === 'FULL' && !isCopyOnly(backup)
}

/** A copy-only FULL is no base, and a log needs none. */
export function isBaseOf(stronger: Backup, weaker: Backup): boolean {
  return isBase(stronger) && (weaker.level === 'DIFFERENTIAL' || weaker.level === 'INCREMENTAL')
}

/** A FULL beside the chain: nothing builds on it, and no promise rests on it. */
export function isCopyOnly(backup: Backup): boolean {
  return 'copyOnly' in backup && backup.copyOnly
}
