// Commvault's backup levels: how a task may ask for one, which one then runs, and what a job calls it.
import { APPLICATION } from './application.ts'

export type Level = 'FULL' | 'DIFFERENTIAL' | 'INCREMENTAL' | 'TRANSACTION_LOG' | 'SYNTHETIC_FULL'

export const LEVELS = [
  'FULL',
  'DIFFERENTIAL',
  'INCREMENTAL',
  'TRANSACTION_LOG',
  'SYNTHETIC_FULL',
] as const satisfies readonly Level[]

/**
 * The level as jobs report it. Results count otherwise than requests do (a synthetic full is 4 in the one and 64 in
 * the other), so a client does well to read the name. The number of a differential is published nowhere; 4 is the
 * next bit between 2 and 64.
 */
export const REPORTED_LEVELS = {
  FULL: { number: 1, name: 'Full' },
  INCREMENTAL: { number: 2, name: 'Incremental' },
  DIFFERENTIAL: { number: 4, name: 'Differential' },
  TRANSACTION_LOG: { number: 2, name: 'Transaction Log' },
  SYNTHETIC_FULL: { number: 64, name: 'Synthetic Full' },
} as const satisfies Record<Level, { readonly number: number; readonly name: string }>

/** A `backupLevel` as it stands in a task, a word in any case or a number; undefined when it is neither. */
export function readLevel(value: unknown): Level | undefined {
  if (typeof value === 'number') return REQUEST_NUMBERS.get(value)
  if (typeof value !== 'string') return undefined
  const word = value.toUpperCase()
  return LEVELS.find(known => known === word)
}

/**
 * The level that an application runs when it is asked for this one; undefined when it has no such level. Nothing asked
 * means incremental ("REST API - POST Subclient Backup"), and an incremental of SQL Server is a log backup
 * ("Backup-CVSQLSubclient").
 */
export function levelThatRuns(
  applicationId: number,
  asked: Level = 'INCREMENTAL',
): Level | undefined {
  switch (applicationId) {
    case APPLICATION.sqlServer:
      if (asked === 'INCREMENTAL') return 'TRANSACTION_LOG'
      return asked === 'SYNTHETIC_FULL' ? undefined : asked
    case APPLICATION.oracle:
    case APPLICATION.oracleRac:
      return asked === 'FULL' || asked === 'INCREMENTAL' ? asked : undefined
    default:
      return asked === 'TRANSACTION_LOG' ? undefined : asked
  }
}

const REQUEST_NUMBERS: ReadonlyMap<number, Level> = new Map([
  [1, 'FULL'],
  [2, 'INCREMENTAL'],
  [3, 'DIFFERENTIAL'],
  [4, 'SYNTHETIC_FULL'],
])
