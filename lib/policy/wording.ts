// The small words that messages are made of: quoting what was found, listing what is allowed, guessing what was meant.
import { looksLikeSecret } from './secret.ts'

const LONGEST_QUOTE = 60

/** A value as a message may show it: short, on one line, never a secret. */
export function quote(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  if (looksLikeSecret(text)) return '"***"'
  const line = visible(text)
  return `"${line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line}"`
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** Characters that a terminal would obey or hide, written out: a policy must not repaint the screen of who reads its errors. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, char => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Control characters, and those that reorder text on the screen (https://trojansource.codes); tab and line ends are not among them. */
export const UNPRINTABLE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu

/** The known word nearest to a wrong one, when it is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wrong = word.toLowerCase()
  const limit = Math.max(1, Math.floor(Math.min(wrong.length, 24) / 3))
  let best: string | undefined
  let least = limit + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - wrong.length) >= least) continue
    const far = distance(wrong.slice(0, 64), candidate.toLowerCase())
    if (far < least) {
      least = far
      best = candidate
    }
  }
  return best
}

/** Edit distance in which two neighbours that changed places count once: the commonest slip of the fingers. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current[column] = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = above
    above = current
  }
  return above[b.length] ?? 0
}
