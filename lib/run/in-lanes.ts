// Many small calls to the store, a few at a time: one after the other a sweep would never end, and all at once would open
// more connections than the table's client has.

const LANES = 8

/** The results in the order of the items. @throws the first failure; what was begun by then is left to end. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  const lane = async () => {
    for (const [index, item] of waiting) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane))
  return results
}
