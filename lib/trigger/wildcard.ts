// Wildcards: `*` stands for any characters, also none; `\*` for an asterisk, `\\` for a backslash.
// "Matching using wildcards" in EventBridge's comparison operators; escapes as in aws/event-ruler, WildcardParser.
import type { Refusal } from './condition.ts'

/** The literal texts between the stars: one text when there is no star. */
export type Wildcard = readonly string[]

export function parseWildcard(text: string): Wildcard | Refusal {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1]
    if (text[at] === '*') {
      if (next === '*') return refusal(`"**" stands at character ${at + 1}`, 'write one *')
      parts.push('')
    } else if (text[at] === '\\') {
      if (next !== '*' && next !== '\\') {
        return refusal(`The backslash at character ${at + 1} escapes nothing`, 'write \\* or \\\\')
      }
      parts.push(`${parts.pop()}${next}`)
      at++
    } else {
      parts.push(`${parts.pop()}${text[at]}`)
    }
  }
  return parts
}

/**
 * The first part must begin the text and the last one end it; those between are found from left to right, the leftmost
 * place each. Each part is searched once and never tried again, so no text can make this slow.
 */
export function wildcardHolds(wildcard: Wildcard, text: string): boolean {
  const [head = '', ...rest] = wildcard
  const tail = rest.pop()
  if (tail === undefined) return text === head
  if (!text.startsWith(head) || !text.endsWith(tail)) return false
  let from = head.length
  const end = text.length - tail.length
  for (const part of rest) {
    const found = text.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return from <= end
}

const refusal = (refused: string, fix: string): Refusal => ({ refused, fix })
