// What becomes of a start at an instant, as far as time alone decides. The one answer for submit, simulate, next and
// the proof of the rpo.
import { type BlackoutSpan, blackoutAt } from './blackout.ts'
import type { Instant } from './calendar.ts'
import { type DailyWindow, isInWindow } from './daily-window.ts'

export type TimeTerms<B> = {
  /** Starts are allowed only inside. */
  readonly window?: DailyWindow
  readonly blackouts: readonly B[]
  readonly onBlackout: 'skip' | 'defer'
  /** Presence pauses; `until` is ISO, UTC. */
  readonly pause?: { readonly until?: string }
}

export type Fate<B> =
  | { readonly kind: 'starts' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'outside-window' }
  | { readonly kind: 'blackout'; readonly blackout: B }
  /** To the end of the blackout, and of those that follow it without a break. */
  | { readonly kind: 'deferred'; readonly blackout: B; readonly to: Instant }

/** A pause stops what the window would allow, and the window what a blackout would only defer; it holds for its end, too. */
export function fateOf<B extends { readonly span: BlackoutSpan }>(
  at: Instant,
  { window, blackouts, onBlackout, pause }: TimeTerms<B>,
): Fate<B> {
  if (pause !== undefined && isPaused(pause, at)) return { kind: 'paused' }
  if (window !== undefined && !isInWindow(window, at)) return { kind: 'outside-window' }
  const covering = blackoutAt(blackouts, at)
  if (covering === undefined) return { kind: 'starts' }
  const { blackout, until, isEndless } = covering
  if (onBlackout === 'skip' || isEndless) return { kind: 'blackout', blackout }
  if (window !== undefined && !isInWindow(window, until)) return { kind: 'outside-window' }
  return { kind: 'deferred', blackout, to: until }
}

function isPaused({ until }: { readonly until?: string }, at: Instant): boolean {
  return until === undefined || at < Date.parse(until)
}
