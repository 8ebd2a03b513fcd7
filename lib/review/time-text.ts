// When a schedule starts, as a text that is equal for schedules of one time.
import type { PolicySchedule } from '../policy/policy.ts'
import { spanText } from './span-text.ts'

/** Without the dates between which it lives. */
export function timeText({ expression, timezone, terms }: PolicySchedule): string {
  const { window, onBlackout, blackouts } = terms
  return [
    expression,
    timezone,
    JSON.stringify(window),
    onBlackout,
    ...blackouts.map(spanText),
  ].join(' ')
}
