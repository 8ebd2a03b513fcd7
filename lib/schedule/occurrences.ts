// The instants at which EventBridge Scheduler starts an expression. Its rules, from "Schedule types in EventBridge
// Scheduler", daylight savings time: a local time that does not exist is skipped, one that comes twice starts once, the
// first time. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { DAY, type Instant, SECOND, type Span, type WallTime, wallTime } from './calendar.ts'
import type { AtExpression, CronExpression, Expression } from './expression.ts'
import { dueDays, timesOfDay } from './local-starts.ts'
import { firstInstant, type OffsetPeriod, periodsBetween } from './zone-offsets.ts'

/** The years that EventBridge Scheduler knows, in any zone. */
const FIRST = Date.UTC(1970, 0) - DAY
const LAST = Date.UTC(2200, 0) + DAY

/** All starts in a span, from inclusive, to exclusive, ascending. */
export function occurrences(expression: Expression, zone: string, span: Span): Instant[] {
  const from = Math.max(span.from, FIRST)
  const to = Math.min(span.to, LAST)
  if (from >= to) return []
  return expression.kind === 'at'
    ? onlyStart(expression, zone).filter(start => start >= from && start < to)
    : cronStarts(expression, zone, { from, to })
}

/** The first starts strictly after an instant: as many as are asked for, or fewer where the expression ends. */
export function next(
  expression: Expression,
  zone: string,
  { after, count }: { readonly after: Instant; readonly count: number },
): Instant[] {
  const starts: Instant[] = []
  let from = Math.max(Math.floor(after) + 1, FIRST)
  for (let days = 2; starts.length < count && from < LAST; days *= 2) {
    const to = from + days * DAY
    for (const start of occurrences(expression, zone, { from, to })) starts.push(start)
    from = to
  }
  return starts.slice(0, count)
}

function cronStarts(cron: CronExpression, zone: string, { from, to }: Span): Instant[] {
  const starts: Instant[] = []
  const times = timesOfDay(cron)
  const periods = periodsBetween(zone, { from: from - 2 * DAY, to: to + 2 * DAY })
  // no clock is a day or more from UTC
  for (const midnight of dueDays(cron, { from: from - DAY, to: to + DAY })) {
    const offset = steadyOffset(midnight, periods)
    for (const time of times) {
      const wall = midnight + time
      const start = offset === undefined ? firstInstant(wall, periods) : wall - offset
      if (start !== undefined && start >= from && start < to) starts.push(start)
    }
  }
  return starts
}

/** The offset of a local day on which, and on whose eve and morrow, no clock is set; undefined near a change. */
function steadyOffset(midnight: WallTime, periods: readonly OffsetPeriod[]): number | undefined {
  return periods.find(({ from, to, offset }) => {
    const begin = midnight - offset
    return begin - DAY >= from && begin + 2 * DAY <= to
  })?.offset
}

function onlyStart(at: AtExpression, zone: string): Instant[] {
  const wall = wallTime(at) + at.second * SECOND
  const around = periodsBetween(zone, { from: wall - 2 * DAY, to: wall + 2 * DAY })
  const start = firstInstant(wall, around)
  return start === undefined ? [] : [start]
}
