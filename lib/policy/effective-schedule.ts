// One schedule of one policy in one environment: its backup, its time, its terms, with every default in its place.

import { coincide } from '../schedule/coincide.ts'
import { parseDailyWindow } from '../schedule/daily-window.ts'
import { renderDuration } from '../schedule/duration.ts'
import { type Expression, renderExpression } from '../schedule/expression.ts'
import { closestTimes, defaultStartWithin } from '../schedule/gap.ts'
import { timesOfDay } from '../schedule/local-starts.ts'
import { isProblem } from '../schedule/problem.ts'
import { roomToSpread, spread } from '../schedule/spread.ts'
import { isZone } from '../schedule/zone.ts'
import type { Terms } from '../start.ts'
import { isBase } from '../target.ts'
import { boundsOf, longestPause } from './bounds.ts'
import type { Flaw } from './codes.ts'
import { numberOf } from './hash.ts'
import type { MergedSchedule } from './merge.ts'
import type { PolicySchedule } from './policy.ts'
import {
  acknowledgedBy,
  backupIn,
  commonTerms,
  familyOf,
  type StartContext,
  secondsOf,
} from './terms.ts'
import { noTimezone, type When, whenOf } from './when.ts'

/** A schedule, and what the rules want to know of it beside what is handed on. */
export type Scheduled = {
  readonly schedule: PolicySchedule
  readonly expression: Expression
  /** The expression before it was spread, as text. */
  readonly unspread: string
  /** An `every`: it has no time of day that a person chose. */
  readonly isInterval: boolean
  /** It starts a single time. */
  readonly isOnce: boolean
  /** Codes of findings that its author means to be so. */
  readonly acknowledges: readonly string[]
}

/** Undefined when something is wrong with it, which is reported or was told where it is written. */
export function effectiveSchedule(
  schedule: MergedSchedule,
  context: StartContext,
): Scheduled | undefined {
  const { values, name, origin } = schedule
  const backup = backupIn(schedule, context)
  const when = whenIn(schedule, context)
  const bounds = boundsOf(schedule, context)
  const pause = longestPause([context.merged, schedule], context)
  const window = windowIn(schedule, context)
  if (backup === undefined || when === undefined || pause === 'unreadable') return undefined
  const { expression, minutes } = spread(when.expression, spreadOf(schedule, when, context))
  if (!schedule.isSound) return undefined
  return {
    expression,
    unspread: renderExpression(when.expression),
    isInterval: values.every !== undefined,
    isOnce: expression.kind === 'at',
    acknowledges: acknowledgedBy(values),
    schedule: {
      name,
      backup,
      phrase: when.phrase,
      expression: renderExpression(expression),
      timezone: when.timezone,
      spreadSeconds: minutes * 60,
      jitterSeconds: secondsOf(values.jitter) ?? 0,
      ...bounds,
      ...(pause === undefined ? {} : { pause }),
      terms: {
        startWithinSeconds:
          secondsOf(values.startWithin) ?? defaultStartWithin(expression, when.timezone),
        ...commonTerms(values, { ...context, backup }),
        ...window,
      },
      yieldsTo: [],
      origin,
    },
  }
}

/**
 * The schedules with what each gives way to: a FULL makes a DIFFERENTIAL or INCREMENTAL of the same minute superfluous.
 * A copy-only FULL does not, since it is no base, and logs give way to nothing.
 */
export function withPrecedence(
  scheduled: readonly Scheduled[],
  { targets }: Pick<StartContext, 'targets'>,
): readonly Scheduled[] {
  const isData = ({ schedule: { backup } }: Scheduled) => familyOf(backup, targets) === 'data'
  const bases = scheduled.filter(one => isBase(one.schedule.backup) && isData(one))
  if (bases.length === 0) return scheduled
  return scheduled.map(one => {
    if (one.schedule.backup.level === 'FULL' || !isData(one)) return one
    const yieldsTo = bases.filter(base => coincide(timeOf(one), timeOf(base)))
    if (yieldsTo.length === 0) return one
    return { ...one, schedule: { ...one.schedule, yieldsTo: yieldsTo.map(nameOf) } }
  })
}

function timeOf({ expression, schedule: { timezone } }: Scheduled) {
  return { expression, timezone }
}

function nameOf({ schedule }: Scheduled): string {
  return schedule.name
}

function whenIn(
  { values, originOf, isMistaken }: MergedSchedule,
  { merged, report }: StartContext,
): When | undefined {
  const when = whenOf(values, merged.values.timezone)
  if (when === undefined || !('code' in when)) return when
  if (isMistaken('at', 'every', 'cron', 'once', 'offset', 'between')) return undefined
  return void report(when, originOf(when.key))
}

function windowIn(
  { values, origin, originOf }: MergedSchedule,
  { merged, report }: StartContext,
): Pick<Terms, 'window'> {
  const { timezone } = merged.values
  const parsed = values.window === undefined ? undefined : parseDailyWindow(values.window)
  if (parsed === undefined || isProblem(parsed)) return {}
  if (timezone !== undefined) return isZone(timezone) ? { window: { ...parsed, timezone } } : {}
  // A default may be right elsewhere: the schedule that it reaches is where the zone is missing.
  const written = originOf('window')
  report(noTimezone('window'), written.text === origin.text ? written : origin)
  return {}
}

function spreadOf(
  { name, values, originOf }: MergedSchedule,
  when: When,
  { merged, report }: StartContext,
): { readonly minutes: number; readonly hash: number } {
  const minutes = (secondsOf(values.spread) ?? 0) / 60
  if (minutes === 0) return { minutes, hash: 0 }
  const origin = originOf('spread')
  const isOwn = origin.path.includes('schedules')
  const between = secondsBetween(when)
  if (isOwn && roomToSpread(when.expression) === 0) report(NO_ROOM, origin)
  else if (isOwn && minutes * 60 >= between) report(tooWide(between), origin)
  return { minutes, hash: numberOf(`${merged.values.name}.${name}`) }
}

/** The least between two starts of a day. */
function secondsBetween({ expression }: When): number {
  const times = expression.kind === 'at' ? [] : timesOfDay(expression)
  return times.length < 2 ? Number.POSITIVE_INFINITY : closestTimes(times) / 1000
}

function tooWide(between: number): Flaw {
  const length = renderDuration(between)
  const message = `This schedule starts every ${length}: a spread that is not shorter would move a start past the next one`
  return { code: 'spread-too-wide', message, fix: `write a spread shorter than ${length}` }
}

const NO_ROOM: Flaw = {
  code: 'spread-too-wide',
  message:
    'This schedule has no room to be spread: it starts several times an hour, once, or just before midnight',
  fix: 'remove spread; "offset" moves an interval, and "jitter" delays each start by chance',
}
