// What we tell the world of a run. Shapes and states follow AWS Backup's events, so that a rule written for those ports
// by its source ("Monitoring AWS Backup events using Amazon EventBridge"); docs/events.md lists every one.
import { type Instant, isoText } from '../start.ts'
import { levelConverted, stateDetail } from './event-detail.ts'
import type { JobState } from './job-state.ts'
import type { Run } from './run.ts'

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
  | 'Backup Run Missed'
  | 'Backup Level Converted'

/** The `source` of our events, which rules match. */
export const EVENT_SOURCE = 'holdfast'

/** Puts the announcement of a new state into the run's outbox. */
export function announce<R extends Run>(next: R, previous: JobState | undefined, now: Instant): R {
  const events = [stateDetail(next, previous), ...levelConverted(next)].map(
    ({ detailType, detail }, n) => {
      const eventId = `${next.id}#${next.announced + n + 1}`
      return { eventId, time: isoText(now), detailType, detail: { eventId, ...detail } }
    },
  )
  return {
    ...next,
    announced: next.announced + events.length,
    outbox: [...next.outbox, ...events],
  }
}
