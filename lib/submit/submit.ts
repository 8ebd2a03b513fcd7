// A start becomes jobs. The laws that this file keeps:
// 1. Claim before you call: no createTask without a claimed run. Delivery is at least once and Lambda repeats what failed;
//    the run id is the same, the claim is refused, nothing is posted twice.
// 2. Never post twice in doubt: what was not answered is left to the sweep, which looks for the job.
// 3. Targets fail alone: one refused request ends one run; its neighbours go on. So do the triggers of one event.
import { BackupError, shown } from '../errors.ts'
import { failuresOf } from '../run/failures.ts'
import type { World } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import {
  type Instant,
  isoText,
  type PolicySources,
  type RuleStart,
  type SourceStart,
  type TriggerSource,
} from '../start.ts'
import { beginAll, type Start, startOf } from './begin.ts'
import { runsOf, sourceOf } from './runs-of.ts'
import { type Meant, namedTarget, runsOfEvent, triggersOf, whatIsMeant } from './runs-of-event.ts'

/** Scheduler never comes early; a clock may be a little off. */
const EARLIEST_MS = 60_000

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
  const starts = origins.map(origin => startOf(policy, source, origin))
  const runs = await beginAll(world, starts, { failures })
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
      starts.push(...origins.map(origin => startOf(policy, source, origin)))
    })
  }
  const runs = await beginAll(world, starts, { failures })
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
