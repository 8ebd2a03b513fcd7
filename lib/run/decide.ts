// Whether a due run may start now: the ordered list of checks, one pure function for the functions and the simulation.
// That a run was decided before (a duplicate delivery) is checked by the claim, which no fact read earlier can replace.
import { type Instant, isoText, isPausedAt, type Pause } from '../start.ts'
import { familyOf } from '../target.ts'
import { isInFlight, type Run, type RunOrigin, type SkipReason } from './run.ts'

export type Decision =
  | { readonly kind: 'start' }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly text: string }
  | { readonly kind: 'miss'; readonly text: string }
  | { readonly kind: 'wait'; readonly text: string }

/** What is known around a run at the moment of deciding. */
export type Facts = {
  /** Present when the source is paused and nobody overrode that. */
  readonly pause?: Pause
  /** Why the run has waited so far, if it has. */
  readonly waitedFor?: string
  /** The runs of the same CommCell that have not ended. */
  readonly openRuns: readonly Run[]
  readonly maxInFlight: number
}

/** The first check that stops a run decides; none stops it: start. */
export function decide(run: RunOrigin, facts: Facts, now: Instant): Decision {
  return (
    paused(run, facts) ??
    late(run, facts, now) ??
    overlapping(run, facts) ??
    capped(facts) ?? { kind: 'start' }
  )
}

function paused(run: RunOrigin, { pause }: Facts): Decision | undefined {
  if (!isPausedAt(pause, run.scheduledTime)) return undefined
  const until = pause.until === undefined ? '' : ` until ${pause.until}`
  return { kind: 'skip', reason: 'PAUSED', text: `Paused${until} by ${pause.by}: ${pause.reason}` }
}

function late(run: RunOrigin, { waitedFor }: Facts, now: Instant): Decision | undefined {
  if (now <= run.startBy) return undefined
  const waited = waitedFor === undefined ? '' : ` It waited: ${waitedFor}`
  return {
    kind: 'miss',
    text: `Was due at ${isoText(run.scheduledTime)} and could start until ${isoText(run.startBy)}; it is ${isoText(now)}.${waited}`,
  }
}

function overlapping(run: RunOrigin, { openRuns }: Facts): Decision | undefined {
  if (run.terms.overlap === 'allow') return undefined
  const other = openRuns.find(
    open => open.id !== run.id && isInFlight(open) && lockKey(open) === lockKey(run),
  )
  return other && overlap(other.id)
}

function capped({ openRuns, maxInFlight }: Facts): Decision | undefined {
  const inFlight = openRuns.filter(isInFlight).length
  if (inFlight < maxInFlight) return undefined
  return {
    kind: 'wait',
    text: `${inFlight} of our jobs are open on this CommCell and its maxInFlight is ${maxInFlight}.`,
  }
}

/** The decision for a run whose target and family another run still works on. */
export function overlap(otherRunId: string): Decision & { readonly kind: 'skip' } {
  return { kind: 'skip', reason: 'OVERLAP', text: `Run ${otherRunId} is still in flight.` }
}

/** Runs with the same key disturb each other: one target, one family (data or log). */
export function lockKey(run: RunOrigin): string {
  return `${run.request.target.name}/${familyOf(run.request)}`
}
