// What is drawn, as SVG of which the page's policy and its colours can make something: no inline styles, no scripts, no
// process-wide counters. What the page's style says of every text is not said again of each.
import { visible } from '../policy/wording.ts'
import { CHART_FONT, withVariables } from './chart-ink.ts'

/** Without the element around it; `id` begins every id in it. Text has no quotes in it, and no angle brackets. */
export function plainSvg(svg: string, id: string): string {
  const shown = visible(svg)
  const body = shown.slice(shown.indexOf('>') + 1, shown.lastIndexOf('</svg>'))
  return (
    withVariables(body)
      // zrender counts its ids up for as long as the process lives, and styles what a pointer does.
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/ (?:ecmeta_\w+|class|pointer-events|xml:space)="[^"]*"/g, '')
      .replace(/ id="zr\d+-/g, ` id="${id}-`)
      .replace(/"url\(#zr\d+-/g, `"url(#${id}-`)
      .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
      .replace(USUAL, '')
      .replace(/ ([xy])="(-?[\d.]+)"/g, (_, name, at) => ` ${name}="${rounded(at)}"`)
      .replace(
        / transform="translate\((\S+) (\S+)\)"/g,
        (_, x, y) => ` transform="translate(${rounded(x)} ${rounded(y)})"`,
      )
      .replace(/ d="([^"]*)"/g, (_, path: string) => ` d="${stepped(path)}"`)
      .replace(/><\/(?:path|rect)>\n?/g, '/>')
  )
}

const { fontSize } = CHART_FONT
const USUAL = new RegExp(
  ` (?:font-family="inherit"|font-size="${fontSize}px"|dominant-baseline="central")`,
  'g',
)

/** To what is seen. */
function rounded(at: string): number {
  return Math.round(Number(at) * 10) / 10
}

/** Most lines go up, down or across, and need no more than one number. */
function stepped(path: string): string {
  let [x, y] = ['', '']
  return path.replace(/([A-Za-z])([^A-Za-z]*)/g, (same, command: string, numbers: string) => {
    const [toX = '', toY = '', ...more] = numbers.trim().split(' ')
    const isLine = command === 'L' && more.length === 0
    const across = isLine && toY === y
    const upright = isLine && toX === x
    // Where a path is after any other command nobody asks.
    ;[x, y] = isLine || command === 'M' ? [toX, toY] : ['', '']
    return upright ? `V${toY}` : across ? `H${toX}` : same
  })
}

/** Inline styles are what the page's policy forbids; as attributes they do the same. */
function attributesOf(style: string): string {
  const pairs = style.split(';').map(pair => pair.split(':'))
  return pairs.map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`)).join('')
}
