// Text in lines that a terminal has room for; a word that is longer than a line stays whole, so that it can be copied.
import { visible } from '../policy/wording.ts'

/** Longer lines are hard to read, however wide a terminal is. */
export const WIDTH = 100

type Lines = { readonly width: number; readonly first?: string; readonly rest?: string }

/** One paragraph, however many lines it came in. Its first line begins with `first`, all others with `rest`. */
export function wrapped(text: string, { width, first = '', rest = '' }: Lines): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of shownOnOneLine(text).split(' ')) {
    const longer = isEmpty ? line + word : `${line} ${word}`
    if (isEmpty || longer.length <= width) line = longer
    else {
      lines.push(line)
      line = rest + word
    }
    isEmpty = false
  }
  return [...lines, line].join('\n')
}

/** Whatever a text holds, it cannot begin a line of its own, or tell the terminal anything. */
export function shownOnOneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}
