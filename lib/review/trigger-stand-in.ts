// Another trigger that does all that one did: what is gone with a name alone is not lost.
import type { Instant } from '../start.ts'
import { isAsStrong } from './level-strength.ts'
import { reaches } from './pattern-reach.ts'
import { isIdle, isTrigger, type SeenSource, type SeenTrigger } from './seen.ts'
import { worseTerms } from './worse-terms.ts'

/** The name of a trigger among others that starts, at all of its events, backups as strong of these targets. */
export function standIn(
  trigger: SeenTrigger,
  around: {
    readonly among: Iterable<SeenSource>
    readonly now: Instant
    /** As the other side calls them. */
    readonly targets: readonly string[]
  },
): string | undefined {
  const { among, now, targets } = around
  for (const other of among) {
    if (!isTrigger(other) || isIdle(other, now) || other.planned.pause !== undefined) continue
    if (!targets.every(name => other.planned.targets.includes(name))) continue
    if (isAsGood(other, trigger) && worseTerms(trigger, { instead: other, now }).length === 0)
      return other.planned.name
  }
  return undefined
}

function isAsGood({ planned: other }: SeenTrigger, { planned }: SeenTrigger): boolean {
  const [cooldown, otherCooldown] = [planned, other].map(({ terms }) => terms.cooldownSeconds ?? 0)
  return (
    isAsStrong(other.backup, planned.backup) &&
    (otherCooldown ?? 0) <= (cooldown ?? 0) &&
    other.delaySeconds <= planned.delaySeconds &&
    (other.targetFrom === undefined || other.targetFrom.join() === planned.targetFrom?.join()) &&
    reaches(other.pattern, planned.pattern)
  )
}
