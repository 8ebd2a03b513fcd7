// What becomes of a start while a run of the same target and family is in flight.
import type { Instant } from '../start.ts'
import { familyOf } from '../target.ts'
import type { Decision } from './decide.ts'
import {
  byArrival,
  isInFlight,
  isSubmitted,
  isWaiting,
  type Run,
  type RunInFlight,
  type RunOrigin,
} from './run.ts'

/** Runs with the same key disturb each other: one target, one family (data or log). */
export function lockKey(run: RunOrigin): string {
  return `${run.request.target.name}/${familyOf(run.request)}`
}

/** Of a trigger with a cooldown: one start a target at a time. */
export function cooldownKey({ source, request }: RunOrigin): string {
  return `${source}/${request.target.name}/cooldown`
}

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

/** A job of somebody else keeps us out this long at most before we ask again. */
const ASK_AGAIN_MS = 10 * 60_000

/**
 * Commvault refused a run because another job of its subclient is running, one that is not ours. When it asks again, if its
 * terms let it wait: after the policy's backoff, then after as long again as it has waited, for each try is a write.
 */
export function asksAgainAt(run: RunOrigin, now: Instant): Instant | undefined {
  const { overlap, retry } = run.terms
  if (overlap !== 'buffer') return undefined
  const backoff = Math.max(retry.backoffSeconds * 1000, Math.min(now - comesAt(run), ASK_AGAIN_MS))
  return now + backoff
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

/** After its delay and its blackout. */
const comesAt = (run: RunOrigin): Instant =>
  Math.max(run.createdAt, run.notBefore ?? 0, run.deferredTo ?? 0)

function inLine(first: Run, busy: Run): Decision {
  const text = `${inFlight(busy.id)} Run ${first.id} waits for its end already.`
  return { kind: 'skip', reason: 'OVERLAP', text }
}

const inFlight = (runId: string) => `Run ${runId} is still in flight.`
