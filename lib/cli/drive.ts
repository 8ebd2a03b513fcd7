// Virtual time: delivers every due start of a span in its order, and sweeps in every minute in which something can
// change. The local world (real bundles) and `simulate` (the core alone) are driven by the same loop.
import type { SweepReport } from '../run/track.ts'
import type { Span } from '../schedule/calendar.ts'
import { type Expression, parseExpression } from '../schedule/expression.ts'
import { occurrences } from '../schedule/occurrences.ts'
import { isProblem } from '../schedule/problem.ts'
import type { Instant, StartSource } from '../start.ts'

/** What is driven. */
export type Host = {
  readonly setNow: (instant: Instant) => void
  /** Hands a start event to `submit`. */
  readonly deliver: (start: unknown) => Promise<void>
  readonly sweep: () => Promise<SweepReport>
  /** The next instant after this one at which a job changes its state. */
  readonly nextChange: (after: Instant) => Instant | undefined
}

export type Drive = {
  readonly sources: readonly StartSource[]
  readonly span: Span
  /** Called before the clock is moved to an instant. */
  readonly onTick?: (instant: Instant) => void
}

const MINUTE = 60_000

/** A job that Commvault never ends is given up by `maxRun`; look at open runs at least this often. */
const PATIENCE = 30 * MINUTE

const NEVER = Number.POSITIVE_INFINITY

/** `maxRun` is a week at most: a run whose end is out of sight after this is a bug, not a slow backup. */
const LONGEST_TAIL = 10 * 24 * 60 * MINUTE

/** Runs the span, and on until every run has ended. */
export async function drive(
  host: Host,
  { sources, span, onTick }: Drive,
  firstSweep: Instant = NEVER,
): Promise<void> {
  const starts = dueStarts(sources, span)
  let due = 0
  let sweepAt = firstSweep
  while (due < starts.length || sweepAt !== NEVER) {
    const startAt = starts[due]?.at ?? NEVER
    const at = Math.min(startAt, sweepAt)
    onTick?.(at)
    host.setNow(at)
    // A sweep first: what has ended makes room for what is due.
    if (sweepAt <= startAt) {
      sweepAt = await sweepOnce(host, at)
    } else {
      for (; starts[due]?.at === at; due++) await host.deliver(startEvent(starts[due]?.source, at))
      sweepAt = Math.min(sweepAt, nextMinute(at))
    }
    if (at > span.to + LONGEST_TAIL) throw new Error('A run of this span does not come to its end.')
  }
}

/** Sweeps from an instant on, until every run has ended. */
export async function driveToTheEnd(host: Host, from: Instant): Promise<void> {
  await drive(host, { sources: [], span: { from, to: from } }, nextMinute(from))
}

/** The starts that EventBridge Scheduler would make, in order; a schedule that is switched off makes none. */
export function dueStarts(
  sources: readonly StartSource[],
  span: Span,
): { readonly at: Instant; readonly source: StartSource }[] {
  return sources
    .filter(({ pause }) => pause === undefined || pause.until !== undefined)
    .flatMap(source => occurrencesOf(source, span).map(at => ({ at, source })))
    .toSorted((a, b) => a.at - b.at || (a.source.name < b.source.name ? -1 : 1))
}

/** The occurrences of a source, within its own start and end dates. */
export function occurrencesOf(source: StartSource, { from, to }: Span): readonly Instant[] {
  return occurrences(expressionOf(source), source.timezone, {
    from: Math.max(from, source.startDate === undefined ? from : Date.parse(source.startDate)),
    to: Math.min(to, source.endDate === undefined ? to : Date.parse(source.endDate)),
  })
}

/** A compiled source carries only expressions that our compiler wrote. */
export function expressionOf({ name, expression }: StartSource): Expression {
  const parsed = parseExpression(expression)
  if (isProblem(parsed))
    throw new Error(`Source ${name} was compiled to ${expression}: ${parsed.message}`)
  return parsed
}

/** One sweep; returns when the next one is worth while. */
async function sweepOnce(host: Host, at: Instant): Promise<Instant> {
  const { open, unsettled } = await host.sweep()
  if (open === 0) return NEVER
  if (unsettled > 0) return nextMinute(at)
  const change = Math.min(host.nextChange(at) ?? NEVER, at + PATIENCE)
  return Math.max(nextMinute(at), Math.ceil(change / MINUTE) * MINUTE)
}

const nextMinute = (at: Instant) => Math.floor(at / MINUTE) * MINUTE + MINUTE

function startEvent(source: StartSource | undefined, at: Instant) {
  return { version: 1, source: source?.name, scheduledTime: new Date(at).toISOString() }
}
