// The promise of every policy, held against its starts: rpo-not-met and rpo-paused. What the proof proves is in docs/policy.md.
import type { RecoveryGap } from '../schedule/recovery.ts'
import type { Instant } from '../start.ts'
import { coverageOf } from './coverage.ts'
import type { EffectivePolicy } from './effective.ts'
import { diagnoseAt } from './origin.ts'
import {
  givesWay,
  type RecoveryGroup,
  type RecoverySource,
  recoveryGroups,
  worstGapOf,
} from './recovery-streams.ts'
import { roundRpo } from './rpo-fix.ts'
import { brokenPromise, pausedPromise } from './rpo-words.ts'
import type { Rule } from './rule.ts'

/** One finding a policy. An unmet rpo is only a warning where nothing but a pause is to blame: a pause is meant. */
export const rpoKept: Rule = function* ({ policies, isComplete, now }) {
  if (!isComplete) return
  const coverage = coverageOf(policies)
  for (const effective of policies) {
    const { rpoSeconds } = effective.policy
    if (rpoSeconds === undefined) continue
    const groups = recoveryGroups(effective, coverage)
    const broken = groups.filter(({ sources }) => !isKept(sources, rpoSeconds))
    const paused = groups.filter(group => !isKept(unpaused(group, now), rpoSeconds))
    const promise = { policy: effective.policy, rpoSeconds }
    if (broken.length > 0) {
      const flaw = brokenPromise(promise, worstFirst(broken))
      yield diagnoseAt(flaw, effective.originOf('rpo'))
    } else if (paused.length > 0) {
      const running = paused.map(group => ({ ...group, sources: unpaused(group, now) }))
      const sources = paused.flatMap(group => group.sources)
      const pauses = sources.filter(({ scheduled }) => isPaused(scheduled.schedule, now))
      const flaw = pausedPromise(promise, { pauses, running: worstFirst(running) })
      yield diagnoseAt(flaw, effective.originOf('rpo'))
    }
  }
}

/** The smallest round rpo that the schedules of a policy keep, as text; undefined when they keep none. */
export function smallestRpo(
  effective: EffectivePolicy,
  policies: readonly EffectivePolicy[],
): string | undefined {
  const groups = recoveryGroups(effective, coverageOf(policies))
  const [worst] = worstFirst(groups)
  const gap = worst && worstGapOf(worst.sources)
  return gap?.kind === 'between' ? roundRpo(gap.seconds) : undefined
}

/**
 * More schedules only add recovery points, so where one interval alone suffices nothing else need be looked at: unless it
 * begins one day, and the others are alone until then, or gives way to one of them.
 */
function isKept(sources: readonly RecoverySource[], rpoSeconds: number): boolean {
  const isEnough = (some: readonly RecoverySource[]) => lengthOf(worstGapOf(some)) <= rpoSeconds
  const intervals = sources.filter(
    source =>
      source.scheduled.isInterval &&
      source.scheduled.schedule.startDate === undefined &&
      !givesWay(source, sources),
  )
  return intervals.some(source => isEnough([source])) || isEnough(sources)
}

function lengthOf(gap: RecoveryGap | undefined): number {
  return gap?.kind === 'between' ? gap.seconds : Number.POSITIVE_INFINITY
}

function worstFirst(groups: readonly RecoveryGroup[]): readonly RecoveryGroup[] {
  const length = ({ sources }: RecoveryGroup) => lengthOf(worstGapOf(sources))
  // Two infinite lengths have no difference that is a number.
  return groups.toSorted((a, b) => (length(a) === length(b) ? 0 : length(b) - length(a)))
}

function unpaused({ sources }: RecoveryGroup, now: Instant | undefined): readonly RecoverySource[] {
  return sources.filter(({ scheduled }) => !isPaused(scheduled.schedule, now))
}

function isPaused(
  { pause }: RecoverySource['scheduled']['schedule'],
  now: Instant | undefined,
): boolean {
  if (pause === undefined) return false
  return pause.until === undefined || now === undefined || now < Date.parse(pause.until)
}
