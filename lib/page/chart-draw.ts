// Draws a chart as SVG, once for a desk and once for a phone, with a title and a description for a reader without eyes.
import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { CHART_FONT } from './chart-ink.ts'
import { plainSvg } from './chart-svg.ts'
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
  readonly desk: Drawing
  /** The same facts for a phone, in parts one below the other. */
  readonly narrow: readonly Drawing[]
}

/** Pixels, and what is drawn in them. */
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly option: EChartsCoreOption
}

export const CHART_WIDTH = 1080
/** Of what is drawn for a phone. */
export const NARROW = 330

/** The chart in a box of its own, with what belongs below it: its figures as a table. */
export function chartFigure(chart: Chart, figures: Html): Html {
  const { id, title, description, desk, narrow } = chart
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<div class="scroll desk" tabindex="0" role="region" aria-label="${title}">${drawn(chart, id, [desk])}</div><div class="narrow">${drawn(chart, `${id}-narrow`, narrow)}</div>
<p class="note">${description}</p>${figures}</figure>
`
}

function drawn({ title, description }: Chart, id: string, parts: readonly Drawing[]): Html {
  const tops = parts.map((_, index) =>
    parts.slice(0, index).reduce((top, { height }) => top + height, 0),
  )
  const bodies = parts.map((part, index) => {
    const body = plainSvg(rendered(part), `${id}-${index}`)
    return index === 0 ? body : `<g transform="translate(0 ${tops[index]})">${body}</g>`
  })
  const width = Math.max(...parts.map(part => part.width))
  const height = parts.reduce((sum, part) => sum + part.height, 0)
  const names = `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(description)}</desc>`
  return raw(
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">${names}${bodies.join('')}</svg>`,
  )
}

/** A chart that is not disposed of keeps the process alive. */
function rendered({ option, height, width }: Drawing): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: CHART_FONT, ...option })
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}
