// Between which dates a schedule starts, and whether something is paused: local dates of the policy's zone, as instants.
import type { Instant } from '../schedule/calendar.ts'
import { parseLocalDateTime } from '../schedule/local.ts'
import { isProblem } from '../schedule/problem.ts'
import { isZone, toInstant } from '../schedule/zone.ts'
import { isoText, type Pause } from '../start.ts'
import type { Flaw } from './codes.ts'
import type { Merged } from './layers.ts'
import type { MergedPolicy, MergedSchedule } from './merge.ts'
import type { Origin, Report } from './origin.ts'
import type { PolicySchedule } from './policy.ts'
import type { Pause as WrittenPause } from './policy-schema.ts'
import { noTimezone } from './when.ts'

type Context = { readonly merged: MergedPolicy; readonly report: Report }

export function boundsOf(
  { values, originOf }: MergedSchedule,
  context: Context,
): Pick<PolicySchedule, 'startDate' | 'endDate'> {
  const start = instantAt(values.startDate, originOf('startDate'), context)
  const end = instantAt(values.endDate, originOf('endDate'), context)
  if (start !== undefined && end !== undefined && end <= start) {
    context.report(NEVER, originOf('endDate'))
  }
  return {
    ...(start === undefined ? {} : { startDate: isoText(start) }),
    ...(end === undefined ? {} : { endDate: isoText(end) }),
  }
}

/**
 * Presence pauses. Of several pauses (the policy's, the schedule's) the one that lasts longest counts. Unreadable where
 * nobody knows for how long.
 */
export function longestPause(
  paused: readonly Merged<{ readonly pause?: WrittenPause | undefined }>[],
  context: Context,
): Pause | undefined | 'unreadable' {
  let longest: (WrittenPause & { readonly end: Instant }) | undefined
  for (const { values, originOf, isMistaken } of paused) {
    const { pause } = values
    const until = instantAt(pause?.until, originOf('pause', 'until'), context)
    const isLost = pause?.until !== undefined && until === undefined
    if (isLost || isMistaken('pause')) return 'unreadable'
    const end = until ?? Number.POSITIVE_INFINITY
    if (pause !== undefined && (longest === undefined || end > longest.end)) {
      longest = { ...pause, end }
    }
  }
  if (longest === undefined) return undefined
  const { reason, by, end } = longest
  return { reason, by, ...(end === Number.POSITIVE_INFINITY ? {} : { until: isoText(end) }) }
}

const NEVER: Flaw = {
  code: 'date-invalid',
  message: '"endDate" is not after "startDate": this schedule would never start',
  fix: 'correct one of them',
}

/** Undefined without a text, and for one that is wrong, which is told. */
function instantAt(
  text: string | undefined,
  origin: Origin,
  { merged, report }: Context,
): Instant | undefined {
  if (text === undefined) return undefined
  const { timezone } = merged.values
  if (timezone === undefined) {
    return void report(noTimezone(String(origin.path.at(-1))), origin)
  }
  const instant = instantIn(text, timezone)
  return typeof instant === 'object' ? void report(instant, origin) : instant
}

/**
 * A local date and time as an instant, or why it is none: the clocks skip it. Undefined when one of the two is against
 * its own law, which is told where it is written.
 */
export function instantIn(text: string, timezone: string): Instant | Flaw | undefined {
  const local = parseLocalDateTime(text)
  if (isProblem(local) || !isZone(timezone)) return undefined
  const instant = toInstant(local, timezone)
  if (instant !== 'missing') return instant
  const message = `${text} does not exist in ${timezone}: the clocks go forward over it`
  return { code: 'date-invalid', message, fix: 'write a time an hour later' }
}
