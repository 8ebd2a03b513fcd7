// The call itself, for a claimed run: the locks that settle a race, createTask, and writing down how it went.
import { cooldown, type Decision } from './decide.ts'
import { cooldownKey, lockedOut, lockKey } from './overlap.ts'
import { overridable } from './override.ts'
import type { Answer, World } from './ports.ts'
import { record } from './record.ts'
import {
  type ClaimedRun,
  type InDoubtRun,
  isClaimed,
  isInDoubt,
  isInFlight,
  type Run,
  startedAt,
} from './run.ts'
import { answered, stopped } from './steps.ts'

/** Calls createTask for a claimed run, unless a lock stops it, and writes down how it went. The caller publishes. */
export async function callCreateTask(world: World, run: ClaimedRun): Promise<Run> {
  const stop = (await stillWarm(world, run)) ?? (await stillBusy(world, run))
  if (stop !== undefined) {
    return (await record(world, stopped(run, stop, world.now()))) ?? stored(world, run)
  }
  const answer = await world.commandCenter(run.request.target.commcell).submit(run.request)
  return recordAnswer(world, run, answer)
}

/** An answer is never lost to a sweep that wrote in between: as long as it is still about this try, it is applied again. */
async function recordAnswer(world: World, run: ClaimedRun, answer: Answer): Promise<Run> {
  let current: ClaimedRun | InDoubtRun = run
  for (;;) {
    const saved = await record(world, answered(current, answer, world.now()))
    if (saved) return saved
    const found = await stored(world, run)
    if (!isSameTry(run, found)) return found
    current = found
  }
}

function isSameTry(run: ClaimedRun, found: Run): found is ClaimedRun | InDoubtRun {
  if (isClaimed(found)) return found.status.claimedAt === run.status.claimedAt
  return isInDoubt(found) && found.status.askedAt === run.status.claimedAt
}

async function stored(world: World, run: Run): Promise<Run> {
  return (await world.runs.get(run.id)) ?? run
}

// --- locks: they settle what `decide` read a moment too early ---

type Stop = Exclude<Decision, { kind: 'start' }>

/** Two events of one deployment wave, told to two functions at once: one lock a trigger and target. */
async function stillWarm(world: World, run: ClaimedRun): Promise<Stop | undefined> {
  const { cooldownSeconds } = run.terms
  if (!cooldownSeconds) return undefined
  const holder = await otherHolder(world, run, {
    key: cooldownKey(run),
    seconds: cooldownSeconds,
    counts: other => startedAt(other) !== undefined,
  })
  return holder === undefined ? undefined : overridable(run, 'cooldown', cooldown(run, holder))
}

async function stillBusy(world: World, run: ClaimedRun): Promise<Stop | undefined> {
  if (run.terms.overlap === 'allow') return undefined
  const holder = await otherHolder(world, run, {
    key: lockKey(run),
    seconds: run.terms.maxRunSeconds,
    counts: isInFlight,
  })
  return holder === undefined ? undefined : overridable(run, 'overlap', lockedOut(run, holder))
}

type Wanted = {
  readonly key: string
  readonly seconds: number
  /** Whether what became of the holder still keeps others out. */
  readonly counts: (other: Run) => boolean
}

/** The run that holds a lock, if another does. */
async function otherHolder(
  world: World,
  run: ClaimedRun,
  { key, seconds, counts }: Wanted,
): Promise<string | undefined> {
  const now = world.now()
  const lock = { key, runId: run.id, now, expiresAt: now + seconds * 1000 }
  const holder = await world.runs.lock(lock)
  if (holder === run.id) return undefined
  const other = await world.runs.get(holder)
  if (other && counts(other)) return holder
  // Left behind: between a run's last write and its unlock, or by one of which nothing came.
  await world.runs.unlock(key, holder)
  const next = await world.runs.lock(lock)
  return next === run.id ? undefined : next
}
