// Two levels of one policy that fall on the same minute: the stronger one starts, the weaker one is skipped.
import { isDueAt } from '../schedule/due.ts'
import { fateOf } from '../schedule/fate.ts'
import {
  type Instant,
  isScheduleSource,
  type PolicySources,
  type ScheduleSource,
  type StartSource,
} from '../start.ts'

/** The schedule that a start has to yield to; undefined when none is due in this minute, or none of those will start. */
export function strongerStart(
  policy: PolicySources,
  source: StartSource,
  { target, at }: { readonly target: string; readonly at: Instant },
): string | undefined {
  if (!isScheduleSource(source)) return undefined
  return policy.sources
    .filter(isScheduleSource)
    .filter(({ name, targets }) => source.yieldsTo.includes(name) && targets.includes(target))
    .find(other => isDue(other, at) && starts(other, at))?.name
}

function isDue({ expression, timezone, startDate, endDate }: ScheduleSource, at: Instant): boolean {
  const isBounded =
    (startDate !== undefined && at < Date.parse(startDate)) ||
    (endDate !== undefined && at >= Date.parse(endDate))
  return !isBounded && isDueAt(expression, timezone, at)
}

/** One that is paused, outside of its window or in a blackout leaves the minute to the weaker. */
function starts({ terms, pause }: ScheduleSource, at: Instant): boolean {
  return fateOf(at, { ...terms, ...(pause && { pause }) }).kind === 'starts'
}
