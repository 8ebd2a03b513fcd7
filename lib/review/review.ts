// What a change of the policies does to protection: plain data, so that the comment, the page, the verdict and the event
// are readers of one value. Instants are ISO in UTC, lengths are seconds, and what is not there is null or left out.
import type { Place } from '../policy/diagnostic.ts'
import type { Base } from './base.ts'
import type { Findings, Verdict } from './check.ts'
import type { AwsReview, Totals } from './figures.ts'
import type { Grade } from './grade.ts'
import type { SourceChange, SourceState, TermChange } from './graded.ts'
import type { Ahead, Calendar, ClientLoad, Collision, CommCellLoad } from './outlook.ts'
import type { TargetReview } from './target-review.ts'

export type Review = {
  readonly version: 1
  readonly environment: string
  /** From here on it is looked ahead. */
  readonly now: string
  /** IANA: that of most schedules, of the base where it has any. What has a zone of its own says so. */
  readonly timezone: string
  /** What it is compared with; without it nothing has changed, and the review is of what is. */
  readonly base: Base | null
  /** Mistakes by which policies cannot be read as they are now: then nothing is compared, and nothing has changed. */
  readonly unreadable?: number
  /** Where the environment stands in the base, when it is none any more. */
  readonly environmentGone?: Place
  /** The weakest grade of all that has changed. */
  readonly grade: Grade
  readonly totals: Totals
  /** Schedules and triggers that are new, gone or different: what weakens first, then by name. */
  readonly changes: readonly SourceChange[]
  /** What has changed and is not of one source: promises, owners, notifications, CommCells, guardrails. Likewise sorted. */
  readonly terms: readonly TermChange[]
  /** Every target of either side, by name. */
  readonly targets: readonly TargetReview[]
  /** Every source as it is now, by name. */
  readonly sources: readonly SourceState[]
  readonly ahead: Ahead
  readonly calendar: Calendar
  /** Of every CommCell, by name. */
  readonly load: readonly CommCellLoad[]
  /** Of clients, the busiest first: those whose busiest hour has changed, or has more work than their cap lets through. */
  readonly clients: readonly ClientLoad[]
  /** Data backups of one target that are due in the same minute. */
  readonly collisions: {
    readonly appeared: readonly Collision[]
    readonly gone: readonly Collision[]
  }
  readonly aws: AwsReview
  readonly findings: Findings
  readonly verdict: Verdict
}
