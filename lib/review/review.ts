// What a change of the policies does to protection: plain data, so that the comment, the page, the verdict and the event
// are readers of one value. Instants are ISO in UTC, lengths are seconds, and what is not there is null or left out.
import type { Place, Severity } from '../policy/diagnostic.ts'

/** Of protection. What makes it worse in one place and better in another weakens it. */
export type Grade = 'weakens' | 'neutral' | 'strengthens'

export type Review = {
  readonly version: 1
  readonly environment: string
  /** From here on it is looked ahead. */
  readonly now: string
  /** IANA: that of most schedules. What has a zone of its own says so. */
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

export type Base = {
  /** As it was asked for: `origin/main`, `old/policies`. */
  readonly name: string
  /** Full id of the commit, where it is one. */
  readonly commit?: string
  /** Mistakes of the base by which policies are missing from it: what they covered looks new. */
  readonly unreadable: number
  /** Where there is no policy in it, so that everything looks new. */
  readonly withoutPolicies?: WithoutPolicies
}

/** Where its policies are in another folder: what was found in their place is nothing to compare with. */
export function isElsewhere({ withoutPolicies }: Base): boolean {
  return withoutPolicies !== undefined && withoutPolicies.elsewhere.length > 0
}

export type WithoutPolicies = {
  /** Where it was looked for them: `policies`. */
  readonly folder: string
  /** Folders of the commit, from the top of its repository, in which it has policies nevertheless. */
  readonly elsewhere: readonly string[]
}

export type Totals = {
  readonly sources: Count
  /**
   * Starts × targets of all schedules in a week, as far as they are there for good: on average of the 366 days from `now` on,
   * in which a schedule counts until its endDate, or until a pause or blackout from which it does not come back in them. Two schedules of one level and time start a target once.
   */
  readonly backupsPerWeek: BeforeAfter<number>
  /**
   * Of the backups a week of the base, the share that is gone, 0 to 1: by target and level, so that nothing that another
   * target or a weaker level gains makes up for it.
   */
  readonly removedShare: number
  readonly grades: { readonly [grade in Grade]: number }
  readonly targets: {
    readonly gained: number
    readonly lost: number
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

/** One sentence without a full stop, which says before and after: `672 -> 336 starts a week`. */
export type Reason = { readonly grade: Grade; readonly text: string }

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
   * a trigger, 0 of a `once`.
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
  /** By level, as in SourceState. */
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

export type Ahead = {
  /** In the next 366 days, where schedules live: by instant. */
  readonly clockChanges: readonly ClockChange[]
  /** Windows that are open in the next 14 days: by instant. */
  readonly blackouts: readonly BlackoutAhead[]
  /** All that is paused, by source. */
  readonly pauses: readonly PauseAhead[]
}

export type ClockChange = {
  readonly timezone: string
  readonly at: string
  readonly direction: 'forward' | 'back'
  /** `2027-03-28 02:00`, `2027-03-28 03:00`: what the clocks show before and after. */
  readonly from: string
  readonly to: string
  /** Starts that will not be made, because their local time does not exist. */
  readonly skipped: readonly { readonly source: string; readonly local: string }[]
}

export type BlackoutAhead = {
  readonly calendar: string
  readonly name: string
  readonly reason?: string
  readonly from: string
  readonly to: string
  /** Starts of schedules (not × targets) that fall into it. */
  readonly skipped: number
  readonly deferred: number
  readonly sources: readonly string[]
  /** Whether the base has it not. */
  readonly isNew: boolean
}

export type PauseAhead = {
  readonly source: string
  readonly reason: string
  readonly by: string
  readonly until?: string
  /** Starts (not × targets) that it takes in the next 14 days. */
  readonly skipped: number
  readonly isNew: boolean
}

/** Fourteen days from local midnight of `now`, by `timezone`: what starts when, dated blackouts and pauses heeded. */
export type Calendar = {
  readonly from: string
  readonly to: string
  /** The instants at which its hours begin; a day of a clock change has 23 or 25. Of each list below, one number an hour. */
  readonly hours: readonly string[]
  /** Backups (starts × targets) by level, as in SourceState; only levels that occur. */
  readonly levels: { readonly [level: string]: readonly number[] }
}

/** Of the hours of the calendar. */
export type CommCellLoad = {
  readonly commcell: string
  readonly caps: Caps
  /** Backups that start, one number an hour. */
  readonly starts: readonly number[]
  /** Minutes of work that they are at least, with 5 for data and 1 for logs. */
  readonly minutes: readonly number[]
  readonly busiest: BeforeAfter<BusiestHour | null>
}

export type Caps = {
  /** Jobs open at once: an hour has 60 minutes of work for each. */
  readonly maxInFlight: number
  readonly maxInFlightPerClient?: number
  readonly writesPerHour?: number
}

/** One that begins at `now` or later: the fortnight begins at midnight, and what is over is not ahead. */
export type BusiestHour = {
  readonly at: string
  readonly starts: number
  readonly minutes: number
}

export type ClientLoad = {
  readonly commcell: string
  readonly client: string
  readonly maxInFlight: number
  readonly busiest: BeforeAfter<BusiestHour | null>
}

export type Collision = {
  readonly target: string
  /** Sorted. */
  readonly sources: readonly [string, string]
  /** The first minute from `now` on in which they meet. */
  readonly at: string
  readonly local: string
}

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

/** What `validate` says: of the whole folder, whatever the environment. */
export type Findings = {
  readonly appeared: readonly Finding[]
  /** Already in the base. */
  readonly standing: readonly Finding[]
  readonly gone: readonly Finding[]
}

export type Finding = {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly fix?: string
  readonly place: Place
}

export type Verdict = {
  readonly passes: boolean
  /** All that were asked, whether they pass or not. */
  readonly checks: readonly Check[]
}

export type Check = {
  readonly check: 'mistakes' | 'fits-aws' | 'weakens' | 'maxRemovedStarts'
  readonly passes: boolean
  /** One sentence: what was found, or what allowed it. */
  readonly message: string
  /** Exactly what to do. */
  readonly fix?: string
  /** Of the guardrail: `policies/defaults.yaml:9`. */
  readonly standing?: string
}
