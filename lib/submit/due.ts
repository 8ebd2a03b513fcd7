// The checks that time alone decides: the window, the blackouts and the delay. Both the moment at which a run is due and
// the moment at which it would start must be allowed.
import type { Decision, Deferral } from '../run/decision.ts'
import { byArrival, isEnded, isSameStart, type Run, type RunOrigin } from '../run/run.ts'
import { blackoutAt } from '../schedule/blackout.ts'
import { isInWindow, renderDailyWindow } from '../schedule/daily-window.ts'
import { type Blackout, type Instant, isoText } from '../start.ts'

/** When the start is due: of a trigger with `delay`, when that is over. */
const dueAt = (run: RunOrigin): Instant => run.notBefore ?? run.scheduledTime

/** When it would start, as things stand. A clock that is slow does not put it before its time, out of a window. */
const startsAt = (run: RunOrigin, now: Instant): Instant => Math.max(now, dueAt(run))

export function outsideWindow(run: RunOrigin, now: Instant): Decision | undefined {
  const { window } = run.terms
  if (window === undefined) return undefined
  const due = dueAt(run)
  const start = startsAt(run, now)
  const outside = [due, start].find(at => !isInWindow(window, at))
  if (outside === undefined) return undefined
  const verb = outside === due ? 'Was due' : 'Would start'
  return { kind: 'miss', text: `${verb} at ${isoText(outside)}, outside of ${windowText(run)}.` }
}

export function blackedOut(
  run: RunOrigin,
  openRuns: readonly Run[],
  now: Instant,
): Decision | undefined {
  const { blackouts, onBlackout, window } = run.terms
  const start = blackoutAt(blackouts, startsAt(run, now))
  // Once it is deferred, the blackout that it was due in is behind it.
  const covering = start ?? (run.deferredTo === undefined && blackoutAt(blackouts, dueAt(run)))
  if (!covering) return collapsed(run, openRuns, run.deferredTo)
  const { blackout, until, isEndless } = covering
  if (onBlackout === 'skip' || isEndless) {
    const text = blackoutText(blackout, isEndless ? undefined : until)
    return { kind: 'skip', reason: 'BLACKOUT', text }
  }
  if (window && !isInWindow(window, until)) {
    const text = `${blackoutText(blackout, until)} Its end is outside of ${windowText(run)}.`
    return { kind: 'miss', text }
  }
  return collapsed(run, openRuns, until) ?? deferral(blackout, until)
}

/** Of those that a blackout defers, one a source and target waits: the first. */
function collapsed(
  run: RunOrigin,
  openRuns: readonly Run[],
  until: Instant | undefined,
): Decision | undefined {
  if (until === undefined) return undefined
  const [first] = openRuns
    .filter(other => other.deferredTo === until && !isEnded(other) && isSameStart(run, other))
    .filter(other => byArrival(other, run) < 0)
    .toSorted(byArrival)
  if (first === undefined) return undefined
  const text = `Run ${first.id} was deferred to the same end of a blackout, ${isoText(until)}, and starts for both.`
  return { kind: 'skip', reason: 'BLACKOUT', text }
}

function deferral(blackout: Blackout, until: Instant): Deferral {
  return { kind: 'defer', until, blackout, text: blackoutText(blackout, until) }
}

export function delayed(run: RunOrigin, now: Instant): Decision | undefined {
  const { notBefore } = run
  if (notBefore === undefined || now >= notBefore) return undefined
  return { kind: 'wait', until: notBefore, text: `Its delay ends at ${isoText(notBefore)}.` }
}

function blackoutText({ calendar, name, reason }: Blackout, until: Instant | undefined): string {
  const why = reason === undefined ? '' : ` (${reason})`
  const end = until === undefined ? 'without an end' : `until ${isoText(until)}`
  return `Blackout ${name} of calendar ${calendar}${why} ${end}.`
}

function windowText({ terms: { window } }: RunOrigin): string {
  return window ? `its window ${renderDailyWindow(window)} (${window.timezone})` : 'no window'
}
