// What a wrong word was meant to be: "did you mean". It stands here because the policy room may look into this one, and not
// the other way about.

/** Words are compared by their beginnings; a limit of that many slips leaves nothing of a word. */
const LONGEST = 64
const MOST_SLIPS = 8

/**
 * The known word that somebody meant by a wrong one, when one is near enough: a third of its letters may be wrong.
 * Capitals, accents and separators do not count, so `Erp_Core` and `érp core` mean `erp-core`.
 */
export function meant(word: string, known: Iterable<string>): string | undefined {
  const wrong = codesOf(bare(word).slice(0, LONGEST))
  const rows = [0, 1, 2].map(() => new Uint8Array(LONGEST + MOST_SLIPS + 2))
  let least = Math.min(Math.max(1, Math.floor(wrong.length / 3)), MOST_SLIPS) + 1
  let best: string | undefined
  for (const one of known) {
    const right = bare(one)
    if (Math.abs(right.length - wrong.length) >= least) continue
    const far = distance(wrong, codesOf(right), { limit: least, rows })
    if (far >= least) continue
    least = far
    best = one
  }
  return best
}

/** Small letters, digits and hyphens. */
export function bare(word: string): string {
  if (/^[a-z0-9-]*$/.test(word)) return word
  return word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
}

function codesOf(text: string): readonly number[] {
  const codes: number[] = []
  for (let index = 0; index < text.length; index++) codes.push(text.charCodeAt(index))
  return codes
}

type Work = {
  readonly limit: number
  /** Three of them, to write on. */
  readonly rows: readonly Uint8Array[]
}

/**
 * Edit distance in which two neighbours that changed places count once: the commonest slip of the fingers. Where a list
 * of targets is gone it is asked for thousands of words, so it looks at no cell that must be beyond the limit.
 */
function distance(a: readonly number[], b: readonly number[], { limit, rows }: Work): number {
  let [before = NONE, above = NONE, current = NONE] = rows
  for (let column = 0; column <= b.length; column++) above[column] = Math.min(column, limit)
  for (let row = 1; row <= a.length; row++) {
    const from = Math.max(1, row - limit)
    const to = Math.min(b.length, row + limit)
    current[from - 1] = from === 1 ? Math.min(row, limit) : limit
    let least = limit
    for (let column = from; column <= to; column++) {
      const same = a[row - 1] === b[column - 1]
      let far = (above[column - 1] ?? limit) + (same ? 0 : 1)
      far = Math.min(far, (above[column] ?? limit) + 1, (current[column - 1] ?? limit) + 1, limit)
      const swapped = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) far = Math.min(far, (before[column - 2] ?? limit) + 1)
      current[column] = far
      least = Math.min(least, far)
    }
    current[to + 1] = limit
    if (least >= limit) return limit
    const oldest = before
    before = above
    above = current
    current = oldest
  }
  return above[b.length] ?? limit
}

const NONE = new Uint8Array()
