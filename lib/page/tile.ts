// One figure of the head, with its name and what it counts.
import { type Html, html } from './html.ts'

export type Tile = {
  readonly name: string
  readonly value: string
  readonly note: string
  readonly isBad?: boolean
}

export function tile({ name, value, note, isBad = false }: Tile): Html {
  return html`<div${isBad ? html` class="bad"` : null}><dt>${name}</dt><dd><b>${isBad ? '✕ ' : ''}${value}</b><span>${note}</span></dd></div>`
}
