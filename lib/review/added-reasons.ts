// What it means for protection that a source is new: whether its targets gain anything by it.
import { listed } from '../policy/wording.ts'
import { acknowledgedReasons } from './acknowledged-facet.ts'
import { oneLine, startsText } from './change-words.ts'
import type { Alone } from './facet.ts'
import { neutral, type Reason, strengthens, weightiestFirst } from './grade.ts'
import { isAsClose, isAsOften } from './kept.ts'
import type { Made } from './made.ts'
import {
  firstStartText,
  isIdle,
  isTrigger,
  type SeenSchedule,
  type SeenSource,
  waits,
  whyIdle,
} from './seen.ts'
import { gainsBackups, makes } from './target-facets.ts'
import { standIn } from './trigger-stand-in.ts'

export function addedReasons(source: SeenSource, around: Alone): readonly Reason[] {
  const silenced = acknowledgedReasons([], source.acknowledges)
  return weightiestFirst([...silenced, ...gainedReasons(source, around)])
}

function gainedReasons(source: SeenSource, around: Alone): readonly Reason[] {
  const { now, made } = around
  if (isIdle(source, now)) return [neutral(`it is ${whyIdle(source, now)}`)]
  if (isTrigger(source)) {
    const other = standIn(source, { ...around, targets: source.planned.targets })
    if (other !== undefined) return [neutral(`${other} started the same backups at its events`)]
    return [strengthens(`events start it: ${oneLine(source.planned.phrase)}`)]
  }
  const { state, planned } = source
  if (!makes(source)) return [strengthens(`it starts at ${firstStartText(source)}`)]
  if (waits(source, now)) {
    const starts = startsText(state.startsPerWeek ?? 0)
    return [neutral(`${starts}, from ${firstStartText(source)} on`)]
  }
  const gained = planned.targets.filter(name => gainsBackups(made, name, source))
  if (gained.length === 0) {
    return [neutral(`${startsText(state.startsPerWeek ?? 0)}, ${othersText(source, made)}`)]
  }
  const mirror = { ...made, before: made.after, after: made.before }
  if (gained.every(name => isAsOften(mirror, name, planned) && isAsClose(mirror, name, planned))) {
    const starts = startsText(state.startsPerWeek ?? 0)
    return [strengthens(`${starts}, in place of what other schedules did on worse terms`)]
  }
  const whose = gained.length === planned.targets.length ? '' : ` for ${listed(gained)}`
  return [strengthens(`0 -> ${startsText(state.startsPerWeek ?? 0)}${whose}`)]
}

/** Sums of fractions of a start. */
const ROUNDING = 1e-6

/** Why its targets gain nothing by it: others make the same, or have made it. */
function othersText(source: SeenSchedule, { before, after }: Made): string {
  const { backup, targets } = source.planned
  const by = (other: SeenSchedule) => other !== source
  const isLeft = (name: string) =>
    after.perWeek(name, { backup, by }) >= before.perWeek(name, { backup }) - ROUNDING
  if (!targets.every(isLeft)) return 'in place of what other schedules did'
  const others = targets.flatMap(name => after.sources(name, backup).filter(by))
  const names = listed([...new Set(others.map(({ planned }) => planned.name))])
  return `and its targets have as many from ${names} already`
}
