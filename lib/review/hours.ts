// The hours of the fortnight that calendars and loads are of.
import { DAY, HOUR, type Instant } from '../schedule/calendar.ts'
import { firstShowing, offsetAt, periodsBetween } from '../schedule/zone-offsets.ts'
import { isoText } from '../start.ts'

/** From when on it is looked ahead, by whose clocks. */
export type NowIn = { readonly now: Instant; readonly timezone: string }

export type Hours = {
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  /** Ascending. Each local day begins one anew; where clocks are set by half an hour, the last of the day is shorter. */
  readonly begins: readonly Instant[]
  /** Index of the first that begins at `now` or later: what came before it is over, or has partly been. */
  readonly firstAhead: number
}

const DAYS = 14

/** From the local midnight before `now`, or from the first instant of that day where the clocks skip it. */
export function hoursOf({ now, timezone }: NowIn): Hours {
  const wall = now + offsetAt(timezone, now)
  const today = Math.floor(wall / DAY) * DAY
  const around = { from: today - 2 * DAY, to: today + (DAYS + 2) * DAY }
  const periods = periodsBetween(timezone, around)
  const midnights = Array.from({ length: DAYS + 1 }, (_, day) =>
    firstShowing(today + day * DAY, periods),
  )
  const begins: Instant[] = []
  for (const [day, midnight] of midnights.slice(0, DAYS).entries()) {
    const end = midnights[day + 1] ?? midnight
    for (let hour = midnight; hour < end; hour += HOUR) begins.push(hour)
  }
  const firstAhead = begins.findIndex(begin => begin >= now)
  return { from: midnights[0] ?? now, to: midnights[DAYS] ?? now, begins, firstAhead }
}

/** As a review writes them. */
export function hourTexts({ begins }: Hours): readonly string[] {
  return begins.map(isoText)
}
