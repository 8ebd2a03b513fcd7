// A span of every day's clock, such as `22:00-05:00`: outside of it a start is not allowed.
import { DAY, type Instant, MINUTE } from './calendar.ts'
import {
  type ClockSpan,
  clockSpanProblem,
  isInClockSpan,
  parseClockSpan,
  renderClockSpan,
} from './clock-span.ts'
import type { Problem } from './problem.ts'
import { offsetAt } from './zone-offsets.ts'

/** Plain data: it is shipped with the compiled sources. */
export type DailyWindow = {
  /** Minutes after local midnight, from inclusive, to exclusive. A `to` that is not after `from` is of the next day. */
  readonly from: number
  readonly to: number
  readonly timezone: string
}

export function parseDailyWindow(text: string): ClockSpan | Problem {
  const token = { text, at: 0 }
  return (
    parseClockSpan(text) ??
    clockSpanProblem(token, { code: 'window-invalid', example: '22:00-05:00' })
  )
}

/** `22:00-05:00`. */
export function renderDailyWindow(window: ClockSpan): string {
  return renderClockSpan(window)
}

/**
 * What the clocks show at an instant decides, and nothing else: an hour that comes twice is inside both times or
 * neither, and one that the clocks skip is missing from the window.
 */
export function isInWindow(window: DailyWindow, at: Instant): boolean {
  const wall = at + offsetAt(window.timezone, at)
  return isInClockSpan(window, (wall - Math.floor(wall / DAY) * DAY) / MINUTE)
}
