// A review: the facts of both sides, what has changed between them, what that means, and whether it may pass.
import { isoText } from '../start.ts'
import { aheadOf } from './ahead.ts'
import { awsReviewOf } from './aws-changes.ts'
import type { Base } from './base.ts'
import { calendarOf, timezoneOf } from './calendar.ts'
import { changesOf } from './changes.ts'
import { collisionChanges } from './collision-changes.ts'
import { findingsOf } from './findings.ts'
import { gradeOf } from './grade.ts'
import { identitiesOf } from './identities.ts'
import { loadOf } from './load.ts'
import { madeOf } from './made.ts'
import type { Review } from './review.ts'
import { type Seen, seen } from './seen.ts'
import { isGone, type ReviewContext, type Side } from './side.ts'
import { targetChanges } from './target-changes.ts'
import { termChanges } from './term-changes.ts'
import { totalsOf } from './totals.ts'
import { verdictOf } from './verdict.ts'

export type ReviewedSides = {
  /** Undefined: nothing is compared, and the review is of what is. */
  readonly before: Side | undefined
  readonly after: Side
  readonly base: Base | null
}

export function reviewOf(
  { before, after, base }: ReviewedSides,
  { environment, now, labels, approvers }: ReviewContext,
): Review {
  // That of the base: a push to a pull request does not turn the clock by which the others were read.
  const timezone = timezoneOf(before !== undefined && before.policies.length > 0 ? before : after)
  const is = seen(after, { now, timezone })
  const was = before === undefined ? is : seen(before, { now, timezone })
  const { collisions, ...changed } = changedBetween(was, is)
  const findings = findingsOf(before?.diagnostics, after.diagnostics)
  const aws = awsReviewOf(before?.plan, after.plan)
  const judged = { ...changed, findings, aws }
  return {
    version: 1,
    environment,
    now: isoText(now),
    timezone,
    base,
    ...environmentGone(before, after),
    grade: gradeOf([...changed.changes, ...changed.terms, ...changed.targets]),
    ...changed,
    sources: is.states,
    ahead: aheadOf(before, after, now),
    calendar: calendarOf(after, { now, timezone }),
    ...loads(before, after, { now, timezone }),
    collisions,
    aws,
    findings,
    verdict: verdictOf(judged, { before, after, base }, { labels, approvers }),
  }
}

function environmentGone(before: Side | undefined, after: Side): Pick<Review, 'environmentGone'> {
  const place = isGone(before, after) ? before?.environmentAt('name') : undefined
  return place === undefined ? {} : { environmentGone: place }
}

/** Without a base it is compared with itself, and nothing has changed. */
function changedBetween(was: Seen, is: Seen) {
  const [before, after] = [was.side, is.side]
  const identities = identitiesOf(before, after)
  const compared = { identities, made: madeOf(was, is, identities) }
  const { changes, moves } = changesOf(was, is, compared)
  const terms = termChanges(before, after, moves)
  const { reasons: collided, ...collisions } = collisionChanges(was, is, { identities, moves })
  const targets = targetChanges(was, is, { ...compared, collided })
  const changed = { changes, terms, targets, collisions }
  return { ...changed, totals: totalsOf({ before, after, identities, now: is.now }, changed) }
}

function loads(...sides: Parameters<typeof loadOf>): Pick<Review, 'load' | 'clients'> {
  const { load, clients } = loadOf(...sides)
  return { load, clients }
}
