// What is kept of a policy that promises an `rpo`, and how one sweep moves it on: pure, so that the write can be conditional
// on what was read. A new state and the event that announces it are one write.
import type { ResultEvent } from '../run/event.ts'
import type { Run } from '../run/run.ts'
import type { Instant, PolicySources } from '../start.ts'
import { brokenFrom, type Protection, withPoint, worstOf } from './rpo.ts'
import { breachedEvent, restoredEvent } from './rpo-event.ts'

export type RpoNote = {
  /** By name. */
  readonly targets: { readonly [target: string]: Protection }
  /** How many events of the policy there have been: numbers their ids. */
  readonly announced: number
  /** Announced and not yet out. */
  readonly outbox: readonly ResultEvent[]
}

export const EMPTY_NOTE: RpoNote = { targets: {}, announced: 0, outbox: [] }

/** What a sweep knows of the targets, by name. */
export type Sightings = {
  /** The recovery points of jobs that go on, if they end well. */
  readonly coming: ReadonlyMap<string, readonly Instant[]>
  /** Of those that were looked up. */
  readonly lookedUp: ReadonlyMap<string, LookedUp>
}

/** What the record says: nobody is woken for what only a note, or this sweep, has not heard of. */
export type LookedUp = {
  readonly point?: Instant
  readonly coming: readonly Instant[]
  readonly latest?: Run
}

/** With recovery points that have become known; of targets that the policy does not have, nothing. */
export function noted(
  policy: PolicySources,
  note: RpoNote,
  { points, now }: { readonly points: ReadonlyMap<string, Instant>; readonly now: Instant },
): RpoNote {
  const known = new Map(Object.entries(note.targets))
  const news = Object.keys(policy.targets)
    .filter(name => points.has(name))
    .map(name => [name, withPoint(known.get(name) ?? { since: now }, points.get(name), now)])
  return { ...note, targets: { ...note.targets, ...Object.fromEntries(news) } }
}

/** Targets of which the record must be asked: those that are new, and those of which a breach would be told. */
export function toLookUp(
  policy: PolicySources,
  note: RpoNote,
  { coming, now }: { readonly coming: Sightings['coming']; readonly now: Instant },
): readonly string[] {
  const known = new Map(Object.entries(note.targets))
  return Object.keys(policy.targets).filter(name => {
    const protection = known.get(name)
    if (protection === undefined) return true
    return protection.breached === undefined && now >= breaks(policy, protection, coming.get(name))
  })
}

/** The targets that the policy has now, each promise judged by the rpo that it has now. */
export function judged(
  policy: PolicySources,
  note: RpoNote,
  { coming, lookedUp, now }: Sightings & { readonly now: Instant },
): RpoNote {
  const known = new Map(Object.entries(note.targets))
  const events: ResultEvent[] = []
  const targets = Object.values(policy.targets).map(target => {
    const found = lookedUp.get(target.name)
    const protection = withPoint(known.get(target.name) ?? { since: now }, found?.point, now)
    const hopes = [...(coming.get(target.name) ?? []), ...(found?.coming ?? [])]
    const isBroken = now >= breaks(policy, protection, hopes)
    const { breached, ...kept } = protection
    if (isBroken === (breached !== undefined)) return [target.name, protection] as const
    const number = note.announced + events.length + 1
    const told = { policy, target, protection, number, now }
    events.push(isBroken ? breachedEvent(told, found?.latest) : restoredEvent(told))
    const worst = worstOf(protection, now)
    return [target.name, isBroken ? { ...kept, breached: { at: now, worst } } : kept] as const
  })
  return {
    targets: Object.fromEntries(targets),
    announced: note.announced + events.length,
    outbox: [...note.outbox, ...events],
  }
}

/** The next instant at which a promise that is kept would be broken. */
export function nextBreak(
  policy: PolicySources,
  { targets }: RpoNote,
  coming: Sightings['coming'],
): Instant {
  const kept = Object.entries(targets).filter(([, { breached }]) => breached === undefined)
  return Math.min(...kept.map(([name, protection]) => breaks(policy, protection, coming.get(name))))
}

function breaks(
  { policy: { rpoSeconds = 0 } }: PolicySources,
  protection: Protection,
  coming: readonly Instant[] = [],
): Instant {
  return brokenFrom(protection, { rpoSeconds, coming })
}
