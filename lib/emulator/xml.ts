// Commvault's XML, which is what it answers unless JSON is asked for: numbers, words and flags of an object are
// attributes, objects are elements, and a list repeats its element.
import { type Fields, isObject } from './json.ts'

/** The document of a value under a root element. */
export function toXml(root: string, value: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>${element(root, value)}`
}

/** The attributes of the first element of a text; a sign-in may come as XML. */
export function readAttributes(text: string): Fields | undefined {
  const attributes = /<[A-Za-z_][\w.]*\s([^<>]*)>/.exec(text)?.[1]
  if (attributes === undefined) return undefined
  const pairs = attributes.matchAll(/([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries([...pairs].map(([, name, one, other]) => [name, one ?? other ?? '']))
}

function element(name: string, value: unknown): string {
  // A plain value in a list, like the ids of jobs, is an element with the attribute `val`.
  if (!isObject(value)) return `<${name} val="${attributeText(value)}"/>`
  const entries = Object.entries(value)
  const attributes = entries
    .filter(([, part]) => isPlain(part))
    .map(([key, part]) => ` ${key}="${attributeText(part)}"`)
    .join('')
  const inner = entries
    .flatMap(([key, part]) => elementsOf(part).map(one => element(key, one)))
    .join('')
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`
}

function elementsOf(part: unknown): readonly unknown[] {
  if (Array.isArray(part)) return part
  return isObject(part) ? [part] : []
}

function isPlain(part: unknown): boolean {
  return part !== null && part !== undefined && typeof part !== 'object'
}

function attributeText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  return String(value).replace(/[&<>"\n]/g, character => ESCAPES[character] ?? character)
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}
