// Zones by name, and what their clocks show: instant to local time, and local time to instant.
import {
  clockText,
  DAY,
  dateText,
  type Instant,
  type LocalTime,
  localTime,
  wallTime,
  weekdayName,
} from './calendar.ts'
import { OTHER_ZONE_NAMES } from './zone-names.ts'
import { firstInstant, offsetAt, periodsBetween } from './zone-offsets.ts'

/**
 * Whether EventBridge Scheduler takes the name: IANA, in IANA's own capitals ("Schedule types in EventBridge
 * Scheduler", time zones; at most 50 characters). Intl alone would also take `pst`, `IST` and `+02:00`.
 */
export function isZone(name: string): boolean {
  if (taken.has(name)) return true
  const isTaken = names().has(name) && isComputable(name)
  if (isTaken) taken.add(name)
  return isTaken
}

/** Asking Intl costs as much as checking a policy, and a repository has few zones; what is no zone is not kept. */
const taken = new Set<string>()

/** Every name that we take, sorted: for "did you mean". */
export function zoneNames(): readonly string[] {
  return [...names()].sort()
}

/** What the zone's clocks show at an instant. */
export function toLocal(instant: Instant, zone: string): LocalTime {
  return localTime(instant + offsetAt(zone, instant))
}

/**
 * The instant of a local time, as EventBridge Scheduler picks it ("Schedule types in EventBridge Scheduler", daylight
 * savings time): of a repeated time the first; `missing` for one that the clocks skip.
 */
export function toInstant(local: Omit<LocalTime, 'weekday'>, zone: string): Instant | 'missing' {
  const wall = wallTime(local)
  const around = periodsBetween(zone, { from: wall - 2 * DAY, to: wall + 2 * DAY })
  return firstInstant(wall, around) ?? 'missing'
}

/** `Sun 2026-11-22 01:00`, in the zone. */
export function localText(instant: Instant, zone: string): string {
  return localTimeText(toLocal(instant, zone))
}

/** `Sun 2026-11-22 01:00`. */
export function localTimeText(local: LocalTime): string {
  return `${weekdayName(local.weekday)} ${dateText(local)} ${clockText(local)}`
}

let allNames: ReadonlySet<string> | undefined

function names(): ReadonlySet<string> {
  allNames ??= new Set([...Intl.supportedValuesOf('timeZone'), ...OTHER_ZONE_NAMES])
  return allNames
}

/** A name newer than this Node's copy of the tz database cannot be computed with, so it cannot be promised. */
function isComputable(name: string): boolean {
  try {
    offsetAt(name, 0)
    return true
  } catch {
    return false
  }
}
