// What is lost where one source stands in for another: whoever only counts backups does not see that they are started
// on worse terms, or that nobody is told when they fail.
import type { Instant } from '../start.ts'
import { blackouts, onBlackout } from './blackout-facets.ts'
import type { TermFacet } from './facet.ts'
import { lostNotifications } from './notify-terms.ts'
import { isSchedule, type SeenSource } from './seen.ts'
import { cooldown, maxRun, overlap, retry, startWithin } from './term-facets.ts'
import { scheduleStartWithin, window } from './time-facets.ts'

/** Of schedules and triggers alike; a pause is judged by itself. */
export const TERMS: readonly TermFacet[] = [
  window,
  blackouts,
  onBlackout,
  overlap,
  retry,
  maxRun,
  cooldown,
]

/** What `instead` does worse, each as a sentence; none where its terms are as good. */
export function worseTerms(
  source: SeenSource,
  { instead, now }: { readonly instead: SeenSource; readonly now: Instant },
): readonly string[] {
  if (instead === source) return []
  const pair = { before: source, after: instead, now }
  const worse = TERMS.flatMap(facet => [...facet(pair)]).concat([...lateness(pair)])
  const texts = worse.filter(({ grade }) => grade === 'weakens').map(({ text }) => text)
  return [...texts, ...lostNotifications(source, instead)]
}

const lateness: TermFacet = ({ before, after, now }) =>
  isSchedule(before) && isSchedule(after)
    ? scheduleStartWithin({ before, after, now })
    : startWithin({ before, after, now })
