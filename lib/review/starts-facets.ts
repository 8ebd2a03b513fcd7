// How often a schedule starts and how far apart, its own starts and those of its level together.
import { listed } from '../policy/wording.ts'
import { isPausedAt } from '../start.ts'
import { countText, gapText } from './change-words.ts'
import { commonTargets, type Facet, type Pair } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { isKept, isSucceeded } from './kept.ts'
import type { SeenSchedule } from './seen.ts'
import { gainsBackups } from './target-facets.ts'

type ScheduleFacet = Facet<SeenSchedule>

export const starts: ScheduleFacet = function* (pair) {
  const { before, after } = pair
  const [was, is] = [before.state.startsPerWeek ?? 0, after.state.startsPerWeek ?? 0]
  if (isSame(was, is)) return
  const text = `${countText(was)} -> ${countText(is)} starts a week`
  if (is > was) yield isGain(pair) ? strengthens(text) : neutral(`${text}${inPlaceOfOthers}`)
  else yield isMadeUp(pair) ? neutral(`${text}${keepers(pair)}`) : weakens(text)
}

export const ownGap: ScheduleFacet = function* (pair) {
  const [was, is] = ownGaps(pair)
  if (was === is) return
  const text = `worst gap ${gapText(was)} -> ${gapText(is)}`
  if (is > was && goesOn(pair)) return
  if (is > was) yield isMadeUp(pair) ? neutral(`${text}${keepers(pair)}`) : weakens(text)
  else yield isGain(pair) ? strengthens(text) : neutral(`${text}${inPlaceOfOthers}`)
}

/** Its own starts lie no further apart, and yet those of all schedules together do: another time can leave a hole. */
export const provedGap: ScheduleFacet = function* (pair) {
  const { before, after, made } = pair
  const [own, ownNow] = ownGaps(pair)
  if (ownNow > own || timeOf(before) === timeOf(after)) return
  const gaps = commonTargets(pair).map(name => ({
    name,
    was: made.before.provedGap(name),
    is: made.after.provedGap(name),
  }))
  const swap = { instead: before, of: after }
  // Another schedule's fault is not told here.
  const longer = gaps.filter(({ name, was, is }) => {
    return is > was && made.after.madeGapWith(name, swap) < made.after.madeGap(name)
  })
  const [first] = longer
  if (first === undefined) return
  const names = listed(longer.map(({ name }) => name))
  const text = `worst gap of all schedules together ${gapText(first.was)} -> ${gapText(first.is)}`
  yield weakens(`${text} for ${names}`)
}

/** Of what starts once, the week says nothing. */
export const lastStart: ScheduleFacet = function* ({ before, after }) {
  if (before.state.startsPerWeek !== after.state.startsPerWeek) return
  const [was, is] = [before, after].map(({ state }) => state.nextStarts.length > 0)
  if (was && !is && after.state.pause === undefined) yield weakens('no start of it is left')
  if (!was && is && before.state.pause === undefined) yield strengthens('it has starts again')
}

function ownGaps({ before, after }: Pair<SeenSchedule>): readonly [number, number] {
  const [was = 0, is = 0] = [before, after].map(
    ({ state }) => state.worstGapSeconds ?? Number.POSITIVE_INFINITY,
  )
  return [was, is]
}

/** It ends, and others do what it did from then on: that is told with its endDate. */
export function goesOn(pair: Pair<SeenSchedule>): boolean {
  const { made, before, after, now } = pair
  const { endDate, pause } = after.planned
  if (endDate === undefined || isPausedAt(pause, now)) return false
  return commonTargets(pair).every(name => isSucceeded(made, name, before))
}

function isMadeUp(pair: Pair<SeenSchedule>): boolean {
  const { made, before, after, isAnother } = pair
  const common = commonTargets(pair)
  if (common.length === 0 && after.planned.targets.some(isAnother)) return false
  return common.every(name => isKept(made, name, before))
}

function isGain(pair: Pair<SeenSchedule>): boolean {
  const { made, after } = pair
  return commonTargets(pair).some(name => gainsBackups(made, name, after))
}

const inPlaceOfOthers = ', in place of what other schedules did'

function keepers(pair: Pair<SeenSchedule>): string {
  const { made, before, after } = pair
  const [first = ''] = commonTargets(pair)
  const { backup } = before.planned
  const names = made.after
    .sources(first, backup)
    .map(({ planned }) => planned.name)
    .filter(name => name !== after.planned.name)
  const count = countText(made.after.perWeek(first, { backup }))
  const others = names.length === 0 ? '' : `, with ${listed(names)}`
  return `; its targets keep ${count} ${before.state.level} backups a week${others}`
}

function timeOf({ planned }: SeenSchedule): string {
  const { expression, timezone, jitterSeconds, startDate, endDate, terms } = planned
  const { window, blackouts, onBlackout } = terms
  return JSON.stringify([
    [expression, timezone, jitterSeconds, startDate, endDate],
    [window, onBlackout, blackouts.map(({ span }) => span)],
  ])
}

const isSame = (a: number, b: number) => Math.abs(a - b) < 1e-6
