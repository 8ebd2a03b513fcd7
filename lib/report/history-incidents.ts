// What went wrong, told once each: runs that did not complete, by what they have in common, and promises that were
// broken, from the recovery point before to the one after.
import { compare } from '../policy/order.ts'
import { type Instant, isoText } from '../start.ts'
import type { Heard, HeardPromise, HeardRun } from './heard.ts'
import type { Incident, PromiseIncident, RunsIncident } from './history.ts'
import { spellsOf } from './spells.ts'

const MOST_INCIDENTS = 500
/** Runs and messages of one incident. */
const MOST_RUNS = 60

export function incidentsOf({ runs, promises }: Pick<Heard, 'runs' | 'promises'>): {
  readonly shown: readonly Incident[]
  readonly more: number
} {
  const all = [
    ...spellsOf(runs.filter(isIncident)).map(runsIncident),
    ...alikeOf(pairsOf(promises)).map(promiseIncident),
  ]
  const latest = all.toSorted((a, b) => b.at - a.at || compare(a.id, b.id))
  const shown = latest.slice(0, MOST_INCIDENTS).map(({ incident }) => incident)
  return { shown, more: latest.length - shown.length }
}

type Dated<Of> = { readonly at: Instant; readonly id: string; readonly incident: Of }

/** What the policies themselves ordered is no incident: a weaker level that gives way, a pause, a blackout. */
const ORDERED: ReadonlySet<string> = new Set(['PRECEDENCE', 'PAUSED', 'BLACKOUT', 'COOLDOWN'])

function isIncident({ ending, word }: HeardRun): boolean {
  return ending !== 'completed' && !(ending === 'skipped' && ORDERED.has(word))
}

function runsIncident(spell: ReturnType<typeof spellsOf>[number]): Dated<RunsIncident> {
  const { runs, ...rest } = spell
  const targets = [...new Set(runs.map(({ target }) => target))].toSorted(compare)
  const levels = [...new Set(runs.map(({ level }) => level))].toSorted(compare)
  const listed = runs.slice(0, MOST_RUNS)
  return {
    at: spell.to,
    id: `${spell.source} ${runs[0]?.runId}`,
    incident: { kind: 'runs', ...rest, count: runs.length, targets, levels, listed },
  }
}

type Pair = { readonly broken?: HeardPromise; readonly restored?: HeardPromise }

/** Of each promise, every time it was broken with the time it held again; either may lie outside the span. */
function pairsOf(promises: readonly HeardPromise[]): readonly Pair[] {
  const pairs: Pair[] = []
  const open = new Map<string, HeardPromise>()
  for (const promise of promises.toSorted((a, b) => a.at - b.at)) {
    const key = `${promise.policy} ${promise.target}`
    const broken = open.get(key)
    open.delete(key)
    if (promise.event === 'Backup RPO Restored')
      pairs.push({ ...(broken && { broken }), restored: promise })
    else {
      if (broken) pairs.push({ broken })
      open.set(key, promise)
    }
  }
  return [...pairs, ...[...open.values()].map(broken => ({ broken }))]
}

/** Of one policy, all targets that had their recovery points at the same times. */
function alikeOf(pairs: readonly Pair[]): readonly (readonly Pair[])[] {
  const groups = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const { broken, restored } = pair
    const [from, to] = [broken?.recoveryPoint, restored?.recoveryPoint]
    const { policy, target } = broken ?? restored ?? {}
    const key = [policy, from, to, ...(from === undefined ? [target, broken?.at] : [])].join(' ')
    const group = groups.get(key)
    if (group) group.push(pair)
    else groups.set(key, [pair])
  }
  return [...groups.values()]
}

function promiseIncident(pairs: readonly Pair[]): Dated<PromiseIncident> {
  const broken = pairs.flatMap(pair => pair.broken ?? [])
  const restored = pairs.flatMap(pair => pair.restored ?? [])
  const told = [...broken, ...restored].toSorted((a, b) => a.at - b.at)
  const { policy = '', promisedSeconds = null } = told[0] ?? {}
  const [from, to] = [broken[0]?.recoveryPoint, restored[0]?.recoveryPoint]
  const brokenAt = broken.length === 0 ? null : Math.min(...broken.map(({ at }) => at))
  const restoredAt = restored.length === 0 ? null : Math.max(...restored.map(({ at }) => at))
  const targets = [...new Set(told.map(({ target }) => target))].toSorted(compare)
  return {
    at: to ?? restoredAt ?? brokenAt ?? 0,
    id: `promise ${policy} ${targets[0]}`,
    incident: {
      kind: 'promise',
      policy,
      targets,
      promisedSeconds,
      brokenAt: brokenAt === null ? null : isoText(brokenAt),
      restoredAt: restoredAt === null ? null : isoText(restoredAt),
      lastPoint: from === undefined ? null : isoText(from),
      nextPoint: to === undefined ? null : isoText(to),
      count: told.length,
      texts: told.slice(0, MOST_RUNS).map(({ text }) => text),
    },
  }
}
