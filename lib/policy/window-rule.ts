// A start outside of its own window is missed every time, and told as missed at night: better told now.
import { type Instant, MINUTE } from '../schedule/calendar.ts'
import { isInClockSpan } from '../schedule/clock-span.ts'
import { type DailyWindow, isInWindow, renderDailyWindow } from '../schedule/daily-window.ts'
import { timesOfDay } from '../schedule/local-starts.ts'
import { occurrences } from '../schedule/occurrences.ts'
import { localText } from '../schedule/zone.ts'
import type { Scheduled } from './effective-schedule.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'

export const outsideWindow: Rule = function* ({ policies }) {
  for (const effective of policies) {
    for (const one of effective.scheduled) {
      const { window } = one.schedule.terms
      if (window === undefined || isWhollyInside(one, window)) continue
      const { schedule, isOnce } = one
      const { outside, count } = startsOutside(one, window)
      const [first] = outside
      if (first === undefined) continue
      const name = `${effective.policy.name}.${schedule.name}`
      const text = renderDailyWindow(window)
      const when = `${localText(first, window.timezone)} (${window.timezone})`
      const some = outside.length === count ? `All ${count}` : `${outside.length} of the ${count}`
      const message = isOnce
        ? `${name} is due on ${when}, outside of its window ${text}: it would be missed`
        : `${some} starts a year of ${name} are due outside of its window ${text}, as on ${when}: they would be missed`
      const fix = one.isInterval
        ? `write between: ${text} in place of window`
        : `start inside of ${text}, or widen the window`
      yield diagnoseAt(
        { code: 'outside-window', message, fix },
        keyOf(effective, schedule, 'window'),
      )
    }
  }
}

/** Where schedule and window have one clock, the times of day tell it without a calendar. */
function isWhollyInside({ expression, schedule }: Scheduled, window: DailyWindow): boolean {
  if (expression.kind === 'at' || schedule.timezone !== window.timezone) return false
  return timesOfDay(expression).every(time => isInClockSpan(window, time / MINUTE))
}

type Outside = { readonly outside: readonly Instant[]; readonly count: number }

function startsOutside({ expression, schedule, isOnce }: Scheduled, window: DailyWindow): Outside {
  const { from, to, timezone } = window
  const key = [schedule.expression, schedule.timezone, from, to, timezone].join(' ')
  const known = found.get(key)
  if (known !== undefined) return known
  const starts = occurrences(expression, schedule.timezone, isOnce ? ALWAYS : REFERENCE_YEAR)
  const outside = starts.filter(start => !isInWindow(window, start))
  const result = { outside, count: starts.length }
  found.set(key, result)
  return result
}

/** Always the same: what is said of a policy must not depend on today. */
const REFERENCE_YEAR = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }
const ALWAYS = { from: 0, to: Date.UTC(2200, 0) }

const found = new Map<string, Outside>()
