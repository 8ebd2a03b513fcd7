// Where things stand: from a path in a document to a place in its file.
import {
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { Flaw } from './codes.ts'
import type { Place } from './diagnostic.ts'

/** One document of a file: its text, and the line of the file on which it begins. */
export type DocumentText = {
  readonly file: string
  readonly line: number
  readonly text: string
}

export type Path = readonly PropertyKey[]

/** Answers with the nearest thing there is: a key that was never written is placed where its map says its name, or begins. */
export type Places = {
  readonly ofKey: (path: Path) => Place
  readonly ofValue: (path: Path) => Place
  /** The guilty characters of a text, when the text stands in the file as it is read; else all of it. */
  readonly ofFlaw: (path: Path, flaw: Pick<Flaw, 'span'>) => Place
}

/** Characters of a text: the first, and one past the last. */
export type Range = readonly [first: number, end: number]

type Found = { readonly key?: Range; readonly value: Range; readonly node: Node | null }

/** Offsets in a document's text, as places in its file. */
export function locator(document: DocumentText, lines: LineCounter): (range: Range) => Place {
  return ([first, end]) => {
    const from = lines.linePos(first)
    const to = lines.linePos(Math.max(first, end))
    return {
      file: document.file,
      line: from.line + document.line - 1,
      column: from.col,
      endLine: to.line + document.line - 1,
      endColumn: to.col,
    }
  }
}

export function placesOf(
  document: DocumentText,
  root: Node | null,
  place: (range: Range) => Place,
): Places {
  const whole: Found = { value: firstWord(document.text), node: root }
  return {
    ofKey: path => {
      const found = find(whole, path)
      return place(found.key ?? found.value)
    },
    ofValue: path => place(find(whole, path).value),
    ofFlaw: (path, { span }) => {
      const found = find(whole, path)
      return place(span === undefined ? found.value : partOf(document.text, found, span))
    },
  }
}

/** Places that cost nothing before the first of them is asked for. */
export function placesOnDemand(find: () => Places): Places {
  let found: Places | undefined
  const places = () => {
    found ??= find()
    return found
  }
  return {
    ofKey: path => places().ofKey(path),
    ofValue: path => places().ofValue(path),
    ofFlaw: (path, flaw) => places().ofFlaw(path, flaw),
  }
}

function find(whole: Found, path: Path): Found {
  let found = whole
  for (const step of path) {
    const next = child(found.node, step)
    if (next === undefined) return { ...found, value: nameOf(found) }
    found = next
  }
  return found.node === null || !isMap(found.node) ? found : { ...found, value: nameOf(found) }
}

function child(node: Node | null, step: PropertyKey): Found | undefined {
  if (isSeq<Node>(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined
    return item === undefined ? undefined : { value: rangeOf(item), node: item }
  }
  if (!isMap<Node, Node | null>(node)) return undefined
  const pair = pairsOf(node).get(String(step))
  if (pair === undefined) return undefined
  const key = rangeOf(pair.key)
  const value = pair.value === null ? key : rangeOf(pair.value)
  return { key, value: value[0] === value[1] ? key : value, node: pair.value }
}

type Pairs = ReadonlyMap<string, Pair<Node, Node | null>>

/** Of each map that was asked for once: ten thousand mistakes in one map ask ten thousand times. */
const pairsOfMaps = new WeakMap<YAMLMap, Pairs>()

/** By key, the first of each. */
function pairsOf(map: YAMLMap<Node, Node | null>): Pairs {
  const known = pairsOfMaps.get(map)
  if (known !== undefined) return known
  const pairs = new Map<string, Pair<Node, Node | null>>()
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair)
  }
  pairsOfMaps.set(map, pairs)
  return pairs
}

/** A map as a whole is long: its name says which one is meant, or else its key, or else its first key. */
function nameOf(found: Found): Range {
  if (!isMap<Node, Node | null>(found.node)) return found.value
  const name = child(found.node, 'name')
  if (name !== undefined) return name.value
  const first: Pair<Node, Node | null> | undefined = found.node.items[0]
  return found.key ?? (first === undefined ? found.value : rangeOf(first.key))
}

function partOf(text: string, found: Found, [first, end]: Range): Range {
  const { node } = found
  if (!isScalar(node) || typeof node.value !== 'string') return found.value
  const written = node as Scalar<string>
  const start = rangeOf(written)[0] + (written.type?.startsWith('QUOTE') ? 1 : 0)
  const isWhole = first === 0 && end >= written.value.length
  const isVerbatim = text.startsWith(written.value, start)
  return isWhole || !isVerbatim ? found.value : [start + first, start + end]
}

/** The characters of a node, without what follows it in its line. */
export function rangeOf(node: Node): Range {
  return node.range ? [node.range[0], node.range[1]] : [0, 0]
}

/** The first word of a text, so that even "there is nothing here" points at something. */
function firstWord(text: string): Range {
  const match = /\S+/.exec(text)
  return match === null ? [0, 0] : [match.index, match.index + match[0].length]
}
