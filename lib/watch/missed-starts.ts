// Starts that never reached us and are not begun any more: each is put on record as missed, or as skipped where it would
// have been skipped had it come. Of a few, each has its event. Of many (a long weekend without a sweep) the latest speaks
// for all: nobody is helped by three hundred messages.
import type { Failures } from '../run/failures.ts'
import { inLanes } from '../run/in-lanes.ts'
import type { World } from '../run/ports.ts'
import { logState, publishAll } from '../run/record.ts'
import type { Run } from '../run/run.ts'
import { decided } from '../run/steps.ts'
import { type Instant, isoText } from '../start.ts'
import { decide } from '../submit/decide.ts'
import type { ExpectedStart } from './expected.ts'
import { asStart } from './lost-start.ts'

export type MissedStart = ExpectedStart & {
  /** When a later start of the source is due that is still in time. */
  readonly later: Instant | undefined
}

/** So many of one source and target, found in one sweep, are told one by one. */
const TOLD_EACH = 10

/** How many of them are on record now; the others are left to the next sweep. */
export async function recordMissed(
  world: World,
  starts: readonly MissedStart[],
  failures: Failures,
): Promise<number> {
  const recorded = await inLanes(tellings(starts), telling =>
    failures.attempt(undefined, () => record(world, telling)),
  )
  const told = recorded.flatMap(each => each?.told ?? [])
  await failures.attempt(undefined, () => publishAll(world, told))
  return recorded.reduce((sum, each) => sum + (each?.count ?? 0), 0)
}

/** One that is told, and those that it speaks for, oldest first. */
type Telling = { readonly start: MissedStart; readonly silent: readonly MissedStart[] }

function tellings(starts: readonly MissedStart[]): readonly Telling[] {
  const groups = new Map<string, MissedStart[]>()
  for (const start of starts.toSorted((a, b) => a.at - b.at)) {
    const key = `${start.source.name}/${start.target}`
    groups.set(key, [...(groups.get(key) ?? []), start])
  }
  return [...groups.values()].flatMap(group => {
    const latest = group.at(-1)
    if (latest && group.length > TOLD_EACH) return [{ start: latest, silent: group.slice(0, -1) }]
    return group.map(start => ({ start, silent: [] }))
  })
}

type Recorded = { readonly count: number; readonly told?: Run }

/** Who speaks for others is written first: a crash in between may tell of a start twice, and leaves none untold. */
async function record(world: World, { start, silent }: Telling): Promise<Recorded> {
  const speaker = runOf(start, silent, world.now())
  const isOurs = (await world.runs.claim(speaker)) === undefined
  // Somebody else has put it on record just now, and speaks for nobody but it.
  if (!isOurs) return { count: silent.length === 0 ? 1 : 0 }
  logState(world, speaker)
  for (const other of silent) {
    await world.runs.claim({ ...runOf(other, [], world.now()), announced: 0, outbox: [] })
  }
  return { count: 1 + silent.length, told: speaker }
}

function runOf(start: MissedStart, silent: readonly MissedStart[], now: Instant): Run {
  const { origin, known } = asStart(start, now)
  const text = [missedText(start, now), ...silentText(silent)].join(' ')
  const inTime = decide(origin, { ...known, openRuns: [], history: [], caps: [] }, start.at)
  const isSkip = inTime.kind === 'skip' && silent.length === 0
  return decided(origin, isSkip ? inTime : { kind: 'miss', text }, now)
}

function missedText({ source, at, later }: MissedStart, now: Instant): string {
  const until = at + source.terms.startWithinSeconds * 1000
  const lost = `The start of ${source.name} that was due at ${isoText(at)} never reached Holdfast.`
  if (later !== undefined && later > at && now <= until) {
    return `${lost} A later start of the same schedule, of ${isoText(later)}, takes its place.`
  }
  return `${lost} It could start until ${isoText(until)}; it is ${isoText(now)}.`
}

function silentText(silent: readonly MissedStart[]): readonly string[] {
  const [first] = silent
  if (first === undefined) return []
  const since = isoText(first.at)
  return [
    `Nor did the ${silent.length} before it, from ${since} on; they have no events of their own.`,
  ]
}
