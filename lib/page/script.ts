// The page's own script: it searches and filters the lists, and builds their entries as they are asked for. Text stays
// text: nothing is ever parsed as HTML.

export const PAGE_SCRIPT = `'use strict'
// Entries that come when they are asked for.
const CHUNK = 100
// So many at once, and the others when nobody has typed for so many milliseconds.
const SLICE = 20
const QUIET = 200
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
const open = (list, { kinds, noun, shared, entries }) => {
  const nodes = [...list.children]
  const of = value => typeof value === 'number' ? shared[value] : value
  const entryOf = index => of(entries[index]).map(of)
  const build = value => {
    const node = of(value)
    if (!Array.isArray(node)) return document.createTextNode(visible(node))
    const [tag, ...children] = node
    const [name, ...classes] = of(tag).split('.')
    return element(name, classes.join(' '), children.map(build))
  }
  const row = ([, parts, tone]) => element('tr', tone, parts.map((part, index) => {
    const cell = element(index === 0 ? 'th' : 'td', kinds[index], [build(part)])
    if (index === 0) cell.scope = 'row'
    return cell
  }))
  const card = ([, [summary, ...body]]) => element('li', '', [
    element('details', '', [element('summary', '', [build(summary)]), ...body.map(build)]),
  ])
  const wordsOf = value => {
    const node = of(value)
    return Array.isArray(node) ? node.slice(1).map(wordsOf).join(' ') : node
  }
  const texts = []
  return {
    noun,
    all: entries.map((_, index) => index),
    nodeOf: index => nodes[index] ??= (kinds ? row : card)(entryOf(index)),
    facetOf: (index, facet) => of(entryOf(index)[0][facet]),
    none: () => {
      const text = 'None of the ' + entries.length.toLocaleString('en-US') + ' ' + noun + ' matches.'
      if (!kinds) return element('li', 'none', [text])
      const cell = element('td', '', [text])
      cell.colSpan = kinds.length
      return element('tr', 'none', [cell])
    },
    textOf: index => texts[index] ??= (nodes[index]?.textContent
      ?? visible(entryOf(index)[1].map(wordsOf).join(' '))).toLowerCase(),
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
  let wanted = 0
  let next

  const data = () => opened ??= open(list, JSON.parse(document.getElementById(id + '-data').textContent))
  const add = count => {
    const slice = found.slice(shown, Math.min(shown + count, wanted))
    list.append(...slice.map(data().nodeOf))
    shown += slice.length
  }
  const grow = () => {
    add(SLICE)
    if (shown < wanted) next = requestAnimationFrame(grow)
  }
  const wait = (now, since = now) => {
    next = requestAnimationFrame(now - since < QUIET ? later => wait(later, since) : grow)
  }
  const show = atOnce => {
    cancelAnimationFrame(next)
    wanted = Math.min(found.length, wanted + CHUNK)
    add(atOnce)
    if (shown < wanted) next = requestAnimationFrame(now => wait(now))
    const { noun, all } = data()
    const total = all.length.toLocaleString('en-US') + ' ' + noun
    count.textContent = found.length === all.length ? total : found.length.toLocaleString('en-US') + ' of ' + total
    if (!more) return
    more.hidden = found.length === wanted
    more.firstElementChild.textContent = (found.length - wanted).toLocaleString('en-US') + ' more ' + noun + '.'
  }
  const filter = () => {
    const { all, textOf, facetOf } = data()
    const words = search.value.toLowerCase().split(/\\s+/)
    found = all.filter(index =>
      words.every(word => textOf(index).includes(word)) &&
      selects.every(({ value, dataset }) => !value || facetOf(index, dataset.facet) === value))
    shown = wanted = 0
    list.replaceChildren()
    show(SLICE)
    if (found.length === 0) list.append(data().none())
  }
  // What is read before the first key need not be at it.
  const prepare = from => {
    const { all, textOf } = data()
    all.slice(from, from + CHUNK).forEach(textOf)
    if (from < all.length) requestAnimationFrame(() => prepare(from + CHUNK))
  }
  search.addEventListener('focus', () => requestAnimationFrame(() => prepare(0)), { once: true })
  search.addEventListener('input', filter)
  for (const select of selects) select.addEventListener('change', filter)
  if (!button) continue
  button.hidden = false
  button.addEventListener('click', () => {
    if (!opened || shown === 0) {
      found = data().all
      shown = wanted = list.children.length
    }
    // Rows that came later would move the button from under the next press, and that click would be lost.
    show(wanted - shown + CHUNK)
  })
}

// Once the browser knows how high each section is, it draws only those that are seen, and nothing jumps. At another width
// they are as high as they never were.
let width
const layOut = () => {
  if (width === innerWidth) return
  width = innerWidth
  const { classList } = document.documentElement
  classList.remove('laid-out')
  requestAnimationFrame(() => requestAnimationFrame(() => classList.add('laid-out')))
}
layOut()
addEventListener('resize', layOut)

const sideways = ({ target }) => target.classList.toggle(
  'sideways', target.scrollLeft + target.clientWidth < target.scrollWidth - 2)
const sized = new ResizeObserver(entries => entries.forEach(sideways))
for (const scroll of document.querySelectorAll('.scroll')) {
  sized.observe(scroll)
  scroll.addEventListener('scroll', sideways, { passive: true })
}
`
