// A start becomes jobs. The laws that this file keeps:
// 1. Claim before you call: no createTask without a claimed run. Delivery is at least once and Lambda repeats what failed;
//    the run id is the same, the claim is refused, nothing is posted twice.
// 2. Never post twice in doubt: what was not answered is left to the sweep, which looks for the job.
// 3. Targets fail alone: one refused request ends one run; its neighbours go on. So do the triggers of one event.
import { BackupError, shown } from '../errors.ts'
import {
  type Instant,
  isoText,
  type PolicySources,
  type RuleStart,
  type SourceStart,
  type StartSource,
  type TriggerSource,
} from '../start.ts'
import { callCreateTask } from './call-create-task.ts'
import { decideHere, type Known } from './decide-here.ts'
import { type Failures, failuresOf } from './failures.ts'
import { killFor } from './kill.ts'
import type { World } from './ports.ts'
import { strongerStart } from './precedence.ts'
import { logState, publishAll } from './record.ts'
import { isClaimed, type Run, type RunOrigin } from './run.ts'
import { runsOf, sourceOf } from './runs-of.ts'
import { type Meant, namedTarget, runsOfEvent, triggersOf, whatIsMeant } from './runs-of-event.ts'
import { decided } from './steps.ts'

/** Scheduler never comes early; a clock may be a little off. */
const EARLIEST_MS = 60_000

/** EventBridge takes ten events in one call. */
const EVENTS_A_CALL = 10

/**
 * Decides every run of a due schedule, or of a source that somebody starts by hand, and starts those that may. Returns each
 * run in the state that it reached.
 * @throws BackupError `start-event-invalid`, `source-unknown`, `target-unknown` before anything is done; the first failure
 * of a run when all have been tried. Calling again is always safe.
 */
export async function submit(
  world: World,
  policy: PolicySources,
  start: SourceStart,
): Promise<readonly Run[]> {
  const source = sourceOf(policy, start.source)
  const origins = runsOf(policy, start, world.now())
  checkDue(start, world.now())
  const failures = failuresOf(world)
  const runs = await beginAll(world, startsOf(policy, source, origins), failures)
  failures.rethrow()
  return runs
}

/**
 * The same for an event that a rule matched: for every trigger of these policies that waits for the rule.
 * @throws BackupError `source-unknown` when none does; the first failure of a trigger or run when all have been tried
 */
export async function submitEvent(
  world: World,
  policies: readonly PolicySources[],
  start: RuleStart,
): Promise<readonly Run[]> {
  const failures = failuresOf(world)
  const starts: Start[] = []
  const meant: MeantBy[] = []
  for (const { policy, source } of subscribed(policies, start)) {
    await failures.attempt(undefined, async () => {
      const what = whatIsMeant(policy, source, start.event)
      meant.push({ source, what })
      if (what !== 'this') return
      const origins = runsOfEvent(policy, source, { event: start.event, now: world.now() })
      starts.push(...startsOf(policy, source, origins))
    })
  }
  const runs = await beginAll(world, starts, failures)
  failures.rethrow()
  checkTarget(
    start,
    meant.filter(({ source }) => source.targetFrom),
  )
  checkMeant(
    world,
    start,
    meant.map(({ what }) => what),
  )
  return runs
}

/** What an event is to one of the triggers that wait for its rule. */
type MeantBy = { readonly source: TriggerSource; readonly what: Meant }

/** A run to be, with what the compiled policy knows of it and the run itself will not. */
type Start = { readonly origin: RunOrigin; readonly known: Omit<Known, 'openRuns'> }

function startsOf(
  policy: PolicySources,
  source: StartSource,
  origins: readonly RunOrigin[],
): readonly Start[] {
  return origins.map(origin => {
    const isPaused = source.pause && !origin.manual?.overrides.includes('paused')
    const where = { target: origin.request.target.name, at: origin.scheduledTime }
    const stronger = strongerStart(policy, source, where)
    const known = { ...(isPaused && { pause: source.pause }), ...(stronger && { stronger }) }
    return { origin, known }
  })
}

async function beginAll(
  world: World,
  starts: readonly Start[],
  failures: Failures,
): Promise<readonly Run[]> {
  const openRuns = starts.length === 0 ? [] : [...(await world.runs.open())]
  const runs: Run[] = []
  const untold: Run[] = []
  const tell = () => failures.attempt(undefined, () => publishAll(world, untold.splice(0)))
  for (const { origin, known } of starts) {
    const facts = { ...known, openRuns }
    const begun = await failures.attempt(origin.id, () => begin(world, origin, facts))
    if (begun === undefined) continue
    runs.push(begun.run)
    if (!begun.isNew) continue
    openRuns.push(begun.run)
    untold.push(begun.run)
    if (untold.length === EVENTS_A_CALL) await tell()
  }
  await tell()
  return runs
}

async function begin(
  world: World,
  origin: RunOrigin,
  known: Known,
): Promise<{ readonly run: Run; readonly isNew: boolean }> {
  const decision = await decideHere(world, origin, known)
  const run = decided(origin, decision, world.now())
  const first = await world.runs.claim(run)
  if (first) {
    world.log('info', 'DUPLICATE: this start was delivered and decided before.', { runId: run.id })
    return { run: first, isNew: false }
  }
  logState(world, run)
  if (isClaimed(run)) return { run: await callCreateTask(world, run), isNew: true }
  if (decision.kind === 'wait' && decision.kill) await killFor(world, decision.kill, run)
  return { run, isNew: true }
}

/** A start from the future would run now, and the real one would then be taken for a duplicate. */
function checkDue(start: SourceStart, now: Instant): void {
  if (start.scheduledTime <= now + EARLIEST_MS) return
  throw new BackupError(
    'start-event-invalid',
    `The start of ${start.source} is due at ${isoText(start.scheduledTime)}; it is ${isoText(now)}.`,
  )
}

function subscribed(policies: readonly PolicySources[], start: RuleStart) {
  const triggers = triggersOf(policies, start)
  if (triggers.length > 0) return triggers
  throw new BackupError('source-unknown', `No trigger deployed here waits for rule ${start.rule}.`)
}

/** A target that none of those protect who ask the event for it is a mistake, or a target that nobody has taken in. */
function checkTarget({ event, rule }: RuleStart, meant: readonly MeantBy[]): void {
  const [first, ...others] = meant.filter(({ what }) => what === 'another-target')
  if (first === undefined || meant.some(({ what }) => what === 'this')) return
  const name = shown(namedTarget(first.source, event))
  const sources = [first, ...others].map(({ source }) => source.name).join(', ')
  throw new BackupError(
    'target-unknown',
    `Event ${event.id} names target ${name}, which no trigger of rule ${rule} protects (${sources}).`,
  )
}

/** A request that nobody here was meant by is another environment's; one for a level that nobody has is a mistake. */
function checkMeant(world: World, { event, rule }: RuleStart, meant: readonly Meant[]): void {
  if (meant.includes('this')) return
  if (meant.includes('another-level')) {
    const text = `Request ${event.id} asks for a level that no trigger of rule ${rule} has.`
    throw new BackupError('start-event-invalid', text)
  }
  world.log('info', 'This request is for another environment.', { eventId: event.id })
}
