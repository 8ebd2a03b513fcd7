// What a difference of one source means for protection: every reason, the weightiest first.
import { listed } from '../policy/wording.ts'
import { gapsOf, isAsClose, isAsOften, isKept, type Made, waits } from './backups-made.ts'
import { countText, gapText, oneLine, startsText } from './change-words.ts'
import { endDate, startDate } from './date-facets.ts'
import type { Facet, Pair } from './facet.ts'
import { neutral, strengthens, weakens, weightiestFirst } from './grade.ts'
import { level } from './level-facet.ts'
import { pause } from './pause-facet.ts'
import type { Reason } from './review.ts'
import {
  isIdle,
  isSchedule,
  isTrigger,
  type SeenSchedule,
  type SeenSource,
  type SeenTrigger,
  whyIdle,
} from './seen.ts'
import { lastStart, ownGap, provedGap, starts } from './starts-facets.ts'
import {
  gainsBackups,
  makes,
  targetsAdded,
  targetsRemoved,
  targetsRenamed,
} from './target-facets.ts'
import { startWithin } from './term-facets.ts'
import { phrase, precedence, scheduleStartWithin } from './time-facets.ts'
import { delay, events, identity, targetFrom } from './trigger-facets.ts'
import { standIn } from './trigger-stand-in.ts'
import { TERMS, worseTerms } from './worse-terms.ts'

const WHAT: readonly Facet[] = [targetsRemoved, targetsAdded, targetsRenamed, level]

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

type Alone = Omit<Pair, 'before' | 'after'> & {
  /** The sources of the other side, of which one may do the same. */
  readonly among: Iterable<SeenSource>
}

export function removedReasons(source: SeenSource, around: Alone): readonly Reason[] {
  const { now, nameNow, made } = around
  if (isIdle(source, now)) return [neutral(`it was ${whyIdle(source, now)}`)]
  if (isTrigger(source)) {
    const other = standIn(source, { ...around, targets: source.planned.targets.map(nameNow) })
    if (other !== undefined) return [neutral(`${other} starts the same backups at its events`)]
    return [weakens(`no event starts it any more: ${oneLine(source.planned.phrase)}`)]
  }
  if (!makes(source)) {
    return [weakens(`it would have started at ${source.state.nextStarts[0]?.local}`)]
  }
  return weightiestFirst([...lostAndKept(source, { made, nameNow })])
}

type Fate = 'kept' | 'fewer' | 'apart' | 'worse'

/** What becomes of a target's backups without the schedule that made them. */
function fateOf(target: string, source: SeenSchedule, made: Made): Fate {
  if (isKept(made, target, source)) return 'kept'
  const { backup } = source.planned
  if (!isAsOften(made, target, { backup })) return 'fewer'
  return isAsClose(made, target, { backup }) ? 'worse' : 'apart'
}

function* lostAndKept(
  source: SeenSchedule,
  { made, nameNow }: Pick<Pair, 'made' | 'nameNow'>,
): Generator<Reason> {
  const { planned, state } = source
  const targets = planned.targets.map(nameNow)
  const fates = targets.map(name => ({ name, fate: fateOf(name, source, made) }))
  const having = (wanted: Fate) => fates.flatMap(({ name, fate }) => (fate === wanted ? name : []))
  const whose = (names: readonly string[], all: string) =>
    names.length === targets.length ? '' : `${all} ${listed(names)}`
  const [fewer, apart, worse, kept] = [
    having('fewer'),
    having('apart'),
    having('worse'),
    having('kept'),
  ]
  if (fewer.length > 0) {
    yield weakens(
      `${countText(state.startsPerWeek ?? 0)} -> 0 starts a week${whose(fewer, ' for')}`,
    )
  }
  for (const name of apart.slice(0, 1)) {
    const grown = gapsOf(made, name, planned).find(({ was, is }) => is > was)
    const text = grown === undefined ? '' : `: ${gapText(grown.was)} -> ${gapText(grown.is)}`
    yield weakens(`as many ${state.level} backups, and further apart${whose(apart, ' for')}${text}`)
  }
  for (const name of worse.slice(0, 1)) {
    const text = `as many ${state.level} backups, on worse terms${whose(worse, ' for')}`
    yield weakens(`${text}: ${worseText(source, name, made)}`)
  }
  const [first] = kept
  if (first === undefined) return
  const names = made.after.sources(first, planned.backup).map(other => other.planned.name)
  const count = countText(made.after.perWeek(first, planned))
  const keep = kept.length === targets.length ? 'its targets keep' : `${listed(kept)} keeps`
  yield neutral(`${keep} ${count} ${state.level} backups a week from ${listed(names)}`)
}

/** Of the first that is worse than what was. */
function worseText(source: SeenSchedule, target: string, { after, now }: Made): string {
  const [worst] = after.sources(target, source.planned.backup).flatMap(instead => {
    const texts = worseTerms(source, { instead, now })
    return texts.length === 0 ? [] : [`${instead.planned.name} has ${texts.join(', ')}`]
  })
  return worst ?? 'of those on its terms there are fewer, or further apart'
}

export function addedReasons(source: SeenSource, around: Alone): readonly Reason[] {
  const { now, made } = around
  if (isIdle(source, now)) return [neutral(`it is ${whyIdle(source, now)}`)]
  if (isTrigger(source)) {
    const other = standIn(source, { ...around, targets: source.planned.targets })
    if (other !== undefined) return [neutral(`${other} started the same backups at its events`)]
    return [strengthens(`events start it: ${oneLine(source.planned.phrase)}`)]
  }
  const { state, planned } = source
  if (!makes(source)) return [strengthens(`it starts at ${state.nextStarts[0]?.local}`)]
  if (waits(source, now)) {
    const first = state.nextStarts[0]?.local
    return [neutral(`${startsText(state.startsPerWeek ?? 0)}, from ${first} on`)]
  }
  const gained = planned.targets.filter(name => gainsBackups(made, name, source))
  if (gained.length === 0) {
    return [
      neutral(`${startsText(state.startsPerWeek ?? 0)}, in place of what other schedules did`),
    ]
  }
  const mirror = { ...made, before: made.after, after: made.before }
  if (gained.every(name => isAsOften(mirror, name, planned) && isAsClose(mirror, name, planned))) {
    const starts = startsText(state.startsPerWeek ?? 0)
    return [strengthens(`${starts}, in place of what other schedules did on worse terms`)]
  }
  const whose = gained.length === planned.targets.length ? '' : ` for ${listed(gained)}`
  return [strengthens(`0 -> ${startsText(state.startsPerWeek ?? 0)}${whose}`)]
}
