// A review: the facts of both sides, what has changed between them, what that means, and whether it may pass.
import { isoText } from '../start.ts'
import { aheadOf } from './ahead.ts'
import { awsReviewOf } from './aws-changes.ts'
import { madeOf } from './backups-made.ts'
import { calendarOf, timezoneOf } from './calendar.ts'
import { changesOf } from './changes.ts'
import { collisionsOf } from './collisions.ts'
import { findingsOf } from './findings.ts'
import { gradeOf } from './grade.ts'
import { identitiesOf } from './identities.ts'
import { loadOf } from './load.ts'
import type { Base, Collision, Review } from './review.ts'
import { type Seen, seen } from './seen.ts'
import type { ReviewContext, Side } from './side.ts'
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
  const is = seen(after, now)
  const was = before === undefined ? is : seen(before, now)
  const changed = changedBetween(was, is)
  const timezone = timezoneOf(after)
  const findings = findingsOf(before?.diagnostics, after.diagnostics)
  const aws = awsReviewOf(before?.plan, after.plan)
  const judged = { ...changed, findings, aws }
  return {
    version: 1,
    environment,
    now: isoText(now),
    timezone,
    base,
    grade: gradeOf([...changed.changes, ...changed.terms, ...changed.targets]),
    ...changed,
    sources: is.states,
    ahead: aheadOf(before, after, now),
    calendar: calendarOf(after, { now, timezone }),
    ...loads(before, after, { now, timezone }),
    collisions: collisionsBetween(before, after, now),
    aws,
    findings,
    verdict: verdictOf(judged, { before, after, base }, { labels, approvers }),
  }
}

/** Without a base it is compared with itself, and nothing has changed. */
function changedBetween(was: Seen, is: Seen) {
  const [before, after] = [was.side, is.side]
  const identities = identitiesOf(before, after)
  const compared = { identities, made: madeOf(was, is, identities) }
  const { changes, moves } = changesOf(was, is, compared)
  const terms = termChanges(before, after, moves)
  const targets = targetChanges(was, is, compared)
  const changed = { changes, terms, targets }
  return { ...changed, totals: totalsOf({ before, after, identities }, changed) }
}

function loads(...sides: Parameters<typeof loadOf>): Pick<Review, 'load' | 'clients'> {
  const { load, clients } = loadOf(...sides)
  return { load, clients }
}

function collisionsBetween(
  before: Side | undefined,
  after: Side,
  now: number,
): Review['collisions'] {
  if (before === undefined) return { appeared: [], gone: [] }
  const [were, are] = [collisionsOf(before, now), collisionsOf(after, now)]
  return { appeared: without(are, were), gone: without(were, are) }
}

function without(some: readonly Collision[], others: readonly Collision[]): readonly Collision[] {
  const known = new Set(others.map(keyOf))
  return some.filter(collision => !known.has(keyOf(collision)))
}

const keyOf = ({ target, sources }: Collision) => JSON.stringify([target, sources])
