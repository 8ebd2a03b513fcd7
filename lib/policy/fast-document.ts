// Reads a document as most documents are written, many times as fast as the YAML library. The laws:
// 1. The library is the truth. What is answered here is exactly what parse.ts would read with the library, without a
//    diagnostic; scripts/fuzz.ts compares the two on mutated documents.
// 2. Whatever is not certain is not answered: undefined, and the library reads the document. That holds for every mistake
//    and every secret, and for all of YAML that is rare in policies: anchors, tags, escapes, text of several lines.
// 3. There are no places here. Who needs one asks the library.
import { fastValue, isFastKey } from './fast-value.ts'
import type { PlainMap } from './plain.ts'

/** The map that the document is, or undefined for "not sure". */
export function fastDocument(text: string): PlainMap | undefined {
  if (UNUSUAL.test(text)) return undefined
  const reader = { lines: linesOf(text), at: 0 }
  if (lineAt(reader, 0) === '---') reader.at += 1
  if (reader.at === reader.lines.length) return undefined
  const map = readMap(reader, 0)
  // A line that no block took is indented unlike its neighbours.
  return reader.at === reader.lines.length ? map : undefined
}

/** Tabs, carriage returns, control characters, spaces beyond ASCII, and what turns the direction of text. */
const UNUSUAL = /[^\n\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/u

/** A line that holds more than a comment: how far it is indented, and what follows. */
type Line = { readonly indent: number; readonly text: string }

type Reader = { readonly lines: Line[]; at: number }

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/)
    if (indent < 0 || line[indent] === '#') continue
    lines.push({ indent, text: line.slice(indent).trimEnd() })
  }
  return lines
}

/** The next line, when it stands at this indentation and so belongs to this block. */
function lineAt({ lines, at }: Reader, indent: number): string | undefined {
  const line = lines[at]
  return line?.indent === indent ? line.text : undefined
}

/** A key as people write them, then nothing, or a space and the rest of the line. */
const ENTRY = /^([A-Za-z][\w./-]{0,99}):(?: +(.*))?$/

function readMap(reader: Reader, indent: number): PlainMap | undefined {
  const map: Record<string, unknown> = {}
  for (let line = lineAt(reader, indent); line !== undefined; line = lineAt(reader, indent)) {
    const [, key, rest = ''] = ENTRY.exec(line) ?? []
    if (key === undefined || !isFastKey(key) || Object.hasOwn(map, key)) return undefined
    reader.at += 1
    const isBelow = rest === '' || rest.startsWith('#')
    const value = isBelow ? readBelow(reader, indent) : fastValue(rest)
    if (value === undefined) return undefined
    map[key] = value
  }
  return map
}

/** The value of a key that has nothing beside it. A list may stand as far to the left as its key. */
function readBelow(reader: Reader, indent: number): unknown {
  const next = reader.lines[reader.at]
  if (next === undefined || next.indent < indent) return null
  const isList = next.text.startsWith('- ')
  if (next.indent === indent) return isList ? readList(reader, indent) : null
  if (next.indent > DEEPEST) return undefined
  return isList ? readList(reader, next.indent) : readMap(reader, next.indent)
}

/** Whatever is nested is indented further: this bounds the recursion as well. */
const DEEPEST = 60

function readList(reader: Reader, indent: number): readonly unknown[] | undefined {
  const items: unknown[] = []
  for (let line = lineAt(reader, indent); line?.startsWith('- '); line = lineAt(reader, indent)) {
    const item = readItem(reader, { indent, line })
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function readItem(reader: Reader, { indent, line }: { indent: number; line: string }): unknown {
  const text = line.slice(1).trimStart()
  if (!ENTRY.test(text)) {
    reader.at += 1
    return fastValue(text)
  }
  // What stands beside the dash is the first line of a map, and the map goes on below it.
  const inner = indent + line.length - text.length
  reader.lines[reader.at] = { indent: inner, text }
  return readMap(reader, inner)
}
