// What a change does to a target: what protects it, how closely, and whether its promise holds.
import type { Grade, Reason } from './grade.ts'

export type TargetReview = {
  readonly target: string
  readonly app: 'sqlserver' | 'oracle'
  readonly commcell: string
  /** The client's name where it is known, else its id. */
  readonly client: string
  /** `never`: in the inventory, and in no policy of either side. Without a base, `kept` or `never`. */
  readonly change: 'gained' | 'lost' | 'kept' | 'never'
  readonly grade: Grade
  readonly reasons: readonly Reason[]
  readonly before: Cover | null
  readonly after: Cover | null
}

/** What all policies together do for a target. */
export type Cover = {
  readonly policies: readonly string[]
  /**
   * By level, as in SourceState, at the time from `now` on in which they are most: a schedule and its
   * successor are never there together. Two schedules of one level and time start a target once.
   */
  readonly startsPerWeek: { readonly [level: string]: number }
  /** The shortest rpo that a policy promises for it. */
  readonly promisedSeconds: number | null
  /** The longest time that the schedules leave it without a recovery point, paused ones counted as if they ran. */
  readonly proved: Proved
  /** Whether the promise holds; null where there is none. */
  readonly kept: boolean | null
}

export type Proved =
  | {
      readonly kind: 'between'
      readonly seconds: number
      /** When, and between which sources. */
      readonly from: string
      readonly to: string
      readonly earlier: string
      readonly later: string
    }
  /** After the last start of all nothing comes any more. */
  | { readonly kind: 'endless'; readonly from: string; readonly earlier: string }
  /** Only triggers, copy-only backups, or a single start. */
  | { readonly kind: 'none' }
