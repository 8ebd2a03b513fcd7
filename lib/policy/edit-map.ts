// Keys into one map of a YAML text: where they go, and how they are written there.
import { isScalar, type Node, type Pair, type YAMLMap } from 'yaml'
import { rangeOf } from './places.ts'

export type Entries = YAMLMap<Node, Node | null>

export type Keys = { readonly [key: string]: number | string }

/** What takes the place of the characters from one offset to another. */
export type Patch = { readonly from: number; readonly to: number; readonly text: string }

export function pairOf(map: Entries, key: string): Pair<Node, Node | null> | undefined {
  return map.items.find(pair => isScalar(pair.key) && pair.key.value === key)
}

/** The changes to a text that give the map in it these keys, added behind what says who the target is. */
export function patchesOf(text: string, map: Entries, keys: Keys): readonly Patch[] {
  const known = Object.entries(keys).filter(([key]) => pairOf(map, key)?.value)
  const replacing = known.map(([key, value]) => {
    const node = pairOf(map, key)?.value
    const [from, to] = node ? rangeOf(node) : [0, 0]
    return { from, to, text: written(value, text[from]) }
  })
  const added = Object.entries(keys).filter(([key]) => !pairOf(map, key)?.value)
  const anchor = anchorOf(map)
  if (added.length === 0 || anchor?.value === undefined || anchor.value === null) return replacing
  const quote = /["']/.exec(text[rangeOf(anchor.key)[0]] ?? '')?.[0] ?? ''
  const lines = added.map(([key, value]) => `${quote}${key}${quote}: ${written(value, quote)}`)
  const adding = map.flow
    ? inFlow(rangeOf(anchor.value)[1], lines)
    : inBlock(text, [rangeOf(anchor.key)[0], rangeOf(anchor.value)[1]], lines)
  return [...replacing, adding]
}

/** What says who the target is; a target of which its list says all of that has a name at least. */
const IDENTITY: ReadonlySet<unknown> = new Set([
  'clientName',
  'displayName',
  'instanceName',
  'subclientName',
  'clientId',
  'instanceId',
  'subclientId',
])

function anchorOf(map: Entries): Pair<Node, Node | null> | undefined {
  const isIdentity = ({ key, value }: Pair<Node, Node | null>) =>
    isScalar(key) && IDENTITY.has(key.value) && value !== null
  return map.items.findLast(isIdentity) ?? pairOf(map, 'name')
}

function inFlow(end: number, entries: readonly string[]): Patch {
  return { from: end, to: end, text: entries.map(entry => `, ${entry}`).join('') }
}

/** Below the line on which the anchor ends, and as far to the right as the anchor begins. */
function inBlock(
  text: string,
  [begin, end]: readonly [number, number],
  entries: readonly string[],
): Patch {
  const line = text.slice(text.lastIndexOf('\n', begin - 1) + 1, begin)
  const indent = line.replace(/[^\t ]/g, ' ')
  // A block scalar has its last line end in it.
  const lineEnd = text.indexOf('\n', text[end - 1] === '\n' ? end - 1 : end)
  const isLast = lineEnd < 0
  const newline = (isLast ? text.includes('\r\n') : text[lineEnd - 1] === '\r') ? '\r\n' : '\n'
  const from = isLast ? text.length : lineEnd + 1
  const added = entries.map(entry => `${indent}${entry}`)
  return {
    from,
    to: from,
    text: isLast
      ? added.map(entry => `${newline}${entry}`).join('')
      : added.map(entry => `${entry}${newline}`).join(''),
  }
}

/** In the quotes of its surroundings; in double ones where it could be read as something else without. */
function written(value: number | string, quote: string | undefined): string {
  if (typeof value === 'number') return String(value)
  if (quote === "'" && !/['\n]/.test(value)) return `'${value}'`
  return quote !== '"' && PLAIN.test(value) ? value : JSON.stringify(value)
}

/** Text that is text in every position of YAML. */
const PLAIN = /^(?!(?:null|true|false)$)[A-Za-z][\w.\\/-]*(?: [\w.\\/-]+)*$/i
