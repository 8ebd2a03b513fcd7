// The work of a fortnight at each place: how many backups start in each hour, and how long they take at least.
import { AT_LEAST } from '../policy/due-load.ts'
import { isoText } from '../start.ts'
import { familyOf, requestOf, type Target } from '../target.ts'
import { addTo, type Hourly } from './hourly.ts'
import type { Hours } from './hours.ts'
import type { BusiestHour } from './outlook.ts'
import type { Side } from './side.ts'
import { type TimedSchedule, timedSchedules } from './timed.ts'

export type Fortnight = { readonly hours: Hours; readonly hourly: Hourly }

/** One number an hour. */
export type Work = { readonly starts: Uint32Array; readonly minutes: Uint32Array }

/** By place; a target is at one place at most. */
export function workAt(
  side: Side,
  { hours, hourly, placeOf }: Fortnight & { readonly placeOf: (target: Target) => string },
): ReadonlyMap<string, Work> {
  const places = new Map<string, Work>()
  for (const schedule of timedSchedules(side)) {
    const counts = hourly(schedule)
    for (const [place, { starts, minutes }] of oneStart(schedule, placeOf)) {
      const work = places.get(place) ?? noWork(hours)
      places.set(place, work)
      addTo(work.starts, counts, starts)
      addTo(work.minutes, counts, minutes)
    }
  }
  return places
}

export function noWork({ begins }: Hours): Work {
  return { starts: new Uint32Array(begins.length), minutes: new Uint32Array(begins.length) }
}

/** Of those ahead that with the most minutes, the earliest of equals; null where nothing starts. */
export function busiestOf(
  work: Work | undefined,
  { begins, firstAhead }: Hours,
): BusiestHour | null {
  if (work === undefined) return null
  let busiest = firstAhead
  for (const [hour, minutes] of work.minutes.entries()) {
    if (hour >= firstAhead && minutes > (work.minutes[busiest] ?? 0)) busiest = hour
  }
  const [at, starts, minutes] = [begins[busiest], work.starts[busiest], work.minutes[busiest]]
  if (at === undefined || starts === undefined || minutes === undefined || starts === 0) return null
  return { at: isoText(at), starts, minutes }
}

/** What a single start means for each place. */
function oneStart(
  { source, targets }: TimedSchedule,
  placeOf: (target: Target) => string,
): ReadonlyMap<string, { readonly starts: number; readonly minutes: number }> {
  const places = new Map<string, { starts: number; minutes: number }>()
  for (const target of targets) {
    const request = requestOf(source.backup, target)
    if (request === undefined) continue
    const place = placeOf(target)
    const work = places.get(place) ?? { starts: 0, minutes: 0 }
    places.set(place, work)
    work.starts += 1
    work.minutes += AT_LEAST[familyOf(request)]
  }
  return places
}
