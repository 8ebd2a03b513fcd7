// What a difference of one source means for protection: every reason, the weightiest first.
import { acknowledged } from './acknowledged-facet.ts'
import { addedReasons } from './added-reasons.ts'
import { endDate, startDate } from './date-facets.ts'
import type { Facet, Pair } from './facet.ts'
import { neutral, type Reason, weightiestFirst } from './grade.ts'
import { level } from './level-facet.ts'
import { pause } from './pause-facet.ts'
import { removedReasons } from './removed-reasons.ts'
import {
  isSchedule,
  isTrigger,
  type SeenSchedule,
  type SeenSource,
  type SeenTrigger,
} from './seen.ts'
import { lastStart, ownGap, provedGap, starts } from './starts-facets.ts'
import { targetsAdded, targetsRemoved, targetsRenamed } from './target-facets.ts'
import { startWithin } from './term-facets.ts'
import { phrase, precedence, scheduleStartWithin } from './time-facets.ts'
import { delay, events, identity, targetFrom } from './trigger-facets.ts'
import { TERMS } from './worse-terms.ts'

const WHAT: readonly Facet[] = [targetsRemoved, targetsAdded, targetsRenamed, level, acknowledged]

const OF_SCHEDULES: readonly Facet<SeenSchedule>[] = [
  ...WHAT,
  starts,
  ownGap,
  provedGap,
  lastStart,
  startDate,
  endDate,
  pause,
  ...TERMS,
  scheduleStartWithin,
  phrase,
  precedence,
]

const OF_TRIGGERS: readonly Facet<SeenTrigger>[] = [
  ...WHAT,
  events,
  targetFrom,
  pause,
  ...TERMS,
  startWithin,
  delay,
  identity,
]

/** None where both ask for the same. */
export function changedReasons(pair: Pair): readonly Reason[] {
  const { before, after } = pair
  if (isSchedule(before) && isSchedule(after)) {
    return told(OF_SCHEDULES, { ...pair, before, after })
  }
  if (isTrigger(before) && isTrigger(after)) return told(OF_TRIGGERS, { ...pair, before, after })
  // One name for two different things: the one is gone, the other new.
  return weightiestFirst([
    neutral(`${before.planned.kind} -> ${after.planned.kind}`),
    ...removedReasons(before, { ...pair, among: [] }),
    ...addedReasons(after, { ...pair, among: [] }),
  ])
}

function told<S extends SeenSource>(facets: readonly Facet<S>[], pair: Pair<S>) {
  return weightiestFirst(facets.flatMap(facet => [...facet(pair)]))
}
