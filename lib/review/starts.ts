// When the schedules of a side start: what forecast says of their due moments, without an object for each of them.
import type { Instant, Span } from '../schedule/calendar.ts'
import { type LimitedTimetable, type MadeStarts, madeStarts } from '../schedule/made-starts.ts'
import type { TimedSchedule } from './timed.ts'

/** Those of which `at` lies in a span: by dates, pauses, windows, blackouts and the policy's own stronger schedules. */
export function startsOf({ time, stronger, bases }: TimedSchedule, span: Span): MadeStarts {
  const made = madeStarts(time, span)
  const [first] = made.due
  const last = made.due.at(-1)
  if (first === undefined || last === undefined) return made
  const punctual = stronger.flatMap(rival => punctualIn(rival, { from: first, to: last + 1 }))
  const isDeferred = made.due !== made.at
  const atEnds = isDeferred ? bases.flatMap(rival => madeStarts(rival, span).at) : []
  if (punctual.length === 0 && atEnds.length === 0) return made
  return without(made, { punctual: new Set(punctual), atEnds: new Set(atEnds) })
}

/** When it starts in a span, ascending, each instant once. */
export function instantsOf(schedule: TimedSchedule, span: Span): readonly Instant[] {
  const { due, at } = startsOf(schedule, span)
  return due === at ? at : at.filter((instant, index) => instant !== at[index - 1])
}

/** Of what is deferred itself nobody takes notice at the minute in which it was due. */
function punctualIn(time: LimitedTimetable, span: Span): readonly Instant[] {
  const { due, at } = madeStarts(time, span)
  return due === at ? due : due.filter((instant, index) => instant === at[index])
}

type Taken = { readonly punctual: ReadonlySet<Instant>; readonly atEnds: ReadonlySet<Instant> }

/** What is deferred is compared with what starts at that end, and not with what was due beside it. */
function without(made: MadeStarts, { punctual, atEnds }: Taken): MadeStarts {
  const [due, at]: [Instant[], Instant[]] = [[], []]
  for (const [index, start] of made.due.entries()) {
    const instant = made.at[index] ?? start
    if ((instant === start ? punctual : atEnds).has(instant)) continue
    due.push(start)
    at.push(instant)
  }
  return { due, at }
}
