// Commvault's words, made fit for a message: reasons come with line breaks and links, gateways answer whole pages.

const MAX_LENGTH = 1_000

/** One line without markup, at most 1,000 characters. */
export function plainText(text: string): string {
  if (!/[<&]/.test(text)) return shorten(oneLine(text))
  const line = text
    .replace(/<(script|style)\b[^<>]*>[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/<[/!?]?[a-z][^<>]*>/gi, ' ')
  return shorten(oneLine(unescapeMarkup(line)))
}

/** Without what a terminal would obey and what no store takes: control characters and halves of surrogate pairs. */
export const oneLine = (text: string) => text.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()

/** At most 1,000 characters, with room left for what is added. */
export function shorten(text: string, room = 0): string {
  const length = MAX_LENGTH - room
  if (text.length <= length) return text
  // Half a surrogate pair at the cut is no character.
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** XML's five entities and those that the web adds most often; `&amp;` last, so that nothing is read twice. */
export function unescapeMarkup(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_, code: string) => character(Number(code)))
    .replace(/&#x([\da-f]{1,6});/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&')
}

const character = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '')
