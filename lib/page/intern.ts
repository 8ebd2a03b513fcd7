// Texts that occur again and again, written once: what a list says of a thousand sources is mostly the same.

export type Interned = {
  readonly strings: readonly string[]
  /** The same, with the index of its text in place of one that is among the strings. */
  readonly entries: unknown
}

/** Of plain data without numbers. */
export function interned(data: unknown): Interned {
  const counts = new Map<string, number>()
  count(data, counts)
  const strings = [...counts]
    .filter(([text, times]) => times > 1 && text.length > 1)
    .toSorted(([, a], [, b]) => b - a)
    .map(([text]) => text)
  const places = new Map(strings.map((text, place) => [text, place]))
  return { strings, entries: replaced(data, places) }
}

function count(data: unknown, counts: Map<string, number>): void {
  if (typeof data === 'string') counts.set(data, (counts.get(data) ?? 0) + 1)
  if (Array.isArray(data)) for (const part of data) count(part, counts)
}

function replaced(data: unknown, places: ReadonlyMap<string, number>): unknown {
  if (typeof data === 'string') return places.get(data) ?? data
  return Array.isArray(data) ? data.map(part => replaced(part, places)) : data
}
