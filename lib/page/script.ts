// The page's own script: it searches and filters the lists, and builds their entries as they are asked for. Text stays
// text: nothing is ever parsed as HTML.

export const PAGE_SCRIPT = `'use strict'
const CHUNK = 200
document.documentElement.classList.add('js')

const element = (name, className, children) => {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...children)
  return made
}
const visible = text => text.replace(
  /(?![\\t\\n\\r])[\\p{Cc}\\p{Bidi_Control}\\p{Zl}\\p{Zp}]/gu,
  char => '\\\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'),
)
const open = (list, { kinds, noun, strings, entries }) => {
  const nodes = [...list.children]
  const textOf = text => typeof text === 'number' ? strings[text] : text
  const build = node => {
    if (!Array.isArray(node)) return document.createTextNode(visible(textOf(node)))
    const [tag, ...children] = node
    const [name, ...classes] = textOf(tag).split('.')
    return element(name, classes.join(' '), children.map(build))
  }
  const row = ([, parts, tone]) => element('tr', tone && textOf(tone), parts.map((part, index) => {
    const cell = element(index === 0 ? 'th' : 'td', kinds[index], [build(part)])
    if (index === 0) cell.scope = 'row'
    return cell
  }))
  const card = ([, [summary, ...body]]) => element('li', '', [
    element('details', '', [element('summary', '', [build(summary)]), ...body.map(build)]),
  ])
  const wordsOf = node => Array.isArray(node) ? node.slice(1).map(wordsOf).join(' ') : textOf(node)
  const texts = []
  return {
    noun,
    all: entries.map((_, index) => index),
    nodeOf: index => nodes[index] ??= (kinds ? row : card)(entries[index]),
    facetOf: (index, facet) => textOf(entries[index][0][facet]),
    textOf: index => texts[index] ??= (nodes[index]?.textContent
      ?? visible(entries[index][1].map(wordsOf).join(' '))).toLowerCase(),
  }
}

for (const controls of document.querySelectorAll('.controls')) {
  const id = controls.dataset.list
  const list = document.getElementById(id)
  const search = controls.querySelector('input')
  const selects = [...controls.querySelectorAll('select')]
  const count = controls.querySelector('.count')
  const more = document.querySelector('[data-more="' + id + '"]')
  const button = more?.querySelector('button')
  let opened
  let found = []
  let shown = 0

  const data = () => opened ??= open(list, JSON.parse(document.getElementById(id + '-data').textContent))
  const show = () => {
    const next = found.slice(shown, shown + CHUNK)
    list.append(...next.map(data().nodeOf))
    shown += next.length
    const { noun, all } = data()
    const total = all.length.toLocaleString('en-US') + ' ' + noun
    count.textContent = found.length === all.length ? total : found.length.toLocaleString('en-US') + ' of ' + total
    if (!more) return
    more.hidden = found.length === shown
    more.firstElementChild.textContent = (found.length - shown).toLocaleString('en-US') + ' more ' + noun + '.'
  }
  const filter = () => {
    const { all, textOf, facetOf } = data()
    const words = search.value.toLowerCase().split(/\\s+/)
    found = all.filter(index =>
      words.every(word => textOf(index).includes(word)) &&
      selects.every(({ value, dataset }) => !value || facetOf(index, dataset.facet) === value))
    shown = 0
    list.replaceChildren()
    show()
  }
  search.addEventListener('input', filter)
  for (const select of selects) select.addEventListener('change', filter)
  if (!button) continue
  button.hidden = false
  button.addEventListener('click', () => {
    if (!opened) {
      found = data().all
      shown = list.children.length
    }
    show()
  })
}
`
