// What the schedules of an environment start on a CommCell together: those with one expression as one share, over five
// weeks that are always the same.
import { DAY, type Instant, MINUTE } from '../schedule/calendar.ts'
import type { CronExpression } from '../schedule/expression.ts'
import { dueDays, timesOfDay } from '../schedule/local-starts.ts'
import { offsetAt } from '../schedule/zone-offsets.ts'
import type { Target } from '../target.ts'
import type { EffectivePolicy } from './effective.ts'
import type { Policy, PolicySchedule } from './policy.ts'
import type { RuleContext } from './rule.ts'

/** Five weeks without a clock change anywhere: from a Monday on. */
export const WEEKS = { from: Date.UTC(2027, 0, 4), to: Date.UTC(2027, 0, 4) + 35 * DAY }

/** How long a backup is taken to last at least, in minutes: the notes are for what cannot work, not for what may be tight. */
export const AT_LEAST = { data: 5, log: 1 } as const

/** What is started together. */
export type Load = {
  readonly starts: number
  /** Of work. */
  readonly minutes: number
  /** The longest `startWithin`, in minutes. */
  readonly patience: number
  /** The schedule that starts the most. */
  readonly heaviest: {
    readonly policy: Policy
    readonly schedule: PolicySchedule
    readonly starts: number
  }
}

/** The load of all schedules with one expression. */
export type Share = {
  readonly expression: CronExpression
  /** Of its zone, in the weeks that are looked at. */
  readonly offset: number
  /** In UTC. */
  readonly minutesOfDay: readonly number[]
  readonly load: Load
}

/** A policy, and how many of its targets are counted: as many starts each of its schedules makes. */
export type Counted = { readonly effective: EffectivePolicy; readonly starts: number }

/** By the place of their targets; a target without one is not counted. */
export function countedBy(
  policies: RuleContext['policies'],
  placeOf: (target: Target) => string | undefined,
): ReadonlyMap<string, readonly Counted[]> {
  const places = new Map<string, Counted[]>()
  for (const effective of policies) {
    const starts = new Map<string, number>()
    for (const target of effective.policy.targets) {
      const place = placeOf(target)
      if (place !== undefined) starts.set(place, (starts.get(place) ?? 0) + 1)
    }
    for (const [place, count] of starts) {
      const counted = { effective, starts: count }
      const others = places.get(place)
      if (others === undefined) places.set(place, [counted])
      else others.push(counted)
    }
  }
  return places
}

/** A single start by date is none of them. */
export function sharesOf(counted: readonly Counted[]): readonly Share[] {
  const shares = new Map<string, Share>()
  for (const { effective, starts } of counted) {
    const { policy, scheduled } = effective
    for (const { schedule, expression } of scheduled) {
      if (expression.kind === 'at') continue
      const { timezone, backup, terms } = schedule
      const load = {
        starts,
        minutes: starts * (backup.level === 'TRANSACTION_LOG' ? AT_LEAST.log : AT_LEAST.data),
        patience: terms.startWithinSeconds / 60,
        heaviest: { policy, schedule, starts },
      }
      const key = `${schedule.expression} ${timezone}`
      const others = shares.get(key)
      const share = others ?? shareOf(expression, timezone)
      shares.set(key, { ...share, load: others === undefined ? load : sum(others.load, load) })
    }
  }
  return [...shares.values()]
}

export function sum(a: Load, b: Load): Load {
  return {
    starts: a.starts + b.starts,
    minutes: a.minutes + b.minutes,
    patience: Math.max(a.patience, b.patience),
    heaviest: b.heaviest.starts > a.heaviest.starts ? b.heaviest : a.heaviest,
  }
}

/** The due days of a share, each with the instant at which it begins in the share's zone. */
export function* daysOf({ expression, offset }: Share): Generator<Instant> {
  for (const midnight of dueDays(expression, WEEKS)) yield midnight - offset
}

/** When a minute of the day, in UTC, comes on the local day that begins at an instant. */
export function minuteOn(begin: Instant, minute: number): Instant {
  return begin + ((((minute * MINUTE - begin) % DAY) + DAY) % DAY)
}

function shareOf(expression: CronExpression, timezone: string): Omit<Share, 'load'> {
  const offset = offsetAt(timezone, WEEKS.from)
  const minutesOfDay = timesOfDay(expression).map(time => ((time - offset + DAY) % DAY) / MINUTE)
  return { expression, offset, minutesOfDay }
}
