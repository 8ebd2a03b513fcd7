// The steps of a run until it has a job. Each takes the states that it may start from, so an illegal step does not compile,
// and returns the next state together with the event that announces it: the two are stored in one write.
import type { Instant } from '../start.ts'
import { asksAgainAt } from './asks-again.ts'
import type { Decision, Deferral } from './decision.ts'
import { announceDeferral } from './event.ts'
import type { Answer } from './ports.ts'
import {
  type ClaimedRun,
  type EndedRun,
  type InDoubtRun,
  isInDoubt,
  type Outcome,
  type Run,
  type RunOrigin,
  type WaitingRun,
} from './run.ts'
import { ended, inDoubt, submitted, type Unsubmitted, waiting } from './states.ts'

/** The first state of a run, from its decision. */
export function decided(
  origin: RunOrigin,
  decision: Decision,
  now: Instant,
): WaitingRun | ClaimedRun | EndedRun {
  const run = { ...origin, version: 1, announced: 0, outbox: [] }
  if (decision.kind !== 'start') return stopped(run, decision, now)
  return { ...run, status: { state: 'claimed', claimedAt: now, attempts: 0 } }
}

/** A run that may not start now: it goes on waiting, or it ends. */
export function stopped(
  run: Undoubted,
  decision: Exclude<Decision, { kind: 'start' }>,
  now: Instant,
): WaitingRun | EndedRun {
  if (decision.kind === 'wait') return waiting(run, decision.text, decision.until ?? now)
  if (decision.kind === 'defer') return deferred(run, decision, now)
  const outcome: Outcome =
    decision.kind === 'skip'
      ? { kind: 'skipped', reason: decision.reason, text: decision.text }
      : { kind: 'missed', text: decision.text }
  return ended(run, outcome, { now })
}

/** A waiting run whose turn has come. */
export function claimed(run: WaitingRun, now: Instant): ClaimedRun {
  return {
    ...run,
    status: { state: 'claimed', claimedAt: now, attempts: run.status.attempts },
  }
}

/** What createTask came back with; late, if a sweep has put the run in doubt meanwhile. */
export function answered(run: ClaimedRun | InDoubtRun, answer: Answer, now: Instant): Run {
  switch (answer.kind) {
    case 'accepted':
      return submitted(run, {
        ...(answer.taskId !== undefined && { taskId: answer.taskId }),
        jobIds: answer.jobIds,
        submittedAt: now,
        adopted: false,
      })
    case 'refused': {
      const again = answer.why === 'already-running' ? asksAgainAt(run, now) : undefined
      if (again !== undefined) return waiting(uncounted(run), answer.text, again)
      return ended(run, { kind: 'refused', why: answer.why, text: answer.text }, { now })
    }
    case 'not-sent': {
      const seconds = Math.max(answer.retryAfterSeconds ?? 0, run.terms.retry.backoffSeconds)
      const next = waiting(uncounted(run), answer.text, now + seconds * 1000)
      const isThrottled = answer.retryAfterSeconds !== undefined
      return isThrottled ? { ...next, status: { ...next.status, throttled: true } } : next
    }
    case 'no-answer':
      return isInDoubt(run) ? run : inDoubt(run, answer.text, now)
  }
}

/** A claim that nobody finished: whoever held it has crashed, and createTask may have been called. */
export function abandoned(run: ClaimedRun, now: Instant): InDoubtRun {
  const why = 'The function that was about to call createTask did not live to say how it went.'
  return inDoubt(run, why, now)
}

/** These events are out. */
export function delivered<R extends Run>(run: R, eventIds: ReadonlySet<string>): R {
  return { ...run, outbox: run.outbox.filter(event => !eventIds.has(event.eventId)) }
}

/** Of one in doubt nobody may say that it was skipped: a job may exist. */
type Undoubted = Unsubmitted<WaitingRun | ClaimedRun>

/** The try that was in doubt is proved to have started nothing: it is none of those that `retry` counts. */
function uncounted(run: ClaimedRun | InDoubtRun): ClaimedRun | InDoubtRun {
  if (!isInDoubt(run)) return run
  return { ...run, status: { ...run.status, attempts: run.status.attempts - 1 } }
}

/** `startWithin` counts from the end of the blackout. */
function deferred(run: Undoubted, deferral: Deferral, now: Instant): WaitingRun {
  const { until, text } = deferral
  const startBy = until + run.terms.startWithinSeconds * 1000
  const next = waiting({ ...run, deferredTo: until, startBy }, text, until)
  return announceDeferral(next, deferral, now)
}
