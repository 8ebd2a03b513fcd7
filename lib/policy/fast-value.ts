// The values of fast-document.ts, each within its line: plain and quoted text, whole numbers, [lists] and {maps}.
import { UNSAFE_KEYS } from './plain.ts'
import { asksForSecret, looksLikeSecret } from './secret.ts'

/** The value that a line ends with; a comment may follow it. Undefined for "not sure". */
export function fastValue(text: string): unknown {
  if (!BRACKET_OR_QUOTE.test(text)) return plain(withoutComment(text))
  const cursor = { text, at: 0 }
  const value = readValue(cursor, 0)
  return END.test(text.slice(cursor.at)) ? value : undefined
}

/** False for a key that the library would read as something else than text, or that may not be there at all. */
export function isFastKey(key: string): boolean {
  return typeof core(key) === 'string' && !UNSAFE_KEYS.has(key) && !asksForSecret(key)
}

const BRACKET_OR_QUOTE = /^["'[{]/
const END = /^(?: +#|$)/

function withoutComment(text: string): string {
  const comment = text.indexOf(' #')
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd()
}

type Cursor = { readonly text: string; at: number }

function readValue(cursor: Cursor, depth: number): unknown {
  switch (cursor.text[cursor.at]) {
    case '[':
      return depth < DEEPEST ? readList(cursor, depth + 1) : undefined
    case '{':
      return depth < DEEPEST ? readMap(cursor, depth + 1) : undefined
    case '"':
      return unlessSecret(take(cursor, DOUBLE_QUOTED)?.slice(1, -1))
    case "'":
      return unlessSecret(take(cursor, SINGLE_QUOTED)?.slice(1, -1))
    default:
      return plain(take(cursor, PLAIN)?.trimEnd() ?? '')
  }
}

const DEEPEST = 16

/** Neither may hold what has to be unescaped: a backslash here, a doubled quote there. */
const DOUBLE_QUOTED = /"[^"\\]*"/y
const SINGLE_QUOTED = /'[^']*'(?!')/y

/** Within brackets plain text ends at any of them, and at a comma. */
const PLAIN = /[^,[\]{}]+/y
const KEY = /([A-Za-z][\w./-]{0,99}): +/y
const OPEN = /[[{] */y
const COMMA = / *, */y
const CLOSE_LIST = / *]/y
const CLOSE_MAP = / *}/y

/** What the pattern finds exactly here, and the cursor stands behind it. */
function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const [found] = pattern.exec(cursor.text) ?? []
  cursor.at += found?.length ?? 0
  return found
}

function readList(cursor: Cursor, depth: number): unknown {
  const items: unknown[] = []
  take(cursor, OPEN)
  if (take(cursor, CLOSE_LIST)) return items
  do {
    const item = readValue(cursor, depth)
    if (item === undefined) return undefined
    items.push(item)
  } while (take(cursor, COMMA))
  return take(cursor, CLOSE_LIST) && items
}

function readMap(cursor: Cursor, depth: number): unknown {
  const map: Record<string, unknown> = {}
  take(cursor, OPEN)
  if (take(cursor, CLOSE_MAP)) return map
  do {
    const key = take(cursor, KEY)?.replace(/: +$/, '')
    if (key === undefined || !isFastKey(key) || Object.hasOwn(map, key)) return undefined
    const value = readValue(cursor, depth)
    if (value === undefined) return undefined
    map[key] = value
  } while (take(cursor, COMMA))
  return take(cursor, CLOSE_MAP) && map
}

/** Text without quotes: not what begins with a sign of YAML's own, nor what may hold a key or a comment. */
function plain(text: string): unknown {
  return NOT_PLAIN.test(text) ? undefined : unlessSecret(core(text))
}

const NOT_PLAIN = /^$|^[?:,[\]{}#&*!|>'"%@`]|^-(?![\w.])|:(?: |$)| #/

/** What the core schema takes plain text for (https://yaml.org/spec/1.2.2/#103-core-schema). */
function core(text: string): unknown {
  if (WORDS.has(text)) return WORDS.get(text)
  if (WHOLE.test(text)) return Number(text)
  return ODD.test(text) ? undefined : text
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['~', null],
  ['null', null],
  ['true', true],
  ['false', false],
])

const WHOLE = /^(?:0|-?[1-9]\d{0,14})$/

/** Everything else that could be null, a truth value or a number: fractions, exponents, other bases, capitals. */
const ODD = /^(?:null|true|false|[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e.*)?|0[ox].*|\.inf|\.nan))$/i

function unlessSecret(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return looksLikeSecret(value) ? undefined : once(value)
}

/** Policies write the same words again and again, and each time they are new strings: the first of each is kept. */
const words = new Map<string, string>()

/** A bound for what is kept, and for what is worth it. */
const MOST_WORDS = 10_000
const LONGEST_WORD = 40

function once(word: string): string {
  const known = words.get(word)
  if (known !== undefined) return known
  if (word.length <= LONGEST_WORD && words.size < MOST_WORDS) words.set(word, word)
  return word
}
