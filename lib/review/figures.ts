// What has changed, in figures.
import type { Grade } from './grade.ts'

export type Totals = {
  readonly sources: Count
  /**
   * Starts × targets of all schedules in a week, as far as they are there for good: on average of
   * the 366 days from `now` on, in which a schedule counts until its endDate, or until a pause or
   * blackout from which it does not come back in them. Two schedules of one level and time start a
   * target once.
   */
  readonly backupsPerWeek: BeforeAfter<number>
  /**
   * Of the backups a week of the base, the share that is gone, 0 to 1: by target and level, so that
   * nothing that another target or a weaker level gains makes up for it.
   */
  readonly removedShare: number
  readonly grades: { readonly [grade in Grade]: number }
  readonly targets: {
    readonly gained: number
    readonly lost: number
    /** Whose name means another subclient now, while nobody protects the old one. */
    readonly replaced: number
    /** In the inventory, and in no policy. */
    readonly unprotected: number
    /** Whose proved recovery gap has become longer, or shorter. */
    readonly longer: number
    readonly shorter: number
  }
}

export type Count = {
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly unchanged: number
}

export type BeforeAfter<T> = { readonly before: T; readonly after: T }

export type AwsReview = {
  /** By CloudFormation type. */
  readonly types: { readonly [type: string]: Count }
  /** Logical ids, sorted; schedules with their names. */
  readonly resources: readonly AwsChange[]
  /** Why AWS would not take it. */
  readonly problem?: string
}

export type AwsChange = {
  readonly kind: 'added' | 'changed' | 'removed'
  readonly type: string
  readonly logicalId: string
}
