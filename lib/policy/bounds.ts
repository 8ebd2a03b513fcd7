// Between which dates a schedule starts, and whether it is paused: local dates of the policy's zone, as instants.
import type { Instant } from '../schedule/calendar.ts'
import { parseLocalDateTime } from '../schedule/local.ts'
import { isProblem } from '../schedule/problem.ts'
import { isZone, toInstant } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import type { Merged, MergedPolicy, MergedSchedule } from './merge.ts'
import type { Origin, Report } from './origin.ts'
import type { PolicySchedule } from './policy.ts'
import type { Pause } from './schema.ts'
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
    ...(start === undefined ? {} : { startDate: isoOf(start) }),
    ...(end === undefined ? {} : { endDate: isoOf(end) }),
  }
}

/** Presence pauses. Of several pauses (the policy's, the schedule's) the one that lasts longest counts. */
export function longestPause(
  paused: readonly Merged<{ readonly pause?: Pause | undefined }>[],
  context: Context,
): PolicySchedule['pause'] {
  const pauses = paused.flatMap(({ values: { pause }, originOf }) => {
    if (pause === undefined) return []
    const { text, path } = originOf('pause')
    const until = instantAt(pause.until, { text, path: [...path, 'until'] }, context)
    return [{ ...pause, end: until ?? Number.POSITIVE_INFINITY }]
  })
  const [longest] = pauses.toSorted((a, b) => b.end - a.end)
  if (longest === undefined) return undefined
  const { reason, by, end } = longest
  return { reason, by, ...(end === Number.POSITIVE_INFINITY ? {} : { until: isoOf(end) }) }
}

const NEVER: Flaw = {
  code: 'date-invalid',
  message: '"endDate" is not after "startDate": this schedule would never start',
  fix: 'correct one of them',
}

/** Undefined without a text, and for one that is against its own law, which is told where it is written. */
function instantAt(
  text: string | undefined,
  origin: Origin,
  { merged, report }: Context,
): Instant | undefined {
  const local = text === undefined ? undefined : parseLocalDateTime(text)
  if (local === undefined || isProblem(local)) return undefined
  const { timezone } = merged.values
  if (timezone === undefined) {
    return void report(noTimezone(String(origin.path.at(-1))), origin)
  }
  if (!isZone(timezone)) return undefined
  const instant = toInstant(local, timezone)
  if (instant !== 'missing') return instant
  const message = `${text} does not exist in ${timezone}: the clocks go forward over it`
  return void report({ code: 'date-invalid', message, fix: 'write a time an hour later' }, origin)
}

/** To the second, as EventBridge Scheduler reads and our events write. */
function isoOf(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}
