// What a list consists of, as data that the page's script can build as well: a text, or an element with its children.
import { escapeHtml, type Html, raw } from './html.ts'

/** `['span.grade.weakens', 'weakens']`: the tag with its classes, then the children. No other attributes. */
export type PageNode = string | PageElement

type PageElement = readonly [tag: string, ...children: PageNode[]]

export function renderNode(node: PageNode): Html {
  return raw(textOf(node))
}

function textOf(node: PageNode): string {
  if (typeof node === 'string') return escapeHtml(node)
  const [tag, ...children] = node
  const [name = '', ...classes] = tag.split('.')
  const attribute = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`
  return `<${name}${attribute}>${children.map(textOf).join('')}</${name}>`
}
