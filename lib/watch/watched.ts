// Since when the starts of a schedule are expected. A source, or a target of its policy, that is seen for the first time is
// watched from then on, and so is a source that is due at other times than before. So nothing fires, and nothing is called
// missed, because of a deploy, an unpause or the very first sweep. The price: of a source whose times are changed, a start
// that was due in the last minutes before and was not delivered is not looked for.
import {
  type Instant,
  isScheduleSource,
  type PolicySources,
  type ScheduleSource,
} from '../start.ts'
import { graceOf } from './grace.ts'

/** What the note says of it. */
export type Watched = {
  /** By name: the times of a schedule, as text, and since when they are these. */
  readonly sources: { readonly [source: string]: Since }
  /** By policy, then by target. */
  readonly targets: { readonly [policy: string]: { readonly [target: string]: Instant } }
}

type Since = { readonly times: string; readonly since: Instant }

/** What is deployed is watched, what is not is forgotten, and what is new begins now. */
export function watchedNow(
  policies: readonly PolicySources[],
  before: Watched | undefined,
  now: Instant,
): Watched {
  const sources = new Map(Object.entries(before?.sources ?? {}))
  const targets = new Map(Object.entries(before?.targets ?? {}))
  return {
    sources: Object.fromEntries(
      policies.flatMap(policy =>
        policy.sources
          .filter(isScheduleSource)
          .map(source => [source.name, sinceOf(source, sources.get(source.name), now)]),
      ),
    ),
    targets: Object.fromEntries(
      policies.map(policy => {
        const known = new Map(Object.entries(targets.get(policy.policy.name) ?? {}))
        const names = Object.keys(policy.targets)
        const since = names.map(name => [name, known.get(name) ?? now])
        return [policy.policy.name, Object.fromEntries(since)]
      }),
    ),
  }
}

function sinceOf(source: ScheduleSource, before: Since | undefined, now: Instant): Since {
  const times = timesOf(source)
  return before?.times === times ? before : { times, since: now }
}

/** Who paused it, and why, changes nothing. */
function timesOf(source: ScheduleSource): string {
  const { expression, timezone, startDate, endDate, pause } = source
  const paused = pause && (pause.until ?? 'for good')
  return JSON.stringify([expression, timezone, startDate, endDate, paused, graceOf(source)])
}
