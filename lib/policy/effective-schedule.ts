// One schedule of one policy in one environment: its backup, its time, its terms, with every default in its place.
import { parseDuration } from '../schedule/duration.ts'
import { type Expression, renderExpression } from '../schedule/expression.ts'
import { defaultStartWithin } from '../schedule/gap.ts'
import { isProblem } from '../schedule/problem.ts'
import { roomToSpread, spread } from '../schedule/spread.ts'
import type { Terms } from '../start.ts'
import type { Backup, Family, Target } from '../target.ts'
import { boundsOf, longestPause } from './bounds.ts'
import type { Flaw } from './codes.ts'
import type { Place } from './diagnostic.ts'
import { numberOf } from './hash.ts'
import { backupOf } from './level.ts'
import type { MergedPolicy, MergedSchedule } from './merge.ts'
import { placeIn, type Report } from './origin.ts'
import type { PolicySchedule } from './policy.ts'
import type { WrittenPolicy } from './repository.ts'
import { type When, whenOf } from './when.ts'

/** A schedule, and what the rules want to know of it beside what is handed on. */
export type Scheduled = {
  readonly schedule: PolicySchedule
  readonly expression: Expression
  /** The expression before it was spread, as text. */
  readonly unspread: string
  /** An `every`: it has no time of day that a person chose. */
  readonly isInterval: boolean
}

export type ScheduleContext = {
  readonly merged: MergedPolicy
  readonly written: WrittenPolicy
  readonly targets: readonly Target[]
  readonly report: Report
}

/** Undefined when something is wrong with it, which is reported or was told where it is written. */
export function effectiveSchedule(
  schedule: MergedSchedule,
  context: ScheduleContext,
): Scheduled | undefined {
  const backup = backupIn(schedule, context)
  const when = whenIn(schedule, context)
  const bounds = boundsOf(schedule, context)
  const pause = longestPause([context.merged, schedule], context)
  if (backup === undefined || when === undefined) return undefined
  const spreadBy = spreadOf(schedule, when, context)
  const { expression, minutes } = spread(when.expression, spreadBy)
  return {
    expression,
    unspread: renderExpression(when.expression),
    isInterval: schedule.values.every !== undefined,
    schedule: {
      name: schedule.name,
      backup,
      phrase: when.phrase,
      expression: renderExpression(expression),
      timezone: when.timezone,
      spreadSeconds: minutes * MINUTE,
      jitterSeconds: secondsOf(schedule.values.jitter) ?? 0,
      ...bounds,
      ...(pause === undefined ? {} : { pause }),
      terms: termsOf(schedule, { ...when, expression }, familyOf(backup, context.targets)),
      place: placeOf(schedule, context.written),
    },
  }
}

/** Seconds. */
const MINUTE = 60
const HOUR = 60 * MINUTE

function backupIn(
  schedule: MergedSchedule,
  { merged, report }: ScheduleContext,
): Backup | undefined {
  const { level, copyOnly, cumulative } = schedule.values
  if (level === undefined) return undefined
  const backup = backupOf(merged.values.app, { level, copyOnly, cumulative })
  if (!('code' in backup)) return backup
  report(backup, schedule.originOf(backup.key))
  return undefined
}

function whenIn(schedule: MergedSchedule, { merged, report }: ScheduleContext): When | undefined {
  const when = whenOf(schedule.values, merged.values.timezone)
  if (when === undefined || !('code' in when)) return when
  report(when, schedule.originOf(when.key))
  return undefined
}

function spreadOf(
  { name, values, originOf }: MergedSchedule,
  when: When,
  { merged, report }: ScheduleContext,
): { readonly minutes: number; readonly hash: number } {
  const minutes = (secondsOf(values.spread) ?? 0) / MINUTE
  const origin = originOf('spread')
  const isOwn = origin.path.includes('schedules')
  if (minutes === 0) return { minutes, hash: 0 }
  if (isOwn && roomToSpread(when.expression) === 0) report(NO_ROOM, origin)
  return { minutes, hash: numberOf(`${merged.values.name}.${name}`) }
}

const NO_ROOM: Flaw = {
  code: 'spread-too-wide',
  message:
    'This schedule has no room to be spread: it starts several times an hour, once, or just before midnight',
  fix: 'remove spread; "offset" moves an interval, and "jitter" delays each start by chance',
}

/** A log subclient of Oracle is backed up by a level that elsewhere means data. */
function familyOf(backup: Backup, targets: readonly Target[]): Family {
  if (backup.level === 'TRANSACTION_LOG') return 'log'
  const isLog = (target: Target) => target.app === 'oracle' && target.content === 'log'
  return targets.length > 0 && targets.every(isLog) ? 'log' : 'data'
}

function termsOf({ values }: MergedSchedule, when: When, family: Family): Terms {
  const { startWithin, overlap, maxRun, retry } = values
  return {
    startWithinSeconds:
      secondsOf(startWithin) ?? defaultStartWithin(when.expression, when.timezone),
    overlap: overlap ?? 'skip',
    maxRunSeconds: secondsOf(maxRun) ?? (family === 'log' ? 4 * HOUR : 24 * HOUR),
    retry: { attempts: retry?.attempts ?? 3, backoffSeconds: secondsOf(retry?.backoff) ?? 30 },
  }
}

/** The entry itself, whose place was noted when it was read; an override's is looked up. */
function placeOf(schedule: MergedSchedule, { schedulePlaces }: WrittenPolicy): Place {
  const noted = schedule.index === undefined ? undefined : schedulePlaces[schedule.index]
  return noted ?? placeIn(schedule.originOf('name'))
}

/** Undefined without a text, and for one against the law of durations, which is told where it is written. */
function secondsOf(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseDuration(text)
  return isProblem(seconds) ? undefined : seconds
}
