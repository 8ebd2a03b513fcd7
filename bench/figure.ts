// What a figure is: rows of ours against a baseline, each with its goal.
import type { Comparison } from './sampling.ts'

export type Setting = {
  /** How often each side is measured. */
  readonly rounds: number
  /** An empty folder of the figure's own; who runs the figure removes it. */
  readonly folder: string
}

/** Measures, after it has checked that both sides did the work. Throws where one did not. */
export type Figure = (setting: Setting) => Promise<readonly Row[]>

export type Row = Comparison & {
  /** What is divided by what. */
  readonly measure: string
  readonly unit: 'ms' | 'µs' | 'MB' | 'bytes' | 'modules' | 'calls'
  /** None for a row that only shows how a figure grows. */
  readonly goal?: Goal
}

/** At most this, of the ratio or of what is ours. */
type Goal = { readonly of: 'ratio' | 'ours'; readonly atMost: number }

/** Undefined where there is no goal. */
export function isMet({ goal, ratio, ours }: Row): boolean | undefined {
  if (goal === undefined) return undefined
  return (goal.of === 'ratio' ? ratio.median : ours) <= goal.atMost
}
