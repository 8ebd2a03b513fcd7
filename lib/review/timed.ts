// The schedules of a side as time sees them. Those that mean the same, whatever they are called, are worked out once.

import type { PlannedSchedule } from '../plan/plan.ts'
import type { LimitedTimetable } from '../schedule/made-starts.ts'
import { isScheduleSource } from '../start.ts'
import { isBaseOf, type Target } from '../target.ts'
import type { Side } from './side.ts'
import { spanText } from './span-text.ts'

export type TimedSchedule = {
  readonly source: PlannedSchedule
  readonly targets: readonly Target[]
  readonly time: LimitedTimetable
  /** Own schedules that it gives way to where they start in the same minute. */
  readonly stronger: readonly LimitedTimetable[]
  /** Own schedules that it gives way to where one end of a blackout starts both. */
  readonly bases: readonly LimitedTimetable[]
  /** Equal for schedules that are made at the same instants. */
  readonly meaning: string
}

/** By name, as the plan has them. */
export function timedSchedules(side: Side): readonly TimedSchedule[] {
  const known = timed.get(side)
  if (known !== undefined) return known
  const found = timedIn(side)
  timed.set(side, found)
  return found
}

const timed = new WeakMap<Side, readonly TimedSchedule[]>()

function timedIn({ plan, policies }: Side): readonly TimedSchedule[] {
  const schedules = plan.sources.filter(isScheduleSource)
  const targetsOf = new Map(policies.map(({ name, targets }) => [name, targets]))
  const siblingsOf = byPolicy(schedules)
  return schedules.map(source => {
    const siblings = siblingsOf.get(source.policy) ?? []
    const time = timeOf(source)
    const stronger = siblings.filter(({ name }) => source.yieldsTo.includes(name)).map(timeOf)
    const isDeferred = source.terms.onBlackout === 'defer' && source.terms.blackouts.length > 0
    const bases = isDeferred
      ? siblings.filter(({ backup }) => isBaseOf(backup, source.backup)).map(timeOf)
      : []
    const meaning = [time, ...stronger, undefined, ...bases].map(textOf).join('\n')
    return { source, targets: targetsOf.get(source.policy) ?? [], time, stronger, bases, meaning }
  })
}

function byPolicy(schedules: readonly PlannedSchedule[]) {
  const policies = new Map<string, PlannedSchedule[]>()
  for (const schedule of schedules) {
    const siblings = policies.get(schedule.policy)
    if (siblings === undefined) policies.set(schedule.policy, [schedule])
    else siblings.push(schedule)
  }
  return policies
}

function timeOf({ expression, timezone, startDate, endDate, pause, terms }: PlannedSchedule) {
  return {
    expression,
    timezone,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    terms: {
      blackouts: terms.blackouts,
      onBlackout: terms.onBlackout,
      ...(terms.window === undefined ? {} : { window: terms.window }),
      ...(pause === undefined ? {} : { pause }),
    },
  }
}

function textOf(time: ReturnType<typeof timeOf> | undefined): string {
  if (time === undefined) return ''
  const { expression, timezone, startDate = '', endDate = '' } = time
  const { window, blackouts, onBlackout, pause } = time.terms
  const paused = pause === undefined ? '' : `paused until ${pause.until}`
  const plain = `${expression} ${timezone} ${startDate} ${endDate} ${paused}`
  if (window === undefined && blackouts.length === 0) return plain
  return [plain, JSON.stringify(window), onBlackout, ...blackouts.map(spanText)].join(' ')
}
