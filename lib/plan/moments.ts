// The moments at which a schedule is due within its bounds, and those that the clocks skip.
import { DAY, type Span } from '../schedule/calendar.ts'
import type { Expression } from '../schedule/expression.ts'
import { occurrences } from '../schedule/occurrences.ts'
import { skippedBetween } from '../schedule/skipped.ts'
import { boundsOf, expressionOf } from '../schedule/timetable.ts'
import { localText, localTimeText } from '../schedule/zone.ts'
import type { Instant, ScheduleSource } from '../start.ts'

type Moment = {
  /** Of a local time that does not exist: when the clocks go over it. */
  readonly at: Instant
  /** `Sun 2027-03-28 02:00`, in the schedule's zone. */
  readonly local: string
  readonly exists: boolean
}

/** EventBridge Scheduler knows years up to 2199. */
const LAST = Date.UTC(2200, 0)

/** From an instant on, ascending; as many as are taken. */
export function* momentsFrom(source: ScheduleSource, at: Instant): Generator<Moment> {
  const expression = expressionOf(source)
  const bounds = boundsOf(source)
  const end = Math.min(bounds.to, LAST)
  let from = Math.max(bounds.from, at)
  // A dense schedule is asked for a few days, a sparse one for more and more.
  for (let days = 2; from < end; days = Math.min(days * 2, 366)) {
    const span = { from, to: Math.min(from + days * DAY, end) }
    yield* momentsIn(expression, source.timezone, span)
    from = span.to
  }
}

function momentsIn(expression: Expression, zone: string, span: Span): Moment[] {
  const due = occurrences(expression, zone, span).map(at => ({
    at,
    local: localText(at, zone),
    exists: true,
  }))
  const skipped = skippedBetween(expression, zone, span).map(({ local, gap }) => ({
    at: gap.at,
    local: localTimeText(local),
    exists: false,
  }))
  return [...due, ...skipped].sort((a, b) => a.at - b.at)
}
