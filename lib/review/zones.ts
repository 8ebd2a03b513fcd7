// By whose clock people read the starts of a schedule.
import { zoneOf } from '../policy/rule.ts'
import type { Side } from './side.ts'

/** An interval goes by no zone's clocks, unless it is only made between two times of the day. */
export function isInterval({ phrase }: { readonly phrase: string }): boolean {
  return phrase.startsWith('every ') && !phrase.includes(' between ')
}

/** By name. Intervals are read in UTC whatever the policy says: people read their starts by the policy's clock. */
export function zonesOf({ policies }: Side): ReadonlyMap<string, string> {
  return new Map(
    policies.flatMap(policy =>
      policy.schedules.map(({ name, timezone }) => {
        return [`${policy.name}.${name}`, timezone === 'UTC' ? zoneOf(policy) : timezone] as const
      }),
    ),
  )
}
