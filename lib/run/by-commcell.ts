// CommCells are worked on side by side: one that hangs for minutes must not use up the time of the others.
import type { Target } from '../target.ts'

/** The results of all, CommCell by CommCell. @throws what `work` throws, when the first of them does */
export async function eachCommCell<Item, Result>(
  items: readonly Item[],
  targetOf: (item: Item) => Target,
  work: (items: readonly Item[], commcell: string) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const { commcell } = targetOf(item)
    const group = groups.get(commcell)
    if (group) group.push(item)
    else groups.set(commcell, [item])
  }
  const results = await Promise.all([...groups].map(([commcell, group]) => work(group, commcell)))
  return results.flat()
}
