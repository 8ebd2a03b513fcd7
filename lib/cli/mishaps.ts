// What goes wrong around the functions in a storm, drawn by a seed and written down: the same storm can be had again.
import { randomFrom } from '../emulator/random.ts'
import type { Instant } from '../start.ts'

/** With the chance of each: for a start, a write to the run store, an event, a call of a function. */
const CHANCES = {
  'start never delivered': 0.02,
  'start delivered twice': 0.02,
  'function died half-way': 0.003,
  'event refused by the bus': 0.001,
  'Authtoken rotated': 0.002,
} as const

export type MishapKind = keyof typeof CHANCES

export const MISHAPS = Object.keys(CHANCES) as readonly MishapKind[]

export type Mishap = { readonly kind: MishapKind; readonly at: Instant; readonly what: string }

export type Mishaps = ReturnType<typeof mishapsBy>

export function mishapsBy({ seed, from }: { readonly seed: number; readonly from: Instant }) {
  let now = from
  const happened: Mishap[] = []
  const lots = new Map(MISHAPS.map(kind => [kind, randomFrom(`${seed} ${kind}`)]))
  return {
    setNow: (instant: Instant) => {
      now = instant
    },
    now: () => now,
    /** Draws a lot; what befalls is to be noted by whoever lets it happen. */
    befalls: (kind: MishapKind) => (lots.get(kind)?.() ?? 1) < CHANCES[kind],
    note: (kind: MishapKind, what: string) => {
      happened.push({ kind, at: now, what })
    },
    /** Oldest first. */
    all: (): readonly Mishap[] => happened,
  }
}
