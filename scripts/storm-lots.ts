// Chance, by a seed: every kind of trouble draws from a row of its own, so that one more lot of a kind moves no other. What
// befalls is counted by kind.
import { randomFrom } from '../lib/emulator/random.ts'

export type Lots = {
  /** A number from 0 up to 1. */
  readonly draw: (row: string) => number
  readonly between: (row: string, low: number, high: number) => number
  readonly one: <T>(row: string, of: readonly [T, ...T[]]) => T
  /** Whether it happens this time, and counted if it does. */
  readonly befalls: (kind: string, chance: number) => boolean
  readonly count: (kind: string, times?: number) => void
  readonly counts: () => ReadonlyMap<string, number>
}

export function lotsOf(key: string): Lots {
  const rows = new Map<string, () => number>()
  const counts = new Map<string, number>()

  function draw(row: string): number {
    const random = rows.get(row) ?? randomFrom(`${key} ${row}`)
    rows.set(row, random)
    return random()
  }
  const count = (kind: string, times = 1) => {
    counts.set(kind, (counts.get(kind) ?? 0) + times)
  }

  return {
    draw,
    between: (row, low, high) => low + (high - low) * draw(row),
    one: (row, of) => of[Math.floor(draw(row) * of.length)] ?? of[0],
    befalls(kind, chance) {
      const befalls = draw(kind) < chance
      if (befalls) count(kind)
      return befalls
    },
    count,
    counts: () => counts,
  }
}
