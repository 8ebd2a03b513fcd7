// Whether the promises of the policies (`rpo`) are kept. A recovery point is noted before the run that gave it is published:
// until then the run is open, and the next sweep finds it again. Before a breach is told the record itself is asked.
import type { Failures } from '../run/failures.ts'
import { inLanes } from '../run/in-lanes.ts'
import type { Note, World } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import type { Instant, PolicySources } from '../start.ts'
import { comingPointOf, recoveryPointOf } from './recovery-point.ts'
import {
  EMPTY_NOTE,
  judged,
  type LookedUp,
  nextBreak,
  noted,
  type RpoNote,
  toLookUp,
} from './rpo-note.ts'

export type RpoReport = {
  /** Targets of a policy that are without a recovery point for longer than it promises. */
  readonly breached: number
  /** When the next of the others would be, if nothing comes. */
  readonly nextAt: Instant
}

/** A point that lies behind more runs of its target than these is not found by the record. */
const LATEST_RUNS = 50

/**
 * Notes the recovery points of runs that have ended. Publish them after this, not before.
 * @throws BackupError `store-failed`
 */
export async function notePoints(world: World, runs: readonly Run[]): Promise<void> {
  const points = latestByTarget(runs)
  if (points.size === 0) return
  const concerned = promising(world).filter(({ targets }) =>
    Object.keys(targets).some(name => points.has(name)),
  )
  await inLanes(concerned, policy => notePointsOf(world, policy, points))
}

/**
 * Judges every promise and tells what has changed. `runs` are those that are open, in the state that this sweep left them in.
 * What fails for one policy is noted among the failures, and the others go on.
 */
export async function watchRpo(
  world: World,
  runs: readonly Run[],
  failures: Failures,
): Promise<RpoReport> {
  const coming = comingByTarget(runs)
  const watched = await inLanes(promising(world), policy =>
    failures.attempt(undefined, () => watchPolicy(world, policy, coming)),
  )
  const kept = watched.flatMap(each => each ?? [])
  await failures.attempt(undefined, () => tell(world, kept))
  return {
    breached: kept.flatMap(breachedIn).length,
    nextAt: Math.min(...kept.map(({ policy, note }) => nextBreak(policy, note.value, coming))),
  }
}

/** The note of a policy as it is stored. */
type Kept = { readonly policy: PolicySources; readonly note: Note<RpoNote> }

async function watchPolicy(
  world: World,
  policy: PolicySources,
  coming: ReadonlyMap<string, readonly Instant[]>,
): Promise<Kept> {
  const note = await readNote(world, policy)
  const now = world.now()
  const names = toLookUp(policy, note.value, { coming, now })
  const found = await inLanes(names, async name => [name, await lookUp(world, name)] as const)
  const value = judged(policy, note.value, { coming, lookedUp: new Map(found), now })
  return { policy, note: await write(world, policy, { note, value }) }
}

async function lookUp(world: World, target: string): Promise<LookedUp> {
  const history = await world.runs.history(target, LATEST_RUNS)
  const point = latestByTarget(history).get(target)
  const coming = comingByTarget(history).get(target) ?? []
  const [latest] = history
  return { coming, ...(point !== undefined && { point }), ...(latest && { latest }) }
}

async function tell(world: World, kept: readonly Kept[]): Promise<void> {
  const telling = kept.filter(({ note }) => note.value.outbox.length > 0)
  if (telling.length === 0) return
  const taken = await world.publish(telling.flatMap(({ note }) => note.value.outbox))
  await inLanes(telling, ({ policy, note }) => {
    const outbox = note.value.outbox.filter(({ eventId }) => !taken.has(eventId))
    return write(world, policy, { note, value: { ...note.value, outbox } })
  })
}

// --- notes ---

/** Whoever wrote in between got on with it: what they wrote is read, and the points are added to that. */
async function notePointsOf(
  world: World,
  policy: PolicySources,
  points: ReadonlyMap<string, Instant>,
): Promise<void> {
  for (;;) {
    const note = await readNote(world, policy)
    const value = noted(policy, note.value, { points, now: world.now() })
    if ((await write(world, policy, { note, value })).value === value) return
  }
}

async function readNote(world: World, policy: PolicySources): Promise<Note<RpoNote>> {
  return (await world.notes.read<RpoNote>(keyOf(policy))) ?? { value: EMPTY_NOTE, version: 0 }
}

/** What is stored after it: the new value, or the old one where another sweep wrote in between and its word stands. */
async function write(
  world: World,
  policy: PolicySources,
  { note, value }: { readonly note: Note<RpoNote>; readonly value: RpoNote },
): Promise<Note<RpoNote>> {
  if (JSON.stringify(value) === JSON.stringify(note.value)) return { ...note, value }
  const isWritten = await world.notes.write({ key: keyOf(policy), value, version: note.version })
  return isWritten ? { value, version: note.version + 1 } : note
}

const keyOf = ({ policy }: PolicySources) => `rpo/${policy.name}`

// --- targets ---

function promising({ policies = [] }: World): readonly PolicySources[] {
  return policies.filter(({ policy }) => policy.rpoSeconds !== undefined)
}

function latestByTarget(runs: readonly Run[]): ReadonlyMap<string, Instant> {
  const latest = new Map<string, Instant>()
  for (const run of runs) {
    const point = recoveryPointOf(run)
    const { name } = run.request.target
    if (point !== undefined) latest.set(name, Math.max(point, latest.get(name) ?? point))
  }
  return latest
}

function comingByTarget(runs: readonly Run[]): ReadonlyMap<string, readonly Instant[]> {
  const coming = new Map<string, Instant[]>()
  for (const run of runs) {
    const point = comingPointOf(run)
    const { name } = run.request.target
    if (point !== undefined) coming.set(name, [...(coming.get(name) ?? []), point])
  }
  return coming
}

const breachedIn = ({ note }: Kept) =>
  Object.values(note.value.targets).filter(({ breached }) => breached !== undefined)
