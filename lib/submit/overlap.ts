// What becomes of a start while a run of the same target and family is in flight.
import { comesAt } from '../run/asks-again.ts'
import type { Decision } from '../run/decision.ts'
import { lockKey } from '../run/lock-keys.ts'
import {
  byArrival,
  isInFlight,
  isSubmitted,
  isWaiting,
  type Run,
  type RunInFlight,
  type RunOrigin,
} from '../run/run.ts'
import type { Instant } from '../start.ts'

export function overlapping(
  run: RunOrigin,
  openRuns: readonly Run[],
  now: Instant,
): Decision | undefined {
  const { overlap } = run.terms
  if (overlap === 'allow') return undefined
  const others = openRuns
    .filter(other => other.id !== run.id && lockKey(other) === lockKey(run))
    .toSorted(byArrival)
  const busy = others.find(isInFlight)
  // Those that wait for another time, a delay or the end of a blackout, do not wait for this job.
  const waiting = others.filter(isWaiting).filter(({ status }) => status.notBefore <= now)
  if (overlap === 'replace') return replacing(run, busy, waiting)
  if (busy === undefined) return undefined
  if (overlap === 'skip') return overlapWith(busy.id)
  const first = waiting.find(other => byArrival(other, run) < 0)
  return first ? inLine(first, busy) : { kind: 'wait', text: inFlight(busy.id) }
}

/** The decision for a run whose target and family another run still works on, and which may not wait. */
function overlapWith(otherRunId: string): Decision & { readonly kind: 'skip' } {
  return { kind: 'skip', reason: 'OVERLAP', text: inFlight(otherRunId) }
}

/** The same for one that the lock stopped: by its terms it ends, or waits for the sweep to decide again. */
export function lockedOut(run: RunOrigin, holder: string) {
  return run.terms.overlap === 'skip'
    ? overlapWith(holder)
    : ({ kind: 'wait', text: inFlight(holder) } as const)
}

/** The last that comes replaces all before it: those that still wait give way, the job that runs is killed. */
function replacing(
  run: RunOrigin,
  busy: RunInFlight | undefined,
  waiting: readonly Run[],
): Decision | undefined {
  const last = [...waiting, ...(busy ? [busy] : [])]
    .filter(other => other.terms.overlap === 'replace' && isLater(other, run))
    .toSorted(byArrival)
    .at(-1)
  if (last) {
    return { kind: 'skip', reason: 'OVERLAP', text: `Run ${last.id} came later and replaces it.` }
  }
  if (busy === undefined) return undefined
  const text = `${inFlight(busy.id)} This one replaces it.`
  return isSubmitted(busy) ? { kind: 'wait', text, kill: busy.id } : { kind: 'wait', text }
}

/** A run that waits for a slot, or for Commvault to answer, must not kill the one that has replaced it meanwhile. */
function isLater(a: RunOrigin, b: RunOrigin): boolean {
  return (comesAt(a) - comesAt(b) || byArrival(a, b)) > 0
}

function inLine(first: Run, busy: Run): Decision {
  const text = `${inFlight(busy.id)} Run ${first.id} waits for its end already.`
  return { kind: 'skip', reason: 'OVERLAP', text }
}

const inFlight = (runId: string) => `Run ${runId} is still in flight.`
