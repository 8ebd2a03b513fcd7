// Which policies of an environment protect which target: what most rules ask first.
import type { EffectivePolicy } from './effective.ts'

/** The policies that cover a target, by its name, in the order in which they are given. */
export type Coverage = ReadonlyMap<string, readonly EffectivePolicy[]>

/** Several rules ask it of the same policies: it is found out once. */
export function coverageOf(policies: readonly EffectivePolicy[]): Coverage {
  const known = coverages.get(policies)
  if (known !== undefined) return known
  const coverage = new Map<string, EffectivePolicy[]>()
  for (const effective of policies) {
    for (const { name } of effective.policy.targets) {
      const covering = coverage.get(name)
      if (covering === undefined) coverage.set(name, [effective])
      else covering.push(effective)
    }
  }
  coverages.set(policies, coverage)
  return coverage
}

const coverages = new WeakMap<readonly EffectivePolicy[], Coverage>()
