// What happened, read from result events alone: what a subscriber of the bus could know as well. Plain data for the page.
import type { EndedRun, Ending } from './result-events.ts'

export type History = {
  /** Result events of a bus, or those of a simulation. */
  readonly kind: 'observed' | 'simulated'
  /** ISO, UTC. */
  readonly from: string
  readonly to: string
  /** By name: every source that is there now, and those that only the events know. */
  readonly sources: readonly SourceHistory[]
  /** By name. */
  readonly targets: readonly TargetHistory[]
  readonly slots: Slots
  /** Runs that did not complete, and promises that were broken: the latest first, at most 500. */
  readonly incidents: readonly Incident[]
  /** So many more than those. */
  readonly moreIncidents: number
}

/** Counts are runs: starts × targets. */
export type SourceHistory = {
  readonly source: string
  /** Due in the span by the schedule as it is now, pauses and blackouts heeded; null of a trigger and of what is gone. */
  readonly planned: number | null
  readonly endings: { readonly [ending in Ending]: number }
  readonly deferred: number
  /** The longest time between two completed backups of one target; null with fewer than two. */
  readonly worstGapSeconds: number | null
  /** Of the runs that completed; null where none did. */
  readonly medianRunSeconds: number | null
}

export type TargetHistory = {
  readonly target: string
  /** The longest time between two recovery points, by all policies together; null with fewer than two. */
  readonly observed: { readonly seconds: number; readonly from: string; readonly to: string } | null
  readonly lastRecoveryPoint: string | null
}

/** Hours of spans up to 60 days, days of longer ones. */
export type Slots = {
  readonly length: 'hour' | 'day'
  /** The instants at which they begin, in UTC. Of each list below, one number a slot, by the run's scheduled time. */
  readonly from: readonly string[]
  readonly endings: { readonly [ending in Ending]: readonly number[] }
}

export type Incident =
  | { readonly kind: 'run'; readonly run: EndedRun }
  | {
      readonly kind: 'promise'
      /** `Backup RPO Breached` or `Backup RPO Restored`. */
      readonly event: string
      readonly at: string
      readonly policy: string
      readonly target: string
      readonly text: string
    }
