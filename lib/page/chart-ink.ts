// Colours of charts: each a mark that no chart has otherwise, which the drawing replaces by a variable of the page's
// style, so that one drawing does for light, dark and paper.

const NAMES = [
  'ink',
  'quiet',
  'line',
  'accent',
  'accent-soft',
  'bad',
  'bad-soft',
  'warn',
  'shade',
  'partial',
  'skipped',
  'missed',
  'surface',
  'heat-0',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-ink',
  'heat-ink-strong',
] as const

export type Ink = (typeof NAMES)[number]

export function ink(name: Ink): string {
  return `#c0ffe${NAMES.indexOf(name).toString(36)}`
}

/** In attributes only: a name may well look like a colour. */
export function withVariables(svg: string): string {
  return svg.replace(/ (fill|stroke)="#c0ffe([0-9a-z])"/g, (_, attribute, mark) => {
    return ` ${attribute}="var(--${NAMES[Number.parseInt(mark, 36)]})"`
  })
}

/** Of which charts inherit the font. */
export const CHART_FONT = { fontFamily: 'inherit', fontSize: 12, color: ink('quiet') }
