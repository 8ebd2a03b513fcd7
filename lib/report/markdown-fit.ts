// What fits into a comment: a little room for each block, the rest by importance, and what is left out is counted.
import { numberText } from './words.ts'

/** Part of a comment. Blocks come in the order of their importance, which is that in which they are read. */
export type Block = {
  readonly open: string
  readonly lines: readonly string[]
  readonly close: string
}

const MORE = 'in the HTML page and the JSON of this plan.'

/** Characters that every block may have: what is short is not cut because something else is long. */
const SMALL = 1000

/**
 * Lines of each block as far as they fit into `room` characters. Of what is left when each has a little, none takes more
 * than half, so that a thousand lines of the first leave a word for the last.
 */
export function fitted(blocks: readonly Block[], room: number): string {
  const small = blocks.map(({ lines }) => Math.min(SMALL, lengthOf(lines)))
  const frames = blocks.map(block => block.open.length + closeOf(block, 1e9).length)
  let left = [...frames, ...small].reduce((rest, length) => rest - length, room)
  return blocks
    .map((block, at) => {
      const { lines } = block
      const least = small[at] ?? 0
      const more = Math.max(0, Math.min(left / 2, lengthOf(lines) - least))
      const shown = linesThatFit(lines, least + more)
      left -= more
      return block.open + shown.join('') + closeOf(block, lines.length - shown.length)
    })
    .join('')
}

function linesThatFit(lines: readonly string[], room: number): readonly string[] {
  let used = 0
  const tooMuch = lines.findIndex(line => {
    used += line.length
    return used > room
  })
  return tooMuch === -1 ? lines : lines.slice(0, tooMuch)
}

/** An empty line ends a table; without it the words would be its last row. */
function closeOf({ close }: Block, missing: number): string {
  return missing === 0 ? close : `\n… and ${numberText(missing)} more, ${MORE}\n${close}`
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0)
}
