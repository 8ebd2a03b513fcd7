// Commvault's backup levels: how a task may ask for one, which one then runs, and what a job calls it.
import type { AppName } from './catalogue.ts'

export type Level = 'FULL' | 'DIFFERENTIAL' | 'INCREMENTAL' | 'TRANSACTION_LOG'

/** What a task may name; no agent of ours runs a synthetic full, but the words of the API know it. */
export type LevelWord = Level | 'SYNTHETIC_FULL'

export const LEVELS = [
  'FULL',
  'DIFFERENTIAL',
  'INCREMENTAL',
  'TRANSACTION_LOG',
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
} as const satisfies Record<Level, { readonly number: number; readonly name: string }>

/** A `backupLevel` as it stands in a task, a word in any case or a number; undefined when it is neither. */
export function readLevel(value: unknown): LevelWord | undefined {
  if (typeof value === 'number') return REQUEST_NUMBERS.get(value)
  if (typeof value !== 'string') return undefined
  const word = value.toUpperCase()
  return [...LEVELS, 'SYNTHETIC_FULL' as const].find(known => known === word)
}

/**
 * The level that an application runs when it is asked for this one; undefined when it has no such level. Nothing asked
 * means incremental ("REST API - POST Subclient Backup"), and an incremental of SQL Server is a log backup
 * ("Backup-CVSQLSubclient").
 */
export function levelThatRuns(app: AppName, asked: LevelWord = 'INCREMENTAL'): Level | undefined {
  if (asked === 'SYNTHETIC_FULL') return undefined
  if (app === 'SQL Server') return asked === 'INCREMENTAL' ? 'TRANSACTION_LOG' : asked
  return asked === 'FULL' || asked === 'INCREMENTAL' ? asked : undefined
}

const REQUEST_NUMBERS: ReadonlyMap<number, LevelWord> = new Map([
  [1, 'FULL'],
  [2, 'INCREMENTAL'],
  [3, 'DIFFERENTIAL'],
  [4, 'SYNTHETIC_FULL'],
])
