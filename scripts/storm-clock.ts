// Virtual time, and whose turn it is. What happens, happens one after the other: an effect is over, and all that follows
// from it has come to its next effect, before anything else begins. So the same lots give the same order of effects, however
// many functions are at it at once and however long the machine takes over each.
import { setImmediate as settled } from 'node:timers/promises'
import type { Instant } from '../lib/start.ts'

export type StormClock = {
  readonly now: () => Instant
  /**
   * Has something happen at an instant; among those of one instant the lot decides. A promise is waited for before anything
   * else happens, so it must be one of the world outside, and not of what waits for its turn here.
   */
  readonly at: (instant: Instant, happen: () => unknown) => void
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Until nothing more is to happen. */
  readonly run: (onTick: (now: Instant) => void) => Promise<void>
}

type Entry = { readonly at: Instant; readonly lot: number; readonly happen: () => unknown }

export function stormClock(from: Instant, lot: () => number): StormClock {
  let now = from
  // The next one stands last.
  const agenda: Entry[] = []

  function at(instant: Instant, happen: () => unknown): void {
    const entry = { at: Math.max(Math.floor(instant), now), lot: lot(), happen }
    let low = 0
    let high = agenda.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAfter(agenda[middle], entry)) low = middle + 1
      else high = middle
    }
    agenda.splice(low, 0, entry)
  }

  return {
    now: () => now,
    at,
    sleep: milliseconds => new Promise(resolve => at(now + milliseconds, () => resolve())),
    async run(onTick) {
      for (let next = agenda.pop(); next; next = agenda.pop()) {
        now = next.at
        onTick(now)
        await next.happen()
        await settled()
      }
    },
  }
}

const isAfter = (one: Entry | undefined, other: Entry) =>
  one !== undefined && (one.at - other.at || one.lot - other.lot) > 0
