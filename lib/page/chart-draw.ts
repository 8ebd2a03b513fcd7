// Draws a chart as SVG of which the page's policy, its colours and a reader without eyes can make something: no inline
// styles, no scripts, no process-wide counters, and a title and a description.
import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { visible } from '../policy/wording.ts'
import { CHART_FONT, withVariables } from './chart-ink.ts'
import { escapeHtml, type Html, html, raw } from './html.ts'

use([
  BarChart,
  CustomChart,
  LineChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
])

export type Chart = {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** What one sees in it, in a sentence or two with the figures that matter. */
  readonly description: string
  readonly height: number
  /** Pixels; without it, those of a desk. */
  readonly width?: number
  readonly option: EChartsCoreOption
  /** The same for a phone; without it the drawing scrolls there. */
  readonly narrow?: Chart
}

export const CHART_WIDTH = 1080
/** Of what is drawn for a phone. */
export const NARROW = 330

/** The chart in a box of its own, with what belongs below it: its figures as a table. */
export function chartFigure(chart: Chart, figures: Html): Html {
  const { title, description, narrow } = chart
  const phone =
    narrow && html`<div class="narrow">${drawn({ ...narrow, id: `${chart.id}-narrow` })}</div>`
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<div class="scroll${narrow ? ' desk' : ''}" tabindex="0" role="region" aria-label="${title}">${drawn(chart)}</div>${phone ?? null}
<p class="note">${description}</p>${figures}</figure>
`
}

function drawn(chart: Chart): Html {
  const { id, title, description, height, width = CHART_WIDTH } = chart
  const svg = visible(rendered(chart))
  const body = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
  const names = `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(description)}</desc>`
  return raw(
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">${names}${plain(body, id)}</svg>`,
  )
}

/** A chart that is not disposed of keeps the process alive. */
function rendered({ option, height, width = CHART_WIDTH }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: CHART_FONT, ...option })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** zrender counts its ids up for as long as the process lives, and styles what a pointer does. Text has no quotes in it. */
function plain(svg: string, id: string): string {
  return withVariables(svg)
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:ecmeta_\w+|class|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(/ id="zr\d+-/g, ` id="${id}-`)
    .replace(/"url\(#zr\d+-/g, `"url(#${id}-`)
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
}

/** Inline styles are what the page's policy forbids; as attributes they do the same. */
function attributesOf(style: string): string {
  const pairs = style.split(';').map(pair => pair.split(':'))
  return pairs.map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`)).join('')
}
