// More starts than a Command Center's hourly limit lets through before they are too late: every createTask is a write, and
// those of the last sixty minutes are counted.
import { MINUTE } from '../schedule/calendar.ts'
import { localText } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { countedBy, type Share, sharesOf, WEEKS } from './due-load.ts'
import { type Drained, drained, dueMinutes, HOURS } from './hourly-limit.ts'
import { diagnoseAt } from './origin.ts'
import { type Rule, zoneOf } from './rule.ts'

export const writesOverLimit: Rule = function* ({ environment, policies }) {
  const all = countedBy(policies, ({ commcell }) => commcell)
  for (const { name, limits } of Object.values(environment.commcells)) {
    if (limits === undefined) continue
    const shares = sharesOf(all.get(name) ?? [])
    const { writesPerHour: writes } = limits
    const what = drained(shares, writes)
    const [worst] = [...what.missed].sort(([, a], [, b]) => b - a)
    if (worst === undefined) continue
    const cell = { name, writes }
    yield what.starts > writes * HOURS
      ? tooManyAlways(what, shares, cell)
      : tooManyAt(worst, shares, cell)
  }
}

type Cell = { readonly name: string; readonly writes: number }

function tooManyAlways(
  { starts, missed }: Drained,
  shares: readonly Share[],
  cell: Cell,
): Diagnostic {
  const lost = [...missed.values()].reduce((a, b) => a + b)
  const message = `The schedules on CommCell ${cell.name} start ${Math.round(starts / HOURS)} backups an hour, day and night, and ${allowed(cell)}: about ${Math.round((lost / starts) * 100)} in 100 would be missed`
  const fix = 'start them less often, or agree on more with Commvault and raise writesPerHour'
  const [busiest] = shares.toSorted((a, b) => startsOf(b) - startsOf(a))
  return told({ code: CODE, message, fix }, busiest)
}

function tooManyAt(
  [minute, lost]: readonly [number, number],
  shares: readonly Share[],
  cell: Cell,
): Diagnostic {
  const due = shares.filter(share => [...dueMinutes(share)].includes(minute))
  const [heaviest] = due.toSorted((a, b) => b.load.starts - a.load.starts)
  const starts = due.reduce((count, { load }) => count + load.starts, 0)
  const zone = heaviest === undefined ? 'UTC' : zoneOf(heaviest.load.heaviest.policy)
  const when = localText(WEEKS.from + minute * MINUTE, zone)
  const message = `${starts} backups are due on CommCell ${cell.name} at ${when} (${zone}), and ${allowed(cell)}: ${lost} of them could not start within their startWithin`
  const fix = 'spread them over more hours, or give them a longer startWithin'
  return told({ code: CODE, message, fix }, heaviest)
}

const CODE = 'writes-over-limit'

const allowed = ({ writes }: Cell) =>
  `its limits allow ${writes} createTask calls an hour (writesPerHour)`

function told(flaw: Flaw, share: Share | undefined): Diagnostic {
  if (share === undefined) throw new Error('Starts without a schedule were missed.')
  return diagnoseAt(flaw, share.load.heaviest.schedule.origin)
}

function startsOf(share: Share): number {
  return [...dueMinutes(share)].length * share.load.starts
}
