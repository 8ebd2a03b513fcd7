// Blackout windows: a job that would start inside one is queued until it ends ("Creating a Blackout Window").
import type { Level } from './level.ts'
import type { Blackout } from './options.ts'

/** The first instant from one on at which a job of a level may start. */
export type Opening = (instant: number, level: Level) => number

export function openingOf(blackouts: readonly Blackout[]): Opening {
  return (instant, level) => {
    let opens = instant
    // The end of one window may lie in another; a day that is closed all round is left after as many steps.
    for (let step = 0; step <= blackouts.length; step++) {
      const closed = blackouts.find(
        window => appliesTo(window, level) && opens < endOf(window, opens),
      )
      if (!closed) return opens
      opens = endOf(closed, opens)
    }
    return opens
  }
}

function appliesTo({ levels }: Blackout, level: Level): boolean {
  return levels === undefined || levels.includes(level)
}

/** When the window that an instant lies in ends; the instant itself where it lies in none. */
function endOf({ from, to }: Blackout, instant: number): number {
  const length = (minuteOf(to) - minuteOf(from) + DAY) % DAY || DAY
  const inside = (((instant - minuteOf(from)) % DAY) + DAY) % DAY
  return inside < length ? instant - inside + length : instant
}

const DAY = 24 * 60 * 60_000

/** Milliseconds from midnight, UTC. */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
