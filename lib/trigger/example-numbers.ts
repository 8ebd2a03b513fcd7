// Ids that look like real ones and are the same for the same seed.

export type Numbers = {
  readonly hex: (length: number) => string
  readonly digits: (length: number) => string
  readonly integer: () => number
  readonly uuid: () => string
}

export function numbersFrom(seed: number): Numbers {
  const next = generator(seed)
  const draw = (length: number, letters: string): string =>
    Array.from({ length }, () => letters[next() % letters.length]).join('')
  const hex = (length: number): string => draw(length, '0123456789abcdef')
  return {
    hex,
    digits: length => draw(1, '123456789') + draw(length - 1, '0123456789'),
    integer: () => 100_000_000 + (next() % 900_000_000),
    uuid: () => [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join('-'),
  }
}

/** As AWS writes times in events: to the second, in UTC. */
export const isoTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** 32 bits at a time: Mulberry32, by Tommy Ettinger (public domain). */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
