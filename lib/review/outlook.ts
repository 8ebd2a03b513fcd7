// What lies ahead: clocks that change, blackouts and pauses, what starts when, and what work that is.
import type { BeforeAfter } from './figures.ts'

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
  /** By the review's zone. */
  readonly local: string
}
