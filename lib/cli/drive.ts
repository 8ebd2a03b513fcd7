// Virtual time: delivers every due start of a span in its order, and sweeps in every minute in which something can
// change. The local world (real bundles) and `simulate` (the core alone) are driven by the same loop.
import { MINUTE, type Span } from '../schedule/calendar.ts'
import { dueBetween } from '../schedule/timetable.ts'
import {
  type Instant,
  isoText,
  isScheduleSource,
  type ScheduleSource,
  type StartSource,
} from '../start.ts'
import type { SweepReport } from '../track/track.ts'

/** What is driven. */
export type Host = {
  readonly setNow: (instant: Instant) => void
  /** Hands a start event to `submit`. */
  readonly deliver: (start: unknown) => Promise<void>
  readonly sweep: () => Promise<SweepReport>
  /** The next instant after this one at which a job changes its state. */
  readonly nextChange: (after: Instant) => Instant | undefined
}

/** Something else that happens in a span, such as an event on the default bus. */
export type Happening = { readonly at: Instant; readonly happen: () => Promise<void> }

type Drive = {
  readonly sources: readonly StartSource[]
  readonly span: Span
  readonly happenings?: readonly Happening[]
  /** Where starts may go undelivered: sweeps also for those that never came, and when nothing is open. */
  readonly watch?: boolean
  /** Called before the clock is moved to an instant. */
  readonly onTick?: (instant: Instant) => void
}

/** A job that Commvault never ends is given up by `maxRun`; look at open runs at least this often. */
const PATIENCE = 30 * MINUTE

/** How long after a span the watch goes on: what fell due at its end has been looked for by then. */
export const WATCH_AFTER = 10 * MINUTE

const NEVER = Number.POSITIVE_INFINITY

/** `maxRun` is a week at most: a run that is swept every minute for longer is a bug, not a slow backup. */
const LONGEST_TAIL = 10 * 24 * 60

/** Runs the span, and on until every run has ended. */
export async function drive(
  host: Host,
  { sources, span, happenings = [], watch = false, onTick }: Drive,
  // The first sweep of a watch is where it begins: what was due before then is nobody's.
  firstSweep: Instant = watch ? span.from : NEVER,
): Promise<void> {
  const agenda = [...dueStarts(sources, span).map(start => startOf(host, start)), ...happenings]
    // Stable: of one instant, schedules first.
    .toSorted((a, b) => a.at - b.at)
  let done = 0
  let sweepAt = firstSweep
  let sweepsAfter = 0
  while (done < agenda.length || sweepAt !== NEVER) {
    const nextAt = agenda[done]?.at ?? NEVER
    const at = Math.min(nextAt, sweepAt)
    onTick?.(at)
    host.setNow(at)
    // A sweep first: what has ended makes room for what is due.
    if (sweepAt <= nextAt) {
      const report = await host.sweep()
      const watchAt = watch && at < span.to + WATCH_AFTER ? watchesAt(report, at) : NEVER
      sweepAt = Math.min(sweepsAt(host, report, at), watchAt)
    } else {
      for (; agenda[done]?.at === at; done++) await agenda[done]?.happen()
      sweepAt = Math.min(sweepAt, nextMinute(at))
    }
    if (at > span.to && ++sweepsAfter > LONGEST_TAIL) {
      throw new Error('A run of this span does not come to its end.')
    }
  }
}

/** Sweeps from an instant on, until every run has ended. */
export async function driveToTheEnd(host: Host, from: Instant): Promise<void> {
  await drive(host, { sources: [], span: { from, to: from } }, nextMinute(from))
}

export type DueStart = { readonly at: Instant; readonly source: ScheduleSource }

/** The starts that EventBridge Scheduler would make, in order; a schedule that is switched off makes none. */
export function dueStarts(sources: readonly StartSource[], span: Span): readonly DueStart[] {
  return sources
    .filter(isScheduleSource)
    .filter(({ pause }) => pause === undefined || pause.until !== undefined)
    .flatMap(source => dueBetween(source, span).map(at => ({ at, source })))
    .toSorted((a, b) => a.at - b.at || (a.source.name < b.source.name ? -1 : 1))
}

/** When the next sweep is worth while for what is open. */
function sweepsAt(host: Host, { open, unsettled, wakesAt }: SweepReport, at: Instant): Instant {
  if (open === 0) return NEVER
  if (unsettled > 0 && wakesAt === undefined) return nextMinute(at)
  // Whatever is deferred is asleep until then; a job of which nothing was heard is looked at now and again.
  const inFlight = open > unsettled ? Math.min(host.nextChange(at) ?? NEVER, at + PATIENCE) : NEVER
  return minuteOf(Math.min(inFlight, wakesAt ?? NEVER), at)
}

/** Likewise for what is not there and should be. */
function watchesAt({ watch }: SweepReport, at: Instant): Instant {
  return minuteOf(watch?.watchAt ?? NEVER, at)
}

/** The minute of an instant, and not this one again. */
const minuteOf = (instant: Instant, at: Instant) =>
  Math.max(nextMinute(at), Math.ceil(instant / MINUTE) * MINUTE)

const nextMinute = (at: Instant) => Math.floor(at / MINUTE) * MINUTE + MINUTE

/** As EventBridge Scheduler hands it to `submit`. */
export function startEvent({ name }: ScheduleSource, at: Instant) {
  return { version: 1, source: name, scheduledTime: isoText(at) }
}

function startOf(host: Host, { at, source }: DueStart): Happening {
  return { at, happen: () => host.deliver(startEvent(source, at)) }
}
