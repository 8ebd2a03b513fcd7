// Hashes of text: which policy decided, and how far a schedule is spread. The same everywhere and for ever.
import { createHash } from 'node:crypto'

/** SHA-256 of a value as JSON with its keys sorted at every depth, hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
}

/** A whole number from 0 to 2³² − 1 that a name always has. */
export function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE()
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
