// On what terms a schedule or trigger starts, with every default in its place.
import { parseDuration } from '../schedule/duration.ts'
import { isProblem } from '../schedule/problem.ts'
import type { Terms } from '../start.ts'
import type { Backup, Family, Target } from '../target.ts'
import { blackoutsFor, type CalendarWindows } from './calendars.ts'
import { backupOf } from './level.ts'
import type { MergedEntry, MergedPolicy } from './merge.ts'
import type { Report } from './origin.ts'
import type { ScheduleOverride, TriggerOverride } from './policy-schema.ts'

/** What stands around a schedule or trigger: its policy in one environment. */
export type StartContext = {
  readonly merged: MergedPolicy
  readonly targets: readonly Target[]
  /** False when something was not found, or could not be read: there may be more of them. */
  readonly areTargetsKnown: boolean
  readonly blackouts: readonly CalendarWindows[]
  readonly report: Report
}

type Start = ScheduleOverride | TriggerOverride

/** Undefined when something is wrong with it, which is reported or was told where it is written. */
export function backupIn(
  { values, originOf, isMistaken }: MergedEntry<Start>,
  { merged, report }: StartContext,
): Backup | undefined {
  const { level, copyOnly, cumulative } = values
  if (level === undefined) return undefined
  const backup = backupOf(merged.values.app, { level, copyOnly, cumulative })
  if (!('code' in backup)) return backup
  if (isMistaken('level', 'copyOnly', 'cumulative')) return undefined
  return void report(backup, originOf(backup.key))
}

/** Seconds. */
const MINUTE = 60
const HOUR = 60 * MINUTE

/** All but how late a start may be, which depends on what it waits for. */
export function commonTerms(
  { overlap, maxRun, onMaxRun, onBlackout, retry }: Start,
  { backup, targets, blackouts }: Pick<StartContext, 'targets' | 'blackouts'> & { backup: Backup },
): Omit<Terms, 'startWithinSeconds'> {
  const family = familyOf(backup, targets)
  return {
    overlap: overlap ?? 'skip',
    maxRunSeconds: secondsOf(maxRun) ?? (family === 'log' ? 4 * HOUR : 24 * HOUR),
    onMaxRun: onMaxRun ?? 'flag',
    blackouts: blackoutsFor(backup.level, blackouts),
    onBlackout: onBlackout ?? 'skip',
    retry: { attempts: retry?.attempts ?? 3, backoffSeconds: secondsOf(retry?.backoff) ?? 30 },
  }
}

/** A log subclient of Oracle is backed up by a level that elsewhere means data. */
export function familyOf(backup: Backup, targets: readonly Target[]): Family {
  if (backup.level === 'TRANSACTION_LOG') return 'log'
  const isLog = (target: Target) => target.app === 'oracle' && target.content === 'log'
  return targets.length > 0 && targets.every(isLog) ? 'log' : 'data'
}

/** Undefined without a text, and for one against the law of durations, which is told where it is written. */
export function secondsOf(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseDuration(text)
  return isProblem(seconds) ? undefined : seconds
}

export function acknowledgedBy({ acknowledge }: Start): readonly string[] {
  if (acknowledge === undefined) return []
  return typeof acknowledge === 'string' ? [acknowledge] : acknowledge
}
