// What became of the question whether a run may start: it may, or why not, and when it is asked again.
import type { Blackout, Instant } from '../start.ts'
import type { SkipReason } from './run.ts'

export type Decision =
  | { readonly kind: 'start' }
  | { readonly kind: 'skip'; readonly reason: SkipReason; readonly text: string }
  | { readonly kind: 'miss'; readonly text: string }
  | Deferral
  | Wait

/** Once, to the end of a blackout. */
export type Deferral = {
  readonly kind: 'defer'
  readonly until: Instant
  readonly blackout: Blackout
  readonly text: string
}

export type Wait = {
  readonly kind: 'wait'
  readonly text: string
  /** Not before this instant; without it, as soon as may be. */
  readonly until?: Instant
  /** The run whose job shall be killed for this one. */
  readonly kill?: string
}
