// Reproducible variety: the same key gives the same numbers, in whatever order the keys are asked for.

/** Numbers from 0 up to 1 that depend on nothing but the key (mulberry32, seeded by its hash). */
export function randomFrom(key: string): () => number {
  let state = hash(key)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number below 2^32 that stands for the key (FNV-1a); two keys may share one. */
export function hash(key: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < key.length; at++) {
    sum = Math.imul(sum ^ key.charCodeAt(at), 0x01000193)
  }
  return sum >>> 0
}

/** As many hexadecimal digits, likewise. */
export function hexFrom(key: string, digits: number): string {
  const random = randomFrom(key)
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
}

/** A GUID, likewise, in capitals as Commvault writes them. */
export function guidFrom(key: string): string {
  const hex = hexFrom(key, 32).toUpperCase()
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20]].map(part => hex.slice(...part)).join('-')
}
