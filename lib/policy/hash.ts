// Hashes of text: which policy decided, and how far a schedule is spread. The same everywhere and for ever.
import { createHash } from 'node:crypto'

/** SHA-256 of a value as JSON with its keys sorted at every depth, hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

/** A whole number from 0 to 2³² − 1 that a name always has. */
export function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE()
}

function canonical(value: unknown): string {
  return JSON.stringify(value, withSortedKeys) ?? 'null'
}

/** For JSON.stringify, which asks it at every depth. */
function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(byKey))
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
