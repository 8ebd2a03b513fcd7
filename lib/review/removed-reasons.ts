// What it means for protection that a source is gone: whether others make what it made.
import { listed } from '../policy/wording.ts'
import { countText, gapText, oneLine } from './change-words.ts'
import type { Alone, Pair } from './facet.ts'
import { neutral, type Reason, weakens, weightiestFirst } from './grade.ts'
import { gapsOf, isAsClose, isAsOften, isKept } from './kept.ts'
import type { Made } from './made.ts'
import {
  firstStartText,
  isIdle,
  isTrigger,
  type SeenSchedule,
  type SeenSource,
  whyIdle,
} from './seen.ts'
import { makes } from './target-facets.ts'
import { standIn } from './trigger-stand-in.ts'
import { worseTerms } from './worse-terms.ts'

export function removedReasons(source: SeenSource, around: Alone): readonly Reason[] {
  const { now, nameNow, made } = around
  if (isIdle(source, now)) return [neutral(`it was ${whyIdle(source, now)}`)]
  if (isTrigger(source)) {
    const other = standIn(source, { ...around, targets: source.planned.targets.map(nameNow) })
    if (other !== undefined) return [neutral(`${other} starts the same backups at its events`)]
    return [weakens(`no event starts it any more: ${oneLine(source.planned.phrase)}`)]
  }
  if (!makes(source)) {
    return [weakens(`it would have started at ${firstStartText(source)}`)]
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
