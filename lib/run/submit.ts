// A start becomes jobs. The laws that this file keeps:
// 1. Claim before you call: no createTask without a claimed run. Delivery is at least once and Lambda repeats what failed;
//    the run id is the same, the claim is refused, nothing is posted twice.
// 2. Never post twice in doubt: what was not answered is left to the sweep, which looks for the job.
// 3. Targets fail alone: one refused request ends one run; its neighbours go on.
import { BackupError } from '../errors.ts'
import { type Instant, isoText, type PolicySources, type StartEvent } from '../start.ts'
import { type Decision, decide, type Facts, lockKey, overlap } from './decide.ts'
import { failuresOf } from './failures.ts'
import type { Answer, World } from './ports.ts'
import { logState, publishAll, record } from './record.ts'
import {
  type ClaimedRun,
  type InDoubtRun,
  isClaimed,
  isInDoubt,
  isInFlight,
  type Run,
  type RunOrigin,
} from './run.ts'
import { runsOf, sourceOf } from './runs-of.ts'
import { answered, decided, stopped } from './steps.ts'

/** A createTask may take a minute, and another after a 401; without that much time left it is not begun. */
const CREATE_TASK_MS = 130_000

/** Scheduler never comes early; a clock may be a little off. */
const EARLIEST_MS = 60_000

/** EventBridge takes ten events in one call. */
const EVENTS_A_CALL = 10

/**
 * Decides every run of a start, and starts those that may. Returns each run in the state that it reached.
 * @throws BackupError `start-event-invalid`, `source-unknown`, `target-unknown` before anything is done; the first failure
 * of a run when all have been tried. Calling again is always safe.
 */
export async function submit(
  world: World,
  policy: PolicySources,
  start: StartEvent,
): Promise<readonly Run[]> {
  const source = sourceOf(policy, start.source)
  const origins = runsOf(policy, start, world.now())
  checkDue(start, world.now())
  const pause = start.manual?.overrides.includes('paused') ? undefined : source.pause
  const openRuns = [...(await world.runs.open())]
  const failures = failuresOf(world)
  const runs: Run[] = []
  const untold: Run[] = []
  const tell = () => failures.attempt(undefined, () => publishAll(world, untold.splice(0)))
  for (const origin of origins) {
    const facts = { openRuns, ...(pause && { pause }) }
    const begun = await failures.attempt(origin.id, () => begin(world, origin, facts))
    if (begun === undefined) continue
    runs.push(begun.run)
    if (!begun.isNew) continue
    openRuns.push(begun.run)
    untold.push(begun.run)
    if (untold.length === EVENTS_A_CALL) await tell()
  }
  await tell()
  failures.rethrow()
  return runs
}

/** A start from the future would run now, and the real one would then be taken for a duplicate. */
function checkDue(start: StartEvent, now: Instant): void {
  if (start.scheduledTime <= now + EARLIEST_MS) return
  throw new BackupError(
    'start-event-invalid',
    `The start of ${start.source} is due at ${isoText(start.scheduledTime)}; it is ${isoText(now)}.`,
  )
}

async function begin(
  world: World,
  origin: RunOrigin,
  known: Pick<Facts, 'openRuns' | 'pause'>,
): Promise<{ readonly run: Run; readonly isNew: boolean }> {
  const run = decided(origin, decideHere(world, origin, known), world.now())
  const first = await world.runs.claim(run)
  if (first) {
    world.log('info', 'DUPLICATE: this start was delivered and decided before.', { runId: run.id })
    return { run: first, isNew: false }
  }
  logState(world, run)
  return { run: isClaimed(run) ? await callCreateTask(world, run) : run, isNew: true }
}

/** Calls createTask for a claimed run, unless its target is locked, and writes down how it went. The caller publishes. */
export async function callCreateTask(world: World, run: ClaimedRun): Promise<Run> {
  const other = run.terms.overlap === 'allow' ? undefined : await lockedBy(world, run)
  if (other !== undefined) {
    const skipped = stopped(run, overlap(other), world.now())
    return (await record(world, skipped)) ?? stored(world, run)
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

/** `decide`, with what only this function knows: its environment's caps, and whether its own time is enough. */
export function decideHere(
  world: World,
  run: RunOrigin,
  known: Pick<Facts, 'openRuns' | 'pause' | 'waitedFor'>,
): Decision {
  const { commcell } = run.request.target
  const openRuns = known.openRuns.filter(open => open.request.target.commcell === commcell)
  // A CommCell that has left the environment takes nothing more.
  const maxInFlight = world.commcells[commcell]?.maxInFlight ?? 0
  const decision = decide(run, { ...known, openRuns, maxInFlight }, world.now())
  const isTooLate = world.deadline !== undefined && world.now() + CREATE_TASK_MS > world.deadline
  if (decision.kind !== 'start' || !isTooLate) return decision
  return { kind: 'wait', text: 'The function had no time left; the next sweep starts it.' }
}

/** The run that holds our lock, if another does. The lock settles what `decide` read a moment too early. */
async function lockedBy(world: World, run: ClaimedRun): Promise<string | undefined> {
  const now = world.now()
  const lock = {
    key: lockKey(run),
    runId: run.id,
    now,
    expiresAt: now + run.terms.maxRunSeconds * 1000,
  }
  const holder = await world.runs.lock(lock)
  if (holder === run.id) return undefined
  const other = await world.runs.get(holder)
  if (other && isInFlight(other)) return holder
  // Left behind between a run's last write and its unlock.
  await world.runs.unlock(lock.key, holder)
  const next = await world.runs.lock(lock)
  return next === run.id ? undefined : next
}
