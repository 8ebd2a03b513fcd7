// What happened, read from result events alone: what a subscriber of the bus could know as well. Plain data for the page.
import type { Recovery } from './recovery.ts'
import type { EndedRun, Ending } from './result-events.ts'
import type { Spell } from './spells.ts'

export type History = {
  /** Result events of a bus, or those of a simulation. */
  readonly kind: 'observed' | 'simulated'
  /** What was made to go wrong, of a simulation that lives through a scenario. */
  readonly scenario: ScenarioTold | null
  /** ISO, UTC. */
  readonly from: string
  readonly to: string
  /** By name: every source that is there now, and those that only the events know. */
  readonly sources: readonly SourceHistory[]
  /** By name. */
  readonly targets: readonly TargetHistory[]
  /** Of which an event told that a promise was broken, or holds again. */
  readonly broken: readonly string[]
  readonly slots: Slots
  /** Runs that did not complete, told together where they are alike, and broken promises: the latest first, at most 500. */
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
  /** By all policies together. */
  readonly recovery: Recovery
}

/** Hours of spans up to 60 days, days of longer ones. */
export type Slots = {
  readonly length: 'hour' | 'day'
  /** The instants at which they begin, in UTC. Of each list below, one number a slot, by the run's scheduled time. */
  readonly from: readonly string[]
  readonly endings: { readonly [ending in Ending]: readonly number[] }
}

export type Incident = RunsIncident | PromiseIncident

/** Runs of one source that ended alike for one reason. Of very many, the first are listed. */
export type RunsIncident = Omit<Spell, 'runs'> & {
  readonly kind: 'runs'
  readonly count: number
  readonly targets: readonly string[]
  readonly levels: readonly string[]
  readonly listed: readonly EndedRun[]
}

/** Promises of one policy, broken from one recovery point to the next. Times are null where only the other end is in the span. */
export type PromiseIncident = {
  readonly kind: 'promise'
  readonly policy: string
  readonly targets: readonly string[]
  readonly promisedSeconds: number | null
  /** When the first was noticed, and that the last holds again: later than the recovery points themselves. */
  readonly brokenAt: string | null
  readonly restoredAt: string | null
  /** The recovery points before and after: what lies between them is how long there was none. */
  readonly lastPoint: string | null
  readonly nextPoint: string | null
  /** How many events say so, and of very many the first, as they say it. */
  readonly count: number
  readonly texts: readonly string[]
}

export type ScenarioTold = {
  readonly name: string
  readonly description: string | null
  readonly file: string
  /** What goes wrong when, within the span. */
  readonly troubles: readonly Trouble[]
  /** What is otherwise for all of the span. */
  readonly terms: readonly string[]
}

export type Trouble = { readonly label: string; readonly from: string; readonly to: string }
