// What stands around tables and charts.
import { type Html, html } from './html.ts'
import { type Column, tableList } from './list.ts'
import type { PageNode } from './node.ts'

export function section(
  { id, title, note }: { readonly id: string; readonly title: string; readonly note?: string },
  content: Html | readonly Html[],
): Html {
  const hint = note === undefined ? null : html`<p class="note">${note}</p>`
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${hint}
${content}</section>
`
}

/** Of a chart: all that it draws, as figures. */
export function figures(
  of: { readonly id: string; readonly caption: string; readonly columns: readonly Column[] },
  rows: readonly (readonly PageNode[])[],
): Html {
  const table = tableList(
    { id: of.id, caption: of.caption, entries: rows.map(parts => ({ parts })) },
    of.columns,
  )
  return html`<details class="figures"><summary>Figures</summary>${table}</details>`
}
