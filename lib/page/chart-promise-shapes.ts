// What a row of the chart of promises is drawn with.
import { ink } from './chart-ink.ts'

type Box = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Pixels from one stroke to the next. */
const STEP = 8

/** Strokes to the upper right within a frame, in one path: a chart may have a thousand of them. */
export function hatched({ x, y, width, height }: Box) {
  const style = { fill: 'none', stroke: ink('bad'), lineWidth: 1.5 }
  const strokes = Array.from({ length: Math.ceil(width / STEP) }, (_, index) => {
    const from = x + index * STEP
    const across = Math.min(height, x + width - from)
    return `M${from} ${y + height}L${from + across} ${y + height - across}`
  })
  return [
    ...(strokes.length === 0
      ? []
      : [{ type: 'path', shape: { pathData: strokes.join('') }, style }]),
    { type: 'rect', shape: { x, y, width, height }, style },
  ]
}

type Gap = { readonly x: number; readonly y: number; readonly half: number }

/** A slanting gap, as where an axis is interrupted: a bar goes on for longer than is drawn. */
export function gapIn({ x, y, half }: Gap) {
  const [slant, wide] = [5, 6]
  const edge = (from: number) => ({
    type: 'line',
    shape: { x1: from - slant, y1: y + half, x2: from + slant, y2: y - half },
    style: { stroke: ink('quiet'), lineWidth: 1.5 },
  })
  const points = [
    [x - slant, y + half],
    [x + slant, y - half],
    [x + slant + wide, y - half],
    [x - slant + wide, y + half],
  ]
  return [
    { type: 'polygon', shape: { points }, style: { fill: ink('surface') } },
    edge(x),
    edge(x + wide),
  ]
}

/** One line for all rows would go through the words above the bars. */
export function upright(x: number, y: number) {
  const shape = { x1: x, y1: y - 10, x2: x, y2: y + 10 }
  return { type: 'line', shape, style: { stroke: ink('ink'), lineWidth: 2 } }
}

type Mark = { readonly x: number; readonly y: number; readonly stroke: string }

export function rhombus({ x, y, stroke }: Mark) {
  const points = [
    [x, y - 6],
    [x + 6, y],
    [x, y + 6],
    [x - 6, y],
  ]
  return { type: 'polygon', shape: { points }, style: markStyle(stroke) }
}

/** To what lies beyond `x`. */
export function arrow({ x, y, stroke }: Mark) {
  const points = [
    [x - 8, y - 7],
    [x + 5, y],
    [x - 8, y + 7],
  ]
  return { type: 'polygon', shape: { points }, style: markStyle(stroke) }
}

function markStyle(stroke: string) {
  return { fill: ink('surface'), stroke, lineWidth: 2 }
}
