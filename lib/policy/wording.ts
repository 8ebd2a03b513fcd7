// The small words that messages are made of: quoting what was found, listing what is allowed.
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

/** `a, b, c`, and of a longer list the first and how many more there are. */
export function listed(words: readonly string[]): string {
  const shown = words.length > 4 ? words.slice(0, 3) : words
  const more = words.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** Seconds as a person reads them: `45m`, `24h53m`, `169h`, and from ten days on `31d1h`. */
export function timeText(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  if (minutes >= 14_400)
    return parts([Math.floor(minutes / 1440), 'd'], [Math.floor((minutes % 1440) / 60), 'h'])
  return parts([Math.floor(minutes / 60), 'h'], [minutes % 60, 'm'])
}

function parts(...all: readonly (readonly [count: number, unit: string])[]): string {
  const text = all.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('')
  return text === '' ? '0m' : text
}

/** Characters that a terminal would obey or hide, written out: a policy must not repaint the screen of who reads its errors. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, char => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Control characters, and those that reorder text on the screen (https://trojansource.codes); tab and line ends are not among them. */
export const UNPRINTABLE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu
