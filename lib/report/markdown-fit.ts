// What fits into a comment: the room is spent by importance, and what is left out is counted.
import { numberText } from './words.ts'

/** Part of a comment. Blocks come in the order of their importance, which is that in which they are read. */
export type Block = {
  readonly open: string
  readonly lines: readonly string[]
  readonly close: string
}

const MORE = 'in the HTML page and the JSON of this plan.'

/**
 * Lines of each block as far as they fit into `room` characters. None takes more than half of what is left, so that a
 * thousand lines of the first leave a word for the last.
 */
export function fitted(blocks: readonly Block[], room: number): string {
  let left =
    room - blocks.reduce((sum, block) => sum + block.open.length + closeOf(block, 1e9).length, 0)
  return blocks
    .map(block => {
      const shown = linesThatFit(block.lines, left / 2)
      left -= lengthOf(shown)
      return block.open + shown.join('') + closeOf(block, block.lines.length - shown.length)
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
