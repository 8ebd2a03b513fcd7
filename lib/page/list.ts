// Lists that may be long: the first entries are HTML, the others data, of which the page's script builds what is asked for.
import { numberText } from '../report/words.ts'
import { type Html, html, jsonBlock, raw } from './html.ts'
import { interned } from './intern.ts'
import { type PageNode, renderNode } from './node.ts'

export type List = {
  readonly id: string
  /** What a table shows, in a sentence; with the units. */
  readonly caption: string
  /** `sources`, for the search; without one the list is short, or wanted whole. */
  readonly noun?: string
  readonly filters?: readonly string[]
  readonly entries: readonly Entry[]
}

export type Column = { readonly label: string; readonly kind?: 'number' | 'text' | 'wide' }

export type Entry = {
  /** One for each filter. */
  readonly facets?: readonly string[]
  /** The cells of a row, or what a card consists of. */
  readonly parts: readonly PageNode[]
  readonly tone?: 'bad'
}

/** So many are there without a script, and on paper. */
const FIRST = 50
/** Whoever sees all of so few needs no search. */
const FEW = 8

export function tableList(list: List, columns: readonly Column[]): Html {
  const heads = columns.map(
    ({ label, kind }) => html`<th scope="col"${classOf(kind)}>${label}</th>`,
  )
  const kinds = columns.map(({ kind }) => kind ?? '')
  const rows = firstOf(list).map(entry => row(entry, kinds))
  return html`${controls(list)}<div class="scroll" tabindex="0" role="region" aria-label="${list.caption}">
<table><caption>${list.caption}</caption><thead><tr>${heads}</tr></thead><tbody id="${list.id}">
${rows}</tbody></table></div>${rest(list, kinds)}`
}

/** The first part of a card is its summary, the rest is seen when it is open. */
export function cardList(list: List): Html {
  const cards = firstOf(list).map(({ parts }) => {
    const [summary = '', ...body] = parts.map(renderNode)
    return html`<li><details><summary>${summary}</summary>${body}</details></li>\n`
  })
  return html`${controls(list)}<ol class="cards" id="${list.id}">${cards}</ol>${rest(list, null)}`
}

function firstOf({ noun, entries }: List): readonly Entry[] {
  return noun === undefined ? entries : entries.slice(0, FIRST)
}

function row({ parts, tone }: Entry, kinds: readonly string[]): Html {
  const cells = parts.map((part, index) =>
    index === 0
      ? html`<th scope="row">${renderNode(part)}</th>`
      : html`<td${classOf(kinds[index])}>${renderNode(part)}</td>`,
  )
  return html`<tr${classOf(tone)}>${cells}</tr>\n`
}

function classOf(name: string | undefined): Html {
  return name === undefined || name === '' ? raw('') : html` class="${name}"`
}

function controls({ id, noun, filters = [], entries }: List): Html {
  if (noun === undefined || entries.length <= FEW) return raw('')
  const selects = filters.map((label, index) => {
    const values = [...new Set(entries.map(({ facets }) => facets?.[index] ?? ''))].toSorted()
    const options = values.map(value => html`<option>${value}</option>`)
    return html`<label>${label} <select data-facet="${index}"><option value="">all</option>${options}</select></label>`
  })
  return html`<div class="controls" role="search" aria-label="${noun}" data-list="${id}">
<label>Search ${noun} <input type="search" autocomplete="off" spellcheck="false"></label>${selects}
<span class="count" role="status">${numberText(entries.length)} ${noun}</span></div>`
}

function rest({ id, noun, entries }: List, kinds: readonly string[] | null): Html {
  if (noun === undefined || entries.length <= FEW) return raw('')
  const data = entries.map(({ parts, facets = [], tone }, index) => {
    if (index < FIRST) return [facets]
    return tone === undefined ? [facets, parts] : [facets, parts, tone]
  })
  const more = entries.length - FIRST
  const hint =
    more > 0
      ? html`<p class="more" data-more="${id}"><span>${numberText(more)} more ${noun}.</span> <button type="button" hidden>Show more</button></p>`
      : raw('')
  return html`${hint}${jsonBlock(`${id}-data`, { noun, kinds, ...interned(data) })}`
}
