// HTML as a value: text that enters a template is escaped, only HTML itself is not.
import { visible } from '../policy/wording.ts'

export type Html = { readonly html: string }

type Part = Html | string | number | null | readonly Part[]

/** Whatever is put in is text, unless it is Html; of a list the parts follow each other, null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? ''
  for (const [index, part] of parts.entries()) text += textOf(part) + (strings[index + 1] ?? '')
  return { html: text }
}

/** Trusts a text that we made ourselves. */
export function raw(text: string): Html {
  return { html: text }
}

/** For text and for quoted attributes; characters that hide or reorder others are written out. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}

/** JSON for a script element that is not run: nothing in it can end the element, or begin a comment. */
export function jsonBlock(id: string, value: unknown): Html {
  const json = JSON.stringify(value).replace(/</g, '\\u003c')
  return html`<script type="application/json" id="${id}">${raw(json)}</script>`
}

function textOf(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if ('html' in part) return part.html
  return part.map(textOf).join('')
}
