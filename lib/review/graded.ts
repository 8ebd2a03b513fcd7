// What has changed, each part with its grade and why.
import type { Place } from '../policy/diagnostic.ts'
import type { Grade, Reason } from './grade.ts'

export type SourceChange = {
  readonly kind: 'added' | 'changed' | 'removed'
  /** `policy.schedule`, `policy.trigger`. */
  readonly source: string
  readonly grade: Grade
  /** Why, the weightiest first; at least one. */
  readonly reasons: readonly Reason[]
  /** The name that it had, or has now, where only that is different. */
  readonly movedFrom?: string
  readonly movedTo?: string
  readonly before: SourceState | null
  readonly after: SourceState | null
  /** Where it stands now; of what is gone, where it stood in the base. */
  readonly place: Place
}

export type SourceState = {
  readonly source: string
  readonly policy: string
  readonly owner: string
  readonly kind: 'schedule' | 'trigger'
  /** `FULL`, `FULL copy-only`, `INCREMENTAL cumulative`, `TRANSACTION_LOG`. */
  readonly level: string
  /** As a person wrote it: `every 15m`, `Sun 01:00`, `codedeploy application erp`. */
  readonly phrase: string
  /** IANA: of the local times; of an interval, which is read in UTC, the policy's. Of a trigger null. */
  readonly timezone: string | null
  readonly targets: readonly string[]
  /**
   * Starts that are made, on average: windows and weekly blackouts take some away, dated blackouts and pauses do not. Null of
   * a trigger, 0 of a `once` and of what has no start left before its endDate.
   */
  readonly startsPerWeek: number | null
  /** The longest time between two of its own starts. Null: a trigger, or fewer than two starts. */
  readonly worstGapSeconds: number | null
  /** Up to five that will be made, from `now` on. */
  readonly nextStarts: readonly NextStart[]
  readonly pause?: { readonly reason: string; readonly by: string; readonly until?: string }
}

export type NextStart = {
  readonly at: string
  /** `Sat 2026-11-21 18:30`, by the source's own zone. */
  readonly local: string
}

export type TermChange = {
  readonly grade: Grade
  /** `policy erp-sql`, `CommCell main`, `guardrails`. */
  readonly subject: string
  /** The key as it is written: `rpo`, `maxInFlight`. */
  readonly key: string
  /** As text; null where there is none. */
  readonly before: string | null
  readonly after: string | null
  /** One sentence without a full stop. */
  readonly text: string
  readonly place?: Place
}
