// Which starts of a schedule time lets be made, and when: what fateOf says of each, found in one sweep over all of them.
import { type BlackoutSpan, blackoutAt, chainBegin, windowsBetween } from './blackout.ts'
import { DAY, type Instant, joined, type Span } from './calendar.ts'
import { isInWindow } from './daily-window.ts'
import type { TimeTerms } from './fate.ts'
import { occurrences } from './occurrences.ts'
import { lifeOf } from './recovery-points.ts'
import { expressionOf, type Timetable } from './timetable.ts'

/** A schedule as it was compiled, with all that keeps it from starting. */
export type LimitedTimetable = Timetable & { readonly terms: TimeTerms<Closing> }

type Closing = { readonly span: BlackoutSpan }

/** Two lists of one length, both ascending. */
export type MadeStarts = {
  readonly due: readonly Instant[]
  /** When it is made: when it is due, or when the blackouts are over that defer it. */
  readonly at: readonly Instant[]
}

/**
 * Those of which `at` lies in a span. Of all that wait for the same end of a blackout the first is made; what is due at
 * that very end is one more at the same instant.
 */
export function madeStarts(timetable: LimitedTimetable, span: Span): MadeStarts {
  const { window, blackouts, onBlackout } = timetable.terms
  if (window === undefined && blackouts.length === 0) {
    const due = dueIn(timetable, span)
    return { due, at: due }
  }
  const from = onBlackout === 'defer' ? chainBegin(blackouts, span.from) : span.from
  const around = { from, to: span.to }
  const candidates = dueIn(timetable, around)
  const closedUntil = closures(blackouts, { around, count: candidates.length })
  const [due, at]: [Instant[], Instant[]] = [[], []]
  /** The end that a start waits for already. */
  let awaited = Number.NEGATIVE_INFINITY
  for (const start of candidates) {
    if (window !== undefined && !isInWindow(window, start)) continue
    const end = closedUntil(start)
    if (end !== undefined) {
      if (onBlackout === 'skip' || start < awaited) continue
      if (window !== undefined && !isInWindow(window, end)) continue
      awaited = end
    }
    const made = end ?? start
    if (made < span.from || made >= span.to) continue
    due.push(start)
    at.push(made)
  }
  return { due, at }
}

function dueIn(timetable: LimitedTimetable, span: Span): readonly Instant[] {
  const life = lifeOf(timetable)
  const from = Math.max(span.from, life.from)
  const to = Math.min(span.to, life.to)
  return from < to ? occurrences(expressionOf(timetable), timetable.timezone, { from, to }) : []
}

/** Until when an instant is closed; undefined where it is open. Asked in ascending order, of instants in the span. */
function closures(
  blackouts: readonly Closing[],
  { around, count }: { readonly around: Span; readonly count: number },
): (at: Instant) => Instant | undefined {
  // A few starts in many years are asked about one by one.
  if (count * RARE < around.to - around.from) return at => blackoutAt(blackouts, at)?.until
  const chains = joined(blackouts.flatMap(({ span }) => windowsBetween(span, around)))
  let next = 0
  return at => {
    while ((chains[next]?.to ?? Number.POSITIVE_INFINITY) <= at) next++
    const chain = chains[next]
    return chain !== undefined && chain.from <= at ? chain.to : undefined
  }
}

const RARE = 7 * DAY
