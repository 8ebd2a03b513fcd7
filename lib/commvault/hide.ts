// Hiding the Authtoken in whatever a Command Center answers. A server that repeats our headers may escape them, for JSON,
// for HTML or for both, and what we do not undo ourselves a reader can.
import { isFields } from './fields.ts'

/** The same data, with `***` for the token in every text of it. */
export type Hide = <T>(data: T) => T

/** `QSDK …` is hidden as a whole and without its prefix. */
export function hiding(tokens: readonly string[]): Hide {
  const secrets = tokens
    .flatMap(token => [token, ...token.split(/\s+/)])
    .filter(secret => secret.length >= 8)
  if (secrets.length === 0) return data => data
  const pattern = new RegExp(secrets.map(spelled).join('|'), 'gi')
  return <T>(data: T) => replaced(data, pattern) as T
}

function replaced(data: unknown, pattern: RegExp): unknown {
  if (typeof data === 'string') return data.replace(pattern, '***')
  if (Array.isArray(data)) return data.map(item => replaced(item, pattern))
  if (!isFields(data)) return data
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, replaced(value, pattern)]),
  )
}

const spelled = (secret: string) =>
  secret.replace(/[^a-z\d]/gi, character => spellings(character.charCodeAt(0)))

/** How a character that is neither letter nor digit may be written: `+`, `\+`, `\u002b`, `&#43;`, `&#x2b;`, `&plus;`, `%2b`. */
function spellings(code: number): string {
  const hex = code.toString(16).padStart(2, '0')
  const unit = `u${hex.padStart(4, '0')}`
  const backslashes = '\\\\{0,4}'
  const entity = `(?:&|${backslashes}u0026)(?:amp;)*(?:#0*${code}|#x0*${hex}|[a-z]{2,8});`
  return `(?:${backslashes}(?:\\${unit}|${unit})|%${hex}|${entity})`
}
