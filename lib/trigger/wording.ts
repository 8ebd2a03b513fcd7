// The small words of this room: quoting what was found, listing what is allowed.

const LONGEST_QUOTE = 80

/** A value as a message may show it: JSON, short, on one line. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'object' && value !== null) return short(list(value))
  const text = JSON.stringify(value) ?? String(value)
  return TOKEN.test(text) ? '"***"' : short(visible(text))
}

/** Commvault's Authtoken begins with QSDK; keys of other makers are long runs of letters and digits. Names are neither. */
const TOKEN = /\bQSDK\s|[A-Za-z\d]{40}/

/** Characters that a terminal would obey or hide, written out (https://trojansource.codes). */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, char => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

const LONGEST_PHRASE = 120

/** What a trigger waits for, in one short line: `codedeploy application erp, state SUCCESS`. */
export function phrase(event: string, words: readonly string[]): string {
  const text = visible([event, words.join(', ')].join(' ').trim())
  return text.length > LONGEST_PHRASE ? `${text.slice(0, LONGEST_PHRASE)}…` : text
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** An object is named, not shown: events are large, and nest as deep as they like. */
function list(value: object): string {
  if (!Array.isArray(value)) return 'a map'
  const shown = value.slice(0, 5).map(item => (Array.isArray(item) ? 'a list' : quote(item)))
  return `[${[...shown, ...(value.length > 5 ? ['…'] : [])].join(', ')}]`
}

const short = (text: string): string =>
  text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text
