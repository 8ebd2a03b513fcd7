// What is paused now, and the starts of a fortnight that it takes.
import { compare } from '../policy/order.ts'
import type { Span } from '../schedule/calendar.ts'
import { isPausedAt, isScheduleSource, type Pause } from '../start.ts'
import type { BeforeAfter } from './figures.ts'
import type { PauseAhead } from './outlook.ts'
import type { Side } from './side.ts'
import { instantsOf } from './starts.ts'
import { type TimedSchedule, timedSchedules } from './timed.ts'

/** By source. A pause is new where the base has none that lasts as long. */
export function pausesAhead(
  { before, after }: BeforeAfter<Side>,
  span: Span,
): readonly PauseAhead[] {
  const ends = new Map(before.plan.sources.map(({ name, pause }) => [name, endOf(pause)]))
  const schedules = new Map(timedSchedules(after).map(one => [one.source.name, one]))
  const counted = new Map<string, number>()
  return after.plan.sources
    .flatMap(source => {
      const { name, pause } = source
      if (!isPausedAt(pause, span.from)) return []
      const schedule = isScheduleSource(source) ? schedules.get(name) : undefined
      const key = schedule?.meaning ?? ''
      const skipped = counted.get(key) ?? (schedule === undefined ? 0 : takenFrom(schedule, span))
      counted.set(key, skipped)
      const isNew = endOf(pause) > (ends.get(name) ?? Number.NEGATIVE_INFINITY)
      return [{ source: name, ...pause, skipped, isNew }]
    })
    .sort((a, b) => compare(a.source, b.source))
}

function endOf(pause: Pause | undefined): number {
  if (pause === undefined) return Number.NEGATIVE_INFINITY
  return pause.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(pause.until)
}

/** What would be made without the pause. */
function takenFrom(schedule: TimedSchedule, { from, to }: Span): number {
  const { pause, ...terms } = schedule.time.terms
  const end = pause?.until === undefined ? to : Math.min(to, Date.parse(pause.until))
  const unpaused = { ...schedule, time: { ...schedule.time, terms } }
  return instantsOf(unpaused, { from, to: end }).length
}
