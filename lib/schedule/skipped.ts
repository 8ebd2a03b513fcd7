// The starts that will not happen because the clocks go forward over them: for warnings with dates.
import { type Instant, type LocalTime, localTime, SECOND, type Span, wallTime } from './calendar.ts'
import type { Expression } from './expression.ts'
import { dueDays, timesOfDay } from './local-starts.ts'
import { changesBetween } from './zone-offsets.ts'

/** A start that does not exist. */
export type SkippedStart = {
  readonly local: LocalTime
  /** When the clocks go forward, from the first local time that is skipped to the first that is there again. */
  readonly gap: { readonly at: Instant; readonly from: LocalTime; readonly to: LocalTime }
}

/** The starts lost to every clock change in a span, ascending. */
export function skippedBetween(expression: Expression, zone: string, span: Span): SkippedStart[] {
  return changesBetween(zone, span).flatMap(({ at, before, after }) => {
    const gap = { at, from: localTime(at + before), to: localTime(at + after) }
    return wallTimesIn(expression, { from: at + before, to: at + after }).map(wall => ({
      local: localTime(wall),
      gap,
    }))
  })
}

/** Empty for a span that ends before it begins: clocks that go back skip nothing. */
function wallTimesIn(expression: Expression, { from, to }: Span): number[] {
  if (from >= to) return []
  const walls =
    expression.kind === 'at'
      ? [wallTime(expression) + expression.second * SECOND]
      : [...dueDays(expression, { from, to })].flatMap(midnight =>
          timesOfDay(expression).map(time => midnight + time),
        )
  return walls.filter(wall => wall >= from && wall < to)
}
