// XML, which Commvault answers where Accept was overlooked or a gateway dropped it. Read into the same fields as its JSON,
// so that whoever reads those need not know: attributes and children alike are fields, and what repeats is a list.
import type { Fields } from './fields.ts'
import { unescapeMarkup } from './text.ts'

export type Xml = {
  readonly root: Fields
  /** Every element, the root included, in the order of the text. */
  readonly elements: readonly Fields[]
}

/** undefined for what is not XML from its first character to its last. One pass, however large or hostile the text. */
export function parseXml(text: string): Xml | undefined {
  if (!text.startsWith('<')) return undefined
  const reading: Reading = { elements: [], open: [] }
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('<', at)
    const words = text.slice(at, start < 0 ? text.length : start)
    if (!addWords(reading, words)) return undefined
    if (start < 0) break
    const tag = tagAt(text, start)
    if (tag === undefined || !addTag(reading, tag)) return undefined
    at = tag.end
  }
  const [root] = reading.elements
  if (root === undefined || reading.open.length > 0) return undefined
  return { root: root.fields, elements: reading.elements.map(({ fields }) => fields) }
}

type Element = {
  readonly name: string
  readonly fields: { [name: string]: unknown }
  words: string
}

type Reading = {
  readonly elements: Element[]
  /** From the root to the innermost. */
  readonly open: Element[]
}

/** Words stand inside of an element only. */
function addWords({ open }: Reading, words: string): boolean {
  const inside = open.at(-1)
  if (inside) inside.words += words
  return inside !== undefined || words.trim() === ''
}

/** Commvault nests a handful of levels. */
const DEEPEST = 100

function addTag({ elements, open }: Reading, tag: Tag): boolean {
  if (tag.kind === 'aside') return true
  if (tag.kind === 'end') {
    const closed = open.pop()
    if (closed) addChild(open.at(-1), closed)
    return closed?.name === tag.name
  }
  const inside = open.at(-1)
  const isSecondRoot = inside === undefined && elements.length > 0
  const element = { name: tag.name, fields: tag.fields, words: '' }
  elements.push(element)
  if (tag.isEmpty) addChild(inside, element)
  else open.push(element)
  return !isSecondRoot && open.length <= DEEPEST
}

type Tag =
  | {
      readonly kind: 'start'
      readonly name: string
      readonly fields: Element['fields']
      readonly isEmpty: boolean
      readonly end: number
    }
  | { readonly kind: 'end'; readonly name: string; readonly end: number }
  | { readonly kind: 'aside'; readonly end: number }

function tagAt(text: string, at: number): Tag | undefined {
  if (text.startsWith('<?', at)) return asideUntil('?>', text, at)
  if (text.startsWith('<!--', at)) return asideUntil('-->', text, at)
  if (text.startsWith('<!', at)) return undefined
  const closing = matchAt(/<\/([\w.:-]+)\s*>/y, text, at)
  if (closing) return { kind: 'end', name: closing[1] ?? '', end: at + closing[0].length }
  return startAt(text, at)
}

function asideUntil(mark: string, text: string, at: number): Tag | undefined {
  const end = text.indexOf(mark, at)
  return end < 0 ? undefined : { kind: 'aside', end: end + mark.length }
}

function startAt(text: string, at: number): Tag | undefined {
  const start = matchAt(/<([a-z_][\w.:-]*)/iy, text, at)
  if (start === null) return undefined
  const fields: Element['fields'] = {}
  let end = at + start[0].length
  for (;;) {
    const attribute = matchAt(/\s+([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y, text, end)
    if (attribute === null) break
    const [whole, name = '', double, single] = attribute
    addField(fields, name, unescapeMarkup(double ?? single ?? ''))
    end += whole.length
  }
  const close = matchAt(/\s*(\/?)>/y, text, end)
  if (close === null) return undefined
  const isEmpty = close[1] === '/'
  return { kind: 'start', name: start[1] ?? '', fields, isEmpty, end: end + close[0].length }
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(text)
}

/** An element without attributes and children is its words: `<errorCode>5</errorCode>`. */
function addChild(parent: Element | undefined, { name, fields, words }: Element) {
  const isPlain = Object.keys(fields).length === 0
  if (parent) addField(parent.fields, name, isPlain ? unescapeMarkup(words.trim()) : fields)
}

function addField(fields: Element['fields'], name: string, value: unknown) {
  // Assigned, it would become the prototype.
  if (name === '__proto__') return
  const there = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (there === undefined) fields[name] = value
  else if (Array.isArray(there)) there.push(value)
  else fields[name] = [there, value]
}
