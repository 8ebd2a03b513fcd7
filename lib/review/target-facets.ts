// Which targets a source starts.
import { listed } from '../policy/wording.ts'
import type { Facet, Pair } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { isKept } from './kept.ts'
import {
  isSchedule,
  isTrigger,
  type SeenSchedule,
  type SeenSource,
  type SeenTrigger,
} from './seen.ts'
import { standIn } from './trigger-stand-in.ts'

export const targetsRemoved: Facet = function* (pair) {
  const { before, after, nameNow, isAnother, made } = pair
  const are = new Set(after.planned.targets)
  const gone = before.planned.targets
    .filter(name => !(are.has(name) && isAnother(name)))
    .map(nameNow)
    .filter(name => !are.has(name))
  if (isTrigger(before)) {
    yield* takenOver(gone, { trigger: before, among: made.triggers.after, pair })
    return
  }
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

type Others = {
  readonly trigger: SeenTrigger
  readonly among: readonly SeenTrigger[]
  readonly pair: Pair
}

function* takenOver(gone: readonly string[], { trigger, among, pair }: Others) {
  if (gone.length === 0) return
  const others = new Map<string, string>()
  for (const { planned } of standIns(trigger, { among, now: pair.now })) {
    for (const name of planned.targets) if (!others.has(name)) others.set(name, planned.name)
  }
  const lost = gone.filter(name => !others.has(name))
  const kept = gone.filter(name => others.has(name))
  if (lost.length > 0) yield weakens(`no longer starts ${listed(lost)}`)
  if (kept.length === 0) return
  const names = [...new Set(kept.map(name => others.get(name) ?? ''))]
  yield neutral(`no longer starts ${listed(kept)}, which ${listed(names)} starts at its events`)
}

export const targetsAdded: Facet = function* (pair) {
  const { before, after, nameNow, isAnother, made } = pair
  const were = new Set([
    ...before.planned.targets.map(nameNow),
    ...before.planned.targets.filter(isAnother),
  ])
  const added = after.planned.targets.filter(name => !were.has(name))
  if (added.length === 0) return
  const started = isTrigger(after)
    ? startedBefore({ trigger: after, among: made.triggers.before, pair })
    : new Set()
  const isNew = (name: string) =>
    !started.has(name) && (!makes(after) || gainsBackups(made, name, after))
  const gained = added.filter(isNew)
  const known = new Set(gained)
  const taken = added.filter(name => !known.has(name))
  if (gained.length > 0) yield strengthens(`starts ${listed(gained)} as well`)
  if (taken.length > 0) yield neutral(`starts ${listed(taken)} as well, which others did before`)
}

/** By the name that they have now, what triggers of the base started as this one does. */
function startedBefore({ trigger, among, pair: { nameNow, now } }: Others): ReadonlySet<string> {
  const others = standIns(trigger, { among, now })
  return new Set(others.flatMap(({ planned }) => planned.targets.map(nameNow)))
}

/** Those that start all that it does, of whatever targets they have. */
function standIns(
  trigger: SeenTrigger,
  { among, now }: Pick<Others, 'among'> & Pick<Pair, 'now'>,
): readonly SeenTrigger[] {
  return among.filter(other => standIn(trigger, { among: [other], now, targets: [] }) !== undefined)
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

/** Whether the source is one that counts by the week, or did; triggers and single starts are judged by themselves. */
export function makes(source: SeenSource): source is SeenSchedule {
  if (!isSchedule(source)) return false
  return (source.state.startsPerWeek ?? 0) > 0 || source.planned.endDate !== undefined
}
