// From a syntax tree to plain data. Refuses on the way what would make a line mean something that it does not say:
// anchors, aliases, merge keys, tags; and what must not be there at all: secrets.
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Flaw } from './codes.ts'
import { type Path, type Range, rangeOf } from './places.ts'
import { asksForSecret, looksLikeSecret } from './secret.ts'
import { quote } from './wording.ts'

/** Takes a flaw and the characters that it is about. */
export type ReportRange = (flaw: Flaw, range: Range) => void

/** Names that JavaScript gives a meaning of its own; no key of the language is called so. */
export const UNSAFE_KEYS: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype'])

/** The value of a node; undefined where it was refused. */
export function plain(node: Node | null, report: ReportRange): unknown {
  if (node === null) return null
  if (isAlias(node)) return void report(ALIAS, rangeOf(node))
  if (node.anchor !== undefined) report(ALIAS, rangeOf(node))
  if (node.tag !== undefined) {
    report({ ...TAG, message: `The tag ${quote(node.tag)} is not read here` }, rangeOf(node))
  }
  if (isMap<Node, Node | null>(node)) return plainMap(node.items, report)
  if (isSeq<Node>(node)) return node.items.map(item => plain(item, report))
  if (!isScalar(node)) return undefined
  if (typeof node.value === 'string' && looksLikeSecret(node.value)) report(TOKEN, rangeOf(node))
  return node.value
}

function plainMap(pairs: readonly Pair<Node, Node | null>[], report: ReportRange): object {
  const map: Record<string, unknown> = {}
  for (const { key, value } of pairs) {
    const name = keyOf(key, report)
    if (name === undefined) continue
    if (Object.hasOwn(map, name)) report(TWICE, rangeOf(key))
    const found = plain(value, report)
    if (asksForSecret(name) && typeof found === 'string' && !looksLikeSecret(found)) {
      report(TOKEN, value === null ? rangeOf(key) : rangeOf(value))
    }
    if (found !== undefined) map[name] = found
  }
  return map
}

function keyOf(key: Node, report: ReportRange): string | undefined {
  if (isAlias(key)) return void report(ALIAS, rangeOf(key))
  if (!isScalar(key) || typeof key.value !== 'string') {
    const fix = isScalar(key) ? `write "${String(key.value)}" in quotes` : 'write the key as a word'
    return void report({ code: 'wrong-type', message: 'A key must be text', fix }, rangeOf(key))
  }
  if (key.value === '<<') return void report(ALIAS, rangeOf(key))
  if (key.anchor !== undefined) report(ALIAS, rangeOf(key))
  if (!UNSAFE_KEYS.has(key.value)) return key.value
  const message = `${quote(key.value)} is not a key of this language`
  return void report({ code: 'unknown-key', message, fix: 'remove it' }, rangeOf(key))
}

const ALIAS: Flaw = {
  code: 'yaml-alias',
  message:
    'Anchors, aliases and merge keys are not read here: a reviewer must see what a line says',
  fix: 'write the value out, or share it by a TargetList, by Defaults or by overrides',
}

const TWICE: Flaw = {
  code: 'duplicate-key',
  message: 'This key is already in the same map, further up: one of the two would be ignored',
  fix: 'keep one of them',
}

const TAG: Flaw = { code: 'yaml-tag', message: '', fix: 'remove the tag' }

const TOKEN: Flaw = {
  code: 'secret-in-policy',
  message: 'This looks like a secret; a policy holds the name of a secret, never the secret',
  fix: 'put it into Secrets Manager, write its name as authSecret, and replace the secret: it has been in a file',
}

/** A mapping, once it is plain data. */
export type PlainMap = { readonly [key: string]: unknown }

export function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at a path, undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as PlainMap)[String(step)]
  }
  return found
}
