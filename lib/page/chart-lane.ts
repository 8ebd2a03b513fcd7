// What a chart of lanes is told, and how wide it is.
import type { Span } from '../schedule/calendar.ts'
import { CHART_WIDTH, type Chart } from './chart-draw.ts'
import type { Ink } from './chart-ink.ts'

export type Lanes = Pick<Chart, 'id' | 'title' | 'description'> & {
  /** Pixels; without it, those of a desk. */
  readonly width?: number
  readonly timezone: string
  /** When the slots begin, and the end of the last. */
  readonly slots: readonly number[]
  readonly end: number
  readonly lanes: readonly Lane[]
  /** Named below the lanes; those with a shade are seen in every lane. */
  readonly spans?: readonly LaneSpan[]
  readonly marks?: readonly LaneMark[]
}

export type LaneSpan = Span & {
  readonly label: string
  readonly ink: Ink
  readonly isShaded: boolean
}

export type LaneMark = { readonly at: number; readonly label: string; readonly ink: Ink }

export type Lane = {
  readonly label: string
  /** One number a slot. */
  readonly values: readonly number[]
  readonly ink: Ink
  readonly cap?: { readonly value: number; readonly label: string } | undefined
}

/** Pixels beside the lanes. */
export const LEFT = 56
export const RIGHT = 16

export function widthOf({ width = CHART_WIDTH }: Pick<Lanes, 'width'>): number {
  return width
}
