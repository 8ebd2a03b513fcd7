// Writes keys into targets as a careful person would: text in, text out, and every comment, quote, line end and blank of
// the rest stays. What cannot be done so is not done: the text that comes out is read again, and says nothing else.
import { isMap, isSeq, type Node, parseDocument } from 'yaml'
import { type Entries, type Keys, type Patch, pairOf, patchesOf } from './edit-map.ts'
import { hashOf } from './hash.ts'
import type { PolicyFile } from './load.ts'
import type { Origin } from './origin.ts'
import { parse, split } from './parse.ts'
import type { DocumentText, Path } from './places.ts'
import { valueAt } from './plain.ts'

export type TargetEdit = {
  /** Of the target's entry in its list. */
  readonly origin: Origin
  /** Keys of the language, added behind the identity of the target, or with a value in place of another. */
  readonly keys: Keys
}

export type Edited = {
  readonly text: string
  /** Those that cannot be written into, because of their layout or of the size of the document; nothing of them is in the text. */
  readonly refused: readonly TargetEdit[]
}

/** The edits of one file. */
export function editTargets(file: PolicyFile, edits: readonly TargetEdit[]): Edited {
  const mark = file.text.startsWith('\ufeff') ? '\ufeff' : ''
  let text = file.text.slice(mark.length)
  const refused: TargetEdit[] = []
  // From the last to the first, so that the places of those before stay.
  for (const document of split(file).toReversed()) {
    const own = edits.filter(({ origin }) => origin.text.line === document.line)
    if (own.length === 0) continue
    const changes = changesOf(document, own)
    const bad = badOf(document, changes)
    const good = changes.filter(change => !bad.has(change))
    refused.push(...[...bad].map(({ edit }) => edit))
    const from = offsetOfLine(text, document.line)
    const end = from + document.text.length
    text = text.slice(0, from) + applied(document, good) + text.slice(end)
  }
  return { text: mark + text, refused }
}

type Change = { readonly edit: TargetEdit; readonly patches: readonly Patch[] }

function changesOf({ text }: DocumentText, edits: readonly TargetEdit[]): readonly Change[] {
  const tree = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' })
  return edits.map(edit => {
    const map = mapAt(tree.contents, edit.origin.path)
    return { edit, patches: map === undefined ? [] : patchesOf(text, map, edit.keys) }
  })
}

function applied({ text }: DocumentText, changes: readonly Change[]): string {
  const patches = changes.flatMap(change => change.patches).sort((a, b) => a.from - b.from)
  const parts: string[] = []
  let at = 0
  for (const { from, to, text: by } of patches) {
    parts.push(text.slice(at, from), by)
    at = to
  }
  return parts.concat(text.slice(at)).join('')
}

/** Whether the text would be read as the same document with these keys, and nothing else. */
function isGood(document: DocumentText, changes: readonly Change[]): boolean {
  const wanted = structuredClone(parse(document).value)
  for (const { edit } of changes) {
    Object.assign(valueAt(wanted, edit.origin.path) ?? {}, edit.keys)
  }
  const after = parse({ ...document, text: applied(document, changes) })
  return after.diagnostics.length === 0 && hashOf(after.value) === hashOf(wanted)
}

/** Each halving reads the document again; where so many do not suffice, all is bad that was not seen to be good. */
const MOST_HALVINGS = 30

/** Those that are to blame where the changes together are not good; all of them when only their number is. */
function badOf(document: DocumentText, changes: readonly Change[]): ReadonlySet<Change> {
  let left = MOST_HALVINGS
  const bad = new Set<Change>()
  const search = (some: readonly Change[]): void => {
    left -= 1
    if (left >= 0 && isGood(document, some)) return
    const half = some.slice(0, Math.ceil(some.length / 2))
    if (left < 0 || half.length === some.length) for (const change of some) bad.add(change)
    else for (const part of [half, some.slice(half.length)]) search(part)
  }
  search(changes)
  const good = changes.filter(change => !bad.has(change))
  return isGood(document, good) ? bad : new Set(changes)
}

function mapAt(root: Node | null, path: Path): Entries | undefined {
  let node: Node | null | undefined = root
  for (const step of path) {
    if (isSeq<Node>(node)) node = node.items[Number(step)]
    else if (isMap<Node, Node | null>(node)) node = pairOf(node, String(step))?.value
    else return undefined
  }
  return isMap<Node, Node | null>(node) ? node : undefined
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0
  for (let passed = 1; passed < line; passed++) offset = text.indexOf('\n', offset) + 1
  return offset
}
