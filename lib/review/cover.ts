// What all policies together do for each target, and whether the promise holds: the proof of rule rpo-not-met.
import type { Policy } from '../policy/policy.ts'
import { busiestFirst, type ProvenSource, worstGapOf } from '../policy/recovery-streams.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { type Instant, isoText } from '../start.ts'
import { isCopyOnly } from '../target.ts'
import { backupsPerWeek } from './backups-per-week.ts'
import type { Side } from './side.ts'
import type { Cover, Proved } from './target-review.ts'

/** By name of the target, of those that are in a policy. */
export function coversOf(side: Side, now: Instant): ReadonlyMap<string, Cover> {
  const shared = new Map<string, Cover>()
  const covers = new Map<string, Cover>()
  for (const [target, policies] of coveringPolicies(side)) {
    const key = policies.map(({ name }) => name).join(' ')
    const cover = shared.get(key) ?? coverBy(policies, now)
    shared.set(key, cover)
    covers.set(target, cover)
  }
  return covers
}

function coveringPolicies({ policies }: Side): ReadonlyMap<string, readonly Policy[]> {
  const targets = new Map<string, Policy[]>()
  for (const policy of policies) {
    for (const { name } of policy.targets) {
      const covering = targets.get(name)
      if (covering === undefined) targets.set(name, [policy])
      else covering.push(policy)
    }
  }
  return targets
}

function coverBy(policies: readonly Policy[], now: Instant): Cover {
  const promises = policies.flatMap(({ rpoSeconds }) => rpoSeconds ?? [])
  const promisedSeconds = promises.length === 0 ? null : Math.min(...promises)
  const proved = provedBy(policies)
  const isWithin = (seconds: number) => proved.kind === 'between' && proved.seconds <= seconds
  return {
    policies: policies.map(({ name }) => name),
    promisedSeconds,
    proved,
    kept: promisedSeconds === null ? null : isWithin(promisedSeconds),
    startsPerWeek: backupsPerWeek(policies, now),
  }
}

function provedBy(policies: readonly Policy[]): Proved {
  const gap = worstGapOf(busiestFirst(policies.flatMap(recoverySources)))
  if (gap === undefined) return { kind: 'none' }
  const from = isoText(gap.from)
  if (gap.kind === 'endless') return { kind: 'endless', from, earlier: gap.earlier }
  const { kind, seconds, to, earlier, later } = gap
  return { kind, seconds, from, to: isoText(to), earlier, later }
}

/** Nothing builds on a copy-only FULL, and no promise rests on it. */
function recoverySources(policy: Policy): readonly ProvenSource[] {
  return policy.schedules
    .filter(({ backup }) => !isCopyOnly(backup))
    .map(schedule => ({
      name: `${policy.name}.${schedule.name}`,
      policy,
      scheduled: { schedule, expression: expressionOf(schedule) },
    }))
}
