// Which targets a source starts.
import { listed } from '../policy/wording.ts'
import { isKept } from './backups-made.ts'
import type { Facet, Pair } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { isSchedule, type SeenSchedule, type SeenSource } from './seen.ts'

export const targetsRemoved: Facet = function* (pair) {
  const { before, after, nameNow, made } = pair
  const are = new Set(after.planned.targets)
  const gone = before.planned.targets.map(nameNow).filter(name => !are.has(name))
  const isMade = (name: string) => makes(before) && isKept(made, name, before)
  const lost = gone.filter(name => !isMade(name))
  const kept = gone.filter(isMade)
  if (lost.length > 0) yield weakens(`no longer starts ${listed(lost)}`)
  if (kept.length > 0) {
    const by = made.after.sources(kept[0] ?? '', before.planned.backup)
    const names = listed(by.map(({ planned }) => planned.name))
    yield neutral(`no longer starts ${listed(kept)}, which ${names} backs up as often`)
  }
}

export const targetsAdded: Facet = function* (pair) {
  const { before, after, nameNow, made } = pair
  const were = new Set(before.planned.targets.map(nameNow))
  const added = after.planned.targets.filter(name => !were.has(name))
  const isNew = (name: string) => !makes(after) || gainsBackups(made, name, after)
  const gained = added.filter(isNew)
  const taken = added.filter(name => !isNew(name))
  if (gained.length > 0) yield strengthens(`starts ${listed(gained)} as well`)
  if (taken.length > 0) yield neutral(`starts ${listed(taken)} as well, which others did before`)
}

/** The same subclient under another name. */
export const targetsRenamed: Facet = function* ({ before, after, nameNow }) {
  const are = new Set(after.planned.targets)
  for (const name of before.planned.targets) {
    const now = nameNow(name)
    if (now !== name && are.has(now)) yield neutral(`target ${name} is called ${now} now`)
  }
}

/** Whether a target gets more backups such as a schedule makes than it did, closer together, or on better terms. */
export function gainsBackups(made: Pair['made'], target: string, source: SeenSchedule): boolean {
  return !isKept({ ...made, before: made.after, after: made.before }, target, source)
}

/** Whether the source is one that counts by the week; triggers and single starts are judged by themselves. */
export function makes(source: SeenSource): source is SeenSchedule {
  return isSchedule(source) && (source.state.startsPerWeek ?? 0) > 0
}
