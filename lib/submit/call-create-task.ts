// The call itself, for a claimed run: the locks that settle a race, createTask, and writing down how it went.
import type { Decision } from '../run/decision.ts'
import { cooldownKey, lockKey } from '../run/lock-keys.ts'
import type { Answer, World } from '../run/ports.ts'
import { record } from '../run/record.ts'
import {
  type ClaimedRun,
  type InDoubtRun,
  isClaimed,
  isInDoubt,
  isInFlight,
  jobIdsOf,
  type Run,
  startedAt,
} from '../run/run.ts'
import { answered, stopped } from '../run/steps.ts'
import { cooldown } from './decide.ts'
import { otherHolder } from './locks.ts'
import type { OpenRuns } from './open-runs.ts'
import { lockedOut } from './overlap.ts'
import { overridable } from './override.ts'
import { takeSlots } from './slots.ts'

/**
 * Calls createTask for a claimed run, unless a lock stops it or no slot is free, and writes down how it went. The caller
 * publishes.
 */
export async function callCreateTask(
  world: World,
  run: ClaimedRun,
  openRuns: OpenRuns,
): Promise<Run> {
  const stop = (await stillWarm(world, run)) ?? (await stillBusy(world, run))
  if (stop !== undefined) return giveUp(world, run, stop)
  const { slots, full } = await takeSlots(world, run, openRuns)
  const placed = { ...run, slots }
  if (full) return giveUp(world, placed, { kind: 'wait', text: full.text })
  const { commcell } = run.request.target
  const answer = await world.commandCenter(commcell).submit(run.request, run.id)
  openRuns.heard(commcell, answer, world.now())
  return recordAnswer(world, placed, answer)
}

async function giveUp(world: World, run: ClaimedRun, stop: Stop): Promise<Run> {
  return (await record(world, stopped(run, stop, world.now()))) ?? stored(world, run)
}

/** An answer is never lost to a sweep that wrote in between: as long as it is still about this try, it is applied again. */
async function recordAnswer(world: World, run: ClaimedRun, answer: Answer): Promise<Run> {
  let current: ClaimedRun | InDoubtRun = run
  for (;;) {
    const saved = await record(world, answered(current, answer, world.now()))
    if (saved) return saved
    const found = await stored(world, run)
    if (!isSameTry(run, found)) {
      logUnrecorded(world, found, answer)
      return found
    }
    current = { ...found, ...(run.slots && { slots: run.slots }) }
  }
}

/** This function was frozen for longer than a claim lives, and the sweep went on without its answer. */
function logUnrecorded(world: World, run: Run, answer: Answer): void {
  if (answer.kind !== 'accepted') return
  const unknown = answer.jobIds.filter(jobId => !jobIdsOf(run).includes(jobId))
  if (unknown.length === 0) return
  const text =
    'createTask was answered too late: its job is on no record. Look into its Job Controller.'
  world.log('error', text, { runId: run.id, jobIds: unknown })
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
  return holder && overridable(run, 'cooldown', cooldown(run, holder.id))
}

async function stillBusy(world: World, run: ClaimedRun): Promise<Stop | undefined> {
  if (run.terms.overlap === 'allow') return undefined
  const holder = await otherHolder(world, run, {
    key: lockKey(run),
    seconds: run.terms.maxRunSeconds,
    counts: isInFlight,
  })
  return holder && overridable(run, 'overlap', lockedOut(run, holder.id))
}
