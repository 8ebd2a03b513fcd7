// The load of every CommCell and of the clients that it is about, hour by hour, against what they let through.
import { compare } from '../policy/order.ts'
import type { CommCell } from '../start.ts'
import type { Target } from '../target.ts'
import type { BeforeAfter } from './figures.ts'
import { hourlyIn } from './hourly.ts'
import { hoursOf, type NowIn } from './hours.ts'
import type { BusiestHour, Caps, ClientLoad, CommCellLoad } from './outlook.ts'
import type { Side } from './side.ts'
import { busiestOf, type Fortnight, noWork, workAt } from './work.ts'

/** A longer list nobody reads. */
const MOST_CLIENTS = 50

/** Without a side before, it is compared with itself. */
export function loadOf(
  before: Side | undefined,
  after: Side,
  at: NowIn,
): { readonly load: readonly CommCellLoad[]; readonly clients: readonly ClientLoad[] } {
  const hours = hoursOf(at)
  const fortnight = { hours, hourly: hourlyIn(hours) }
  const sides = { before: before ?? after, after }
  return { load: cellLoads(sides, fortnight), clients: clientLoads(sides, fortnight) }
}

function cellLoads(sides: BeforeAfter<Side>, fortnight: Fortnight): readonly CommCellLoad[] {
  const placeOf = ({ commcell }: Target) => commcell
  const works = both(sides, side => workAt(side, { ...fortnight, placeOf }))
  const { hours } = fortnight
  return [...cellsOf(sides).values()]
    .sort((a, b) => compare(a.name, b.name))
    .map(cell => {
      const work = works.after.get(cell.name) ?? noWork(hours)
      return {
        commcell: cell.name,
        caps: capsOf(cell),
        starts: [...work.starts],
        minutes: [...work.minutes],
        busiest: both(works, places => busiestOf(places.get(cell.name), hours)),
      }
    })
}

function clientLoads(sides: BeforeAfter<Side>, fortnight: Fortnight): readonly ClientLoad[] {
  const works = both(sides, side => workAt(side, { ...fortnight, placeOf: clientPlace }))
  const cells = cellsOf(sides)
  const loads: ClientLoad[] = []
  for (const [place, { commcell, client }] of clientsOf(sides)) {
    const { maxInFlight = 0, maxInFlightPerClient = maxInFlight } = cells.get(commcell) ?? {}
    const busiest = both(works, places => busiestOf(places.get(place), fortnight.hours))
    const isOver = (busiest.after?.minutes ?? 0) > 60 * maxInFlightPerClient
    if (!isOver && isSame(busiest)) continue
    loads.push({ commcell, client, maxInFlight: maxInFlightPerClient, busiest })
  }
  return loads.sort(byWork).slice(0, MOST_CLIENTS)
}

function both<T, U>({ before, after }: BeforeAfter<T>, of: (one: T) => U): BeforeAfter<U> {
  const ofAfter = of(after)
  return { before: before === after ? ofAfter : of(before), after: ofAfter }
}

/** As they are now; of those that are gone, as they were. */
function cellsOf({ before, after }: BeforeAfter<Side>): ReadonlyMap<string, CommCell> {
  const cells = { ...before.environment?.commcells, ...after.environment?.commcells }
  return new Map(Object.entries(cells))
}

function capsOf({ maxInFlight, maxInFlightPerClient, limits }: CommCell): Caps {
  return {
    maxInFlight,
    ...(maxInFlightPerClient === undefined ? {} : { maxInFlightPerClient }),
    ...(limits === undefined ? {} : { writesPerHour: limits.writesPerHour }),
  }
}

/** By number for SQL Server, by name for Oracle, as the caps are counted. */
function clientPlace(target: Target): string {
  const { app, commcell } = target
  return app === 'sqlserver'
    ? `${commcell} #${target.clientId}`
    : `${commcell} ${target.clientName.trim().toLowerCase()}`
}

/** Those that are protected, by place; by the name that is known now. */
function clientsOf({ before, after }: BeforeAfter<Side>) {
  const clients = new Map<string, { readonly commcell: string; readonly client: string }>()
  for (const { targets } of [...before.policies, ...after.policies]) {
    for (const target of targets) {
      const place = clientPlace(target)
      const id = target.app === 'sqlserver' ? String(target.clientId) : target.clientName
      const client = target.clientName ?? clients.get(place)?.client ?? id
      clients.set(place, { commcell: target.commcell, client })
    }
  }
  return clients
}

function isSame({ before, after }: ClientLoad['busiest']): boolean {
  const textOf = (hour: BusiestHour | null) => `${hour?.at} ${hour?.starts} ${hour?.minutes}`
  return textOf(before) === textOf(after)
}

function byWork(a: ClientLoad, b: ClientLoad): number {
  const minutes = ({ busiest }: ClientLoad) => busiest.after?.minutes ?? 0
  const were = ({ busiest }: ClientLoad) => busiest.before?.minutes ?? 0
  return (
    minutes(b) - minutes(a) ||
    were(b) - were(a) ||
    compare(a.commcell, b.commcell) ||
    compare(a.client, b.client)
  )
}
