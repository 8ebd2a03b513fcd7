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
  readonly option: EChartsCoreOption
}

export const CHART_WIDTH = 1080

/** The chart in a box of its own, with what belongs below it: its figures as a table. */
export function chartFigure(chart: Chart, figures: Html): Html {
  const { title, description } = chart
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="${title}">${drawn(chart)}</div>
<p class="note">${description}</p>${figures}</figure>
`
}

function drawn({ id, title, description, height, option }: Chart): Html {
  const svg = visible(rendered(option, height))
  const body = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
  const names = `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(description)}</desc>`
  return raw(
    `<svg viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">${names}${plain(body, id)}</svg>`,
  )
}

/** A chart that is not disposed of keeps the process alive. */
function rendered(option: EChartsCoreOption, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height })
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
