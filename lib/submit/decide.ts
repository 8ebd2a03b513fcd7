// Whether a due run may start now: the ordered list of checks, one pure function for the functions and the simulation.
// That a run was decided before (a duplicate delivery) is checked by the claim, which no fact read earlier can replace.
import type { Decision, Wait } from '../run/decision.ts'
import { byArrival, isEnded, isSameStart, type Run, type RunOrigin, startedAt } from '../run/run.ts'
import { type Instant, isoText, isPausedAt, type Pause } from '../start.ts'
import { blackedOut, delayed, outsideWindow } from './due.ts'
import type { Hold } from './open-runs.ts'
import { overlapping } from './overlap.ts'
import { overridable } from './override.ts'
import { buildsOnBase } from './precedence.ts'
import type { Cap } from './slots.ts'

/** What is known around a run at the moment of deciding. */
export type Facts = {
  /** Present when the source is paused and nobody overrode that. */
  readonly pause?: Pause
  /** A schedule of the same policy with a stronger level that starts this target in the same minute. */
  readonly stronger?: string
  /** Why the run has waited so far, if it has. */
  readonly waitedFor?: string
  /** Of a run with a cooldown: the latest runs of its target, whatever became of them. */
  readonly history: readonly Run[]
  /** The runs of the same target that have not ended. */
  readonly openRuns: readonly Run[]
  /** What limits the jobs in flight here, and how many there are. */
  readonly caps: readonly (Cap & { readonly inFlight: number })[]
  /** Nothing is started on the CommCell for now, whatever it is. */
  readonly hold?: Hold
}

/** The first check that stops a run decides; none stops it: start. */
export function decide(run: RunOrigin, facts: Facts, now: Instant): Decision {
  return (
    overridable(run, 'paused', paused(run, facts)) ??
    late(run, facts, now) ??
    overridable(run, 'window', outsideWindow(run, now)) ??
    overridable(run, 'blackout', blackedOut(run, facts.openRuns, now)) ??
    // What follows is about the moment of starting, which has not come before the delay is over.
    delayed(run, now) ??
    overridable(run, 'cooldown', coolingDown(run, facts, now)) ??
    yielding(run, facts) ??
    overridable(run, 'overlap', overlapping(run, facts.openRuns, now)) ??
    capped(facts) ??
    held(facts, now) ?? { kind: 'start' }
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

function coolingDown(run: RunOrigin, facts: Facts, now: Instant): Decision | undefined {
  const { cooldownSeconds = 0 } = run.terms
  if (cooldownSeconds === 0) return undefined
  const [other] = [...facts.history, ...facts.openRuns]
    .filter(other => other.id !== run.id && isSameStart(run, other))
    .filter(other => (startedAt(other) ?? 0) > now - cooldownSeconds * 1000)
    .toSorted(byArrival)
  return other && cooldown(run, other.id)
}

/** The decision for a run of whose source another run was started a moment ago. */
export function cooldown({ terms }: RunOrigin, otherRunId: string): Decision & { kind: 'skip' } {
  const text = `Run ${otherRunId} was started less than the cooldown of ${terms.cooldownSeconds} s ago.`
  return { kind: 'skip', reason: 'COOLDOWN', text }
}

function yielding(run: RunOrigin, { stronger, openRuns }: Facts): Decision | undefined {
  // Those that one blackout deferred are due together at its end.
  const [deferred] = openRuns
    .filter(other => !isEnded(other) && run.deferredTo !== undefined && isStronger(other, run))
    .filter(other => other.deferredTo === run.deferredTo)
    .toSorted(byArrival)
  if (stronger === undefined && deferred === undefined) return undefined
  const text = `${stronger ?? deferred?.source} is due in the same minute, has the stronger level, and starts.`
  return { kind: 'skip', reason: 'PRECEDENCE', text }
}

/** A base for a backup that builds on one. A copy-only full is no base, and logs are no part of this. */
function isStronger(other: RunOrigin, { policy, request }: RunOrigin): boolean {
  const isBase = other.request.level === 'FULL' && !isCopyOnly(other)
  const isSameTarget = other.request.target.name === request.target.name
  return other.policy === policy && isSameTarget && isBase && buildsOnBase(request)
}

const isCopyOnly = ({ request }: RunOrigin) => 'copyOnly' in request && request.copyOnly

function capped({ caps }: Facts): Wait | undefined {
  const full = caps.find(({ inFlight, most }) => inFlight >= most)
  return full && { kind: 'wait', text: full.text }
}

function held({ hold }: Facts, now: Instant): Wait | undefined {
  return hold && now < hold.until ? { kind: 'wait', ...hold } : undefined
}
