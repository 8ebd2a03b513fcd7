// What occurs again and again, texts and whole elements, written once: what a list says of a thousand sources is mostly
// the same.

export type Interned = {
  /** A number in an entry, or in one of these, stands for the one at that place. */
  readonly shared: readonly unknown[]
  readonly entries: unknown
}

/** Of plain data without numbers. */
export function interned(data: readonly unknown[]): Interned {
  const found = new Map<string, { readonly value: unknown; times: number }>()
  for (const entry of data) count(entry, found)
  const often = [...found]
    .filter(([key, { times }]) => times > 1 && key.length > 4)
    .toSorted(([, a], [, b]) => b.times - a.times)
  const places = new Map(often.map(([key], place) => [key, place]))
  return {
    shared: often.map(([, { value }]) => replacedIn(value, places)),
    entries: data.map(entry => replacedIn(entry, places)),
  }
}

/** What is within something that occurs again is written once with it, and counts once. */
function count(value: unknown, found: Map<string, { readonly value: unknown; times: number }>) {
  const key = JSON.stringify(value)
  const before = found.get(key)
  if (before) {
    before.times += 1
    return
  }
  found.set(key, { value, times: 1 })
  if (Array.isArray(value)) for (const part of value) count(part, found)
}

function replaced(value: unknown, places: ReadonlyMap<string, number>): unknown {
  return places.get(JSON.stringify(value)) ?? replacedIn(value, places)
}

function replacedIn(value: unknown, places: ReadonlyMap<string, number>): unknown {
  return Array.isArray(value) ? value.map(part => replaced(part, places)) : value
}
