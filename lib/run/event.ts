// What we tell the world of a run. Shapes and states follow AWS Backup's events, so that a rule written for those ports
// by its source ("Monitoring AWS Backup events using Amazon EventBridge"); docs/events.md lists every one.
import { type Instant, isoText } from '../start.ts'
import type { Deferral } from './decision.ts'
import {
  type Announcement,
  deferralDetail,
  eventIdOf,
  levelConverted,
  stateDetail,
} from './event-detail.ts'
import type { JobState } from './job-state.ts'
import type { Run, WaitingRun } from './run.ts'

export { EVENT_SOURCE } from '../start.ts'

/** One announcement: what happened to one run. Stored with the state that it announces, then published. */
export type ResultEvent = {
  /** The same for every delivery of one announcement: `<run id>#<n>`. */
  readonly eventId: string
  /** ISO, UTC. */
  readonly time: string
  readonly detailType: DetailType
  /** JSON; never a token, never a header, never more than 1 KB of anybody else's text. */
  readonly detail: { readonly [field: string]: unknown }
}

export type DetailType =
  | 'Backup Job State Change'
  | 'Backup Run Skipped'
  | 'Backup Run Deferred'
  | 'Backup Run Missed'
  | 'Backup Level Converted'
  | 'Backup RPO Breached'
  | 'Backup RPO Restored'
  | 'Backup Authtoken Attention'

/** Puts the announcement of a new state into the run's outbox. */
export function announce<R extends Run>(next: R, previous: JobState | undefined, now: Instant): R {
  return tell(next, [stateDetail(next, previous), ...levelConverted(next)], now)
}

/** Likewise that it waits for the end of a blackout. */
export function announceDeferral(next: WaitingRun, deferral: Deferral, now: Instant): WaitingRun {
  return tell(next, [deferralDetail(next, deferral)], now)
}

function tell<R extends Run>(next: R, announcements: readonly Announcement[], now: Instant): R {
  const time = isoText(now)
  const events = announcements.map(({ detailType, detail }, n) => {
    return { eventId: eventIdOf(next, n + 1), time, detailType, detail }
  })
  return {
    ...next,
    announced: next.announced + events.length,
    outbox: [...next.outbox, ...events],
  }
}
