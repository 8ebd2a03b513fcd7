// Where the value of a key of a schedule or trigger was written, among the places that a policy has for it.
import type { EffectivePolicy } from './effective.ts'
import { isWritten, type Origin } from './origin.ts'

/** A schedule or a trigger. */
export type Source = { readonly name: string; readonly origin: Origin }

/**
 * The override for the environment, the entry itself, or the policy around it, in the order in which they count. What
 * comes from another document is placed at the entry: there it is wrong, and not for everybody else.
 */
export function keyOf(
  { policy, originOf }: EffectivePolicy,
  { name, origin }: Source,
  key: string,
): Origin {
  const { text, path } = origin
  const own = { text, path: [...path, key] }
  const around = originOf(key)
  const override = ['overrides', policy.environment.name]
  const isOverride = around.path[0] === override[0]
  const places = [
    { text, path: [...override, path[0] ?? '', name, key] },
    ...(isOverride ? [around, own] : [own, around]),
  ]
  return places.find(place => place.text === text && isWritten(place)) ?? own
}
