// More starts in one minute than a CommCell can take before they are too late.
import { DAY, type Instant, MINUTE } from '../schedule/calendar.ts'
import type { CronExpression } from '../schedule/expression.ts'
import { dueDays, timesOfDay } from '../schedule/local-starts.ts'
import { localText } from '../schedule/zone.ts'
import { offsetAt } from '../schedule/zone-offsets.ts'
import type { CommCell } from '../start.ts'
import { diagnoseAt } from './origin.ts'
import type { Policy, PolicySchedule } from './policy.ts'
import { type Rule, type RuleContext, zoneOf } from './rule.ts'
import { timeText } from './wording.ts'

/** How long a backup is taken to last at least, in minutes: the note is for what cannot work, not for what may be tight. */
const AT_LEAST = { data: 5, log: 1 } as const

/** The worst minute of each CommCell. */
export const hotMinute: Rule = function* ({ environment, policies }) {
  for (const cell of Object.values(environment.commcells)) {
    const hot = hottest(sharesOf(cell, policies), cell)
    if (hot === undefined) continue
    const { at, starts, minutes, patience, heaviest } = hot
    const zone = zoneOf(heaviest.policy)
    const lasts = timeText((minutes / cell.maxInFlight) * 60)
    const message = `${starts} backups are due on CommCell ${cell.name} at ${localText(at, zone)} (${zone}), which takes ${cell.maxInFlight} at once (maxInFlight): even at ${AT_LEAST.data} minutes for data and ${AT_LEAST.log} for logs that lasts ${lasts}, longer than any of them may wait (startWithin ${timeText(patience * 60)})`
    const fix = `spread them (spread, or offset for an interval), or raise maxInFlight of ${cell.name}`
    yield diagnoseAt({ code: 'hot-minute', message, fix }, heaviest.schedule.origin)
  }
}

/** What is started together on a CommCell. */
type Load = {
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
type Share = {
  readonly expression: CronExpression
  /** Of its zone, in the weeks that are looked at. */
  readonly offset: number
  /** In UTC. */
  readonly minutesOfDay: readonly number[]
  readonly load: Load
}

function sharesOf(cell: CommCell, policies: RuleContext['policies']): readonly Share[] {
  const shares = new Map<string, Share>()
  for (const { policy, scheduled } of policies) {
    const starts = policy.targets.filter(({ commcell }) => commcell === cell.name).length
    for (const { schedule, expression } of starts === 0 ? [] : scheduled) {
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

function shareOf(expression: CronExpression, timezone: string): Omit<Share, 'load'> {
  const offset = offsetAt(timezone, WEEKS.from)
  const minutesOfDay = timesOfDay(expression).map(time => ((time - offset + DAY) % DAY) / MINUTE)
  return { expression, offset, minutesOfDay }
}

function sum(a: Load, b: Load): Load {
  return {
    starts: a.starts + b.starts,
    minutes: a.minutes + b.minutes,
    patience: Math.max(a.patience, b.patience),
    heaviest: b.heaviest.starts > a.heaviest.starts ? b.heaviest : a.heaviest,
  }
}

type Hot = Load & { readonly at: Instant }

/** Only minutes of the day in which all schedules together would be too many, were they all due daily, are looked at. */
function hottest(shares: readonly Share[], { maxInFlight }: CommCell): Hot | undefined {
  let patience = Number.POSITIVE_INFINITY
  for (const { load } of shares) patience = Math.min(patience, load.patience)
  const least = patience * maxInFlight
  const daily = new Float64Array(DAY / MINUTE)
  for (const share of shares) {
    for (const minute of share.minutesOfDay) daily[minute] = at(daily, minute) + share.load.minutes
  }
  const candidates = [...daily.keys()].filter(minute => at(daily, minute) > least)
  let worst: Hot | undefined
  for (const minute of candidates.sort((a, b) => at(daily, b) - at(daily, a))) {
    if (at(daily, minute) <= (worst?.minutes ?? 0)) break
    for (const hot of dueAt(minute, shares)) {
      const isTooMuch = hot.minutes > hot.patience * maxInFlight
      if (isTooMuch && hot.minutes > (worst?.minutes ?? 0)) worst = hot
    }
  }
  return worst
}

const at = (numbers: Float64Array, index: number) => numbers[index] ?? 0

/** Five weeks without a clock change anywhere, always the same ones: from a Monday on. */
const WEEKS = { from: Date.UTC(2027, 0, 4), to: Date.UTC(2027, 0, 4) + 35 * DAY }

/** What is due at a minute of the day, on each of the days. */
function dueAt(minute: number, shares: readonly Share[]): readonly Hot[] {
  const days = new Map<Instant, Load>()
  const due = shares.filter(({ minutesOfDay }) => minutesOfDay.includes(minute))
  for (const { expression, offset, load } of due) {
    for (const midnight of dueDays(expression, WEEKS)) {
      const begin = midnight - offset
      const start = begin + ((((minute * MINUTE - begin) % DAY) + DAY) % DAY)
      const others = days.get(start)
      days.set(start, others === undefined ? load : sum(others, load))
    }
  }
  return [...days].map(([start, load]) => ({ ...load, at: start }))
}
