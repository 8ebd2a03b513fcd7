// More starts in one minute than a CommCell, or one client of it, can take before they are too late.
import { DAY, type Instant, MINUTE } from '../schedule/calendar.ts'
import { localText } from '../schedule/zone.ts'
import type { CommCell } from '../start.ts'
import type { Target } from '../target.ts'
import type { Diagnostic } from './diagnostic.ts'
import {
  AT_LEAST,
  countedBy,
  daysOf,
  type Load,
  minuteOn,
  type Share,
  sharesOf,
  sum,
} from './due-load.ts'
import { diagnoseAt } from './origin.ts'
import { type Rule, type RuleContext, zoneOf } from './rule.ts'
import { timeText } from './wording.ts'

/** The worst minute of each CommCell, and of each the client with the worst minute. */
export const hotMinute: Rule = function* ({ environment, policies }) {
  const all = countedBy(policies, ({ commcell }) => commcell)
  for (const cell of Object.values(environment.commcells)) {
    const hot = hottest(sharesOf(all.get(cell.name) ?? []), cell.maxInFlight)
    if (hot !== undefined) yield told(hot, capOf(cell))
    const ofClient = hottestClient(cell, policies)
    if (ofClient !== undefined) yield ofClient
  }
}

/** How many may be open at once, of what, and by which key. */
type Cap = {
  readonly of: string
  readonly most: number
  readonly key: string
  /** The CommCell that has the key. */
  readonly on: string
}

const capOf = ({ name, maxInFlight }: CommCell): Cap => ({
  of: `CommCell ${name}`,
  most: maxInFlight,
  key: 'maxInFlight',
  on: name,
})

type Hot = Load & { readonly at: Instant }

function told(
  { at, starts, minutes, patience, heaviest }: Hot,
  { of, most, key, on }: Cap,
): Diagnostic {
  const zone = zoneOf(heaviest.policy)
  const lasts = timeText((minutes / most) * 60)
  const message = `${starts} backups are due on ${of} at ${localText(at, zone)} (${zone}), which takes ${most} at once (${key}): even at ${AT_LEAST.data} minutes for data and ${AT_LEAST.log} for logs that lasts ${lasts}, longer than any of them may wait (startWithin ${timeText(patience * 60)})`
  const fix = `spread them (spread, or offset for an interval), or raise ${key} of ${on}`
  return diagnoseAt({ code: 'hot-minute', message, fix }, heaviest.schedule.origin)
}

function hottestClient(cell: CommCell, policies: RuleContext['policies']): Diagnostic | undefined {
  const most = cell.maxInFlightPerClient
  if (most === undefined) return undefined
  const clients = countedBy(policies, target =>
    target.commcell === cell.name ? clientOf(target) : undefined,
  )
  let worst: { readonly hot: Hot; readonly client: string } | undefined
  for (const [client, counted] of clients) {
    const hot = hottest(sharesOf(counted), most)
    if (hot !== undefined && hot.minutes > (worst?.hot.minutes ?? 0)) worst = { hot, client }
  }
  if (worst === undefined) return undefined
  const of = `client ${worst.client} of CommCell ${cell.name}`
  return told(worst.hot, { of, most, key: 'maxInFlightPerClient', on: cell.name })
}

/** By number for SQL Server, by name for Oracle, as the caps are counted. */
function clientOf(target: Target): string {
  return target.app === 'sqlserver' ? `${target.clientId}` : target.clientName.trim().toLowerCase()
}

/** Only minutes of the day in which all schedules together would be too many, were they all due daily, are looked at. */
function hottest(shares: readonly Share[], most: number): Hot | undefined {
  let patience = Number.POSITIVE_INFINITY
  let minutes = 0
  for (const { load } of shares) {
    patience = Math.min(patience, load.patience)
    minutes += load.minutes
  }
  const least = patience * most
  if (minutes <= least) return undefined
  const daily = new Float64Array(DAY / MINUTE)
  for (const share of shares) {
    for (const minute of share.minutesOfDay) daily[minute] = at(daily, minute) + share.load.minutes
  }
  const candidates = [...daily.keys()].filter(minute => at(daily, minute) > least)
  let worst: Hot | undefined
  for (const minute of candidates.sort((a, b) => at(daily, b) - at(daily, a))) {
    if (at(daily, minute) <= (worst?.minutes ?? 0)) break
    for (const hot of dueAt(minute, shares)) {
      const isTooMuch = hot.minutes > hot.patience * most
      if (isTooMuch && hot.minutes > (worst?.minutes ?? 0)) worst = hot
    }
  }
  return worst
}

const at = (numbers: Float64Array, index: number) => numbers[index] ?? 0

/** What is due at a minute of the day, on each of the days. */
function dueAt(minute: number, shares: readonly Share[]): readonly Hot[] {
  const days = new Map<Instant, Load>()
  for (const share of shares.filter(({ minutesOfDay }) => minutesOfDay.includes(minute))) {
    for (const begin of daysOf(share)) {
      const start = minuteOn(begin, minute)
      const others = days.get(start)
      days.set(start, others === undefined ? share.load : sum(others, share.load))
    }
  }
  return [...days].map(([start, load]) => ({ ...load, at: start }))
}
