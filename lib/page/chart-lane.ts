// What a chart of lanes is told, and what room it has.
import type { Span } from '../schedule/calendar.ts'
import { CHART_WIDTH, type Chart, NARROW } from './chart-draw.ts'
import type { Ink } from './chart-ink.ts'

export type Lanes = Pick<Chart, 'id' | 'title' | 'description'> & {
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
  /** At the top of the lane; without it, the highest of the values or the cap. */
  readonly most?: number
  readonly ink: Ink
  readonly cap?: { readonly value: number; readonly label: string } | undefined
}

/** Pixels. */
export type LaneRoom = {
  readonly width: number
  /** Beside the lanes. */
  readonly left: number
  readonly right: number
  /** Of a lane, and from one to the next. */
  readonly plot: number
  readonly step: number
  /** Between the last lane with the names of its days, and what stands below. */
  readonly foot: number
  /** That a day's name takes, and from one to the next at least. */
  readonly day: number
  readonly dayStep: number
  /** That an hour takes, from one to the next at least, and the name of its day below it. */
  readonly hour: number
  readonly hourStep: number
  readonly dayName: number
  /** From the names of hours to those of their days. */
  readonly hourFoot: number
  readonly fontSize: number
  /** Of a number beside a lane. */
  readonly letters: number
  /** Names of days stand in lines, those of spans above their bars. */
  readonly isNarrow: boolean
}

export const DESK: LaneRoom = {
  width: CHART_WIDTH,
  left: 56,
  right: 16,
  plot: 78,
  step: 116,
  foot: 38,
  day: 56,
  dayStep: 71,
  hour: 32,
  hourStep: 48,
  dayName: 66,
  hourFoot: 14,
  fontSize: 11,
  letters: 8,
  isNarrow: false,
}

export const PHONE: LaneRoom = {
  width: NARROW,
  left: 48,
  right: 4,
  plot: 50,
  step: 84,
  foot: 56,
  day: 28,
  dayStep: 39,
  hour: 34,
  hourStep: 44,
  dayName: 68,
  // There is room for three lines.
  hourFoot: 0,
  fontSize: 12,
  letters: 6,
  isNarrow: true,
}

/** At the top of a lane. */
export function mostOf({ values, most, cap }: Lane): number {
  return most ?? Math.max(1, cap?.value ?? 0, ...values)
}
