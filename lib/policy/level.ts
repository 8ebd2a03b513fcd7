// Which backup a schedule asks for: what each application understands, and why it does not understand the rest.
import type { App, Backup, Level } from '../target.ts'
import type { Flaw } from './codes.ts'

type LevelOptions = {
  readonly level: Level
  readonly copyOnly?: boolean | undefined
  readonly cumulative?: boolean | undefined
}

/** A flaw, and under which of the schedule's keys it lies. */
type LevelFlaw = Flaw & { readonly key: 'level' | 'copyOnly' | 'cumulative' }

export function backupOf(app: App, options: LevelOptions): Backup | LevelFlaw {
  return app === 'sqlserver' ? sqlServerBackup(options) : oracleBackup(options)
}

function sqlServerBackup({ level, copyOnly, cumulative }: LevelOptions): Backup | LevelFlaw {
  if (level === 'INCREMENTAL') {
    return wrong('level', 'SQL Server has no INCREMENTAL backup', 'write level: DIFFERENTIAL')
  }
  if (cumulative !== undefined) {
    const message = '"cumulative" is an option of Oracle\'s INCREMENTAL; SQL Server has none such'
    return wrong('cumulative', message, 'remove cumulative')
  }
  if (level === 'FULL') return { app: 'sqlserver', level, copyOnly: copyOnly ?? false }
  if (copyOnly === undefined) return { app: 'sqlserver', level }
  const message = `"copyOnly" goes with FULL only: Commvault takes a ${level} without it`
  return wrong('copyOnly', message, 'remove copyOnly, or write level: FULL')
}

function oracleBackup({ level, copyOnly, cumulative }: LevelOptions): Backup | LevelFlaw {
  if (level === 'TRANSACTION_LOG') {
    const message =
      'Oracle has no TRANSACTION_LOG backup; archived logs are a subclient of their own'
    return wrong('level', message, 'use a target with content: log')
  }
  if (level === 'DIFFERENTIAL') {
    const message =
      'Oracle has no DIFFERENTIAL backup; INCREMENTAL with cumulative: true is the nearest'
    return wrong('level', message, 'write level: INCREMENTAL and cumulative: true')
  }
  if (copyOnly !== undefined) {
    return wrong(
      'copyOnly',
      '"copyOnly" is for SQL Server; Oracle has no such option',
      'remove copyOnly',
    )
  }
  if (level === 'INCREMENTAL') {
    if (cumulative !== undefined) return { app: 'oracle', level, cumulative }
    const message =
      "Oracle's INCREMENTAL must say which: cumulative since the last FULL, or since the last backup"
    return wrong('level', message, 'add cumulative: true or cumulative: false')
  }
  if (cumulative === undefined) return { app: 'oracle', level }
  return wrong('cumulative', '"cumulative" goes with INCREMENTAL only', 'remove cumulative')
}

function wrong(key: LevelFlaw['key'], message: string, fix: string): LevelFlaw {
  return { code: 'level-option', key, message, fix }
}
