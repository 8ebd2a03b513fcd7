// When the clocks of the schedules are set, and which starts are lost by it.
import { compare } from '../policy/order.ts'
import { clockText, dateText, type Instant, localTime, type Span } from '../schedule/calendar.ts'
import { lifeOf } from '../schedule/recovery-points.ts'
import { type SkippedStart, skippedBetween } from '../schedule/skipped.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { localTimeText } from '../schedule/zone.ts'
import { changesBetween } from '../schedule/zone-offsets.ts'
import { isoText } from '../start.ts'
import type { ClockChange } from './outlook.ts'
import type { Side } from './side.ts'
import { type TimedSchedule, timedSchedules } from './timed.ts'

/** By instant, then by zone. An interval loses nothing: it goes on when the hour is over that was not there. */
export function clockChanges(side: Side, span: Span): readonly ClockChange[] {
  const schedules = timedSchedules(side)
  const zones = [...new Set(schedules.map(({ source }) => source.timezone))]
  const lost = lostStarts(schedules, span)
  return zones
    .flatMap(timezone =>
      changesBetween(timezone, span).map(({ at, before, after }) => ({
        timezone,
        at: isoText(at),
        direction: after > before ? ('forward' as const) : ('back' as const),
        from: wallText(at + before),
        to: wallText(at + after),
        skipped: lost.get(placeOf(timezone, at)) ?? [],
      })),
    )
    .sort((a, b) => compare(a.at, b.at) || compare(a.timezone, b.timezone))
}

type Lost = ClockChange['skipped'][number]

/** By zone and change, and in the order of the schedules. */
function lostStarts(schedules: readonly TimedSchedule[], span: Span): ReadonlyMap<string, Lost[]> {
  const known = new Map<string, readonly SkippedStart[]>()
  const changes = new Map<string, Lost[]>()
  for (const { source, time } of schedules) {
    const { name, expression, timezone, phrase } = source
    if (timezone === 'UTC' || phrase.startsWith('every ')) continue
    const key = `${expression} ${timezone}`
    const skipped = known.get(key) ?? skippedBetween(expressionOf(source), timezone, span)
    known.set(key, skipped)
    const life = lifeOf(time)
    for (const { local, gap } of skipped) {
      if (gap.at < life.from || gap.at >= life.to) continue
      const place = placeOf(timezone, gap.at)
      const start = { source: name, local: localTimeText(local) }
      const others = changes.get(place)
      if (others === undefined) changes.set(place, [start])
      else others.push(start)
    }
  }
  return changes
}

function placeOf(timezone: string, at: Instant): string {
  return `${timezone} ${at}`
}

function wallText(wall: number): string {
  const local = localTime(wall)
  return `${dateText(local)} ${clockText(local)}`
}
