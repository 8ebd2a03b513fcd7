// Writing a run down and telling the world. Law: a new state and the event that announces it are one write; the event is
// published after, and taken out of the outbox. Whatever crashes in between, the next sweep publishes what is left.
import { isoText } from '../start.ts'
import { cooldownKey, lockKey } from './lock-keys.ts'
import type { LogFields, World } from './ports.ts'
import { isClaimed, isEnded, isInFlight, isSubmitted, type Run, startedAt } from './run.ts'
import { delivered } from './steps.ts'

/** Stores the next state of a run. Undefined when another function wrote first: its word stands. */
export async function record<R extends Run>(world: World, run: R): Promise<R | undefined> {
  const saved = await world.runs.save(run)
  if (saved === undefined) {
    world.log('info', 'Another function has moved this run on.', { runId: run.id })
    return undefined
  }
  // A run that waits has no job to protect from others. What it left locked, others would take from it just as it goes on.
  const held = isInFlight(saved) ? [] : [lockKey(saved), ...(saved.slots ?? [])]
  const isCold = saved.terms.cooldownSeconds && startedAt(saved) === undefined
  const free = isCold ? [...held, cooldownKey(saved)] : held
  await Promise.all(free.map(key => world.runs.unlock(key, saved.id)))
  logState(world, saved)
  return saved
}

/**
 * Publishes what stands in the outboxes, all in one go, and marks what the bus took. A claimed run is left alone: whoever
 * claimed it is waiting for its answer, and a write of ours would make it lose that.
 */
export async function publishAll(world: World, runs: readonly Run[]): Promise<void> {
  const telling = runs.filter(run => run.outbox.length > 0 && !isClaimed(run))
  if (telling.length === 0) return
  const events = telling.flatMap(run => run.outbox)
  const taken = await world.publish(events)
  const left = events.filter(event => !taken.has(event.eventId))
  if (left.length > 0) {
    const eventIds = left.slice(0, 10).map(event => event.eventId)
    world.log('warn', `The bus did not take ${left.length} of ${events.length} events.`, {
      eventIds,
    })
  }
  for (const run of telling) {
    const marked = delivered(run, taken)
    if (marked.outbox.length < run.outbox.length) await world.runs.save(marked)
  }
}

/** One line for every state: with the run id, the whole way from a start to its job can be read in the log. */
export function logState(world: World, run: Run): void {
  const isBad = isEnded(run) && !FINE.has(run.status.outcome.kind)
  world.log(isBad ? 'warn' : 'info', `Run is ${run.status.state}.`, readable(run))
  const isFannedOut = isSubmitted(run) && run.status.jobIds.length > 1
  if (isFannedOut && run.status.job === undefined) {
    const text = 'Unexpected fan-out: this run has several jobs. All of them are followed.'
    world.log('warn', text, { runId: run.id, jobIds: run.status.jobIds })
  }
}

/** Of which run, and what is known of its state; instants as people read them. */
function readable({ id, status }: Run): LogFields {
  const fields: LogFields = status
  const shown: { [name: string]: unknown } = { runId: id }
  for (const name in fields) {
    const value = fields[name]
    if (name === 'state') continue
    shown[name] = typeof value === 'number' && INSTANTS.has(name) ? isoText(value) : value
  }
  return shown
}

const INSTANTS: ReadonlySet<string> = new Set([
  'notBefore',
  'claimedAt',
  'askedAt',
  'since',
  'submittedAt',
  'absentSince',
  'endedAt',
])

const FINE: ReadonlySet<string> = new Set(['completed', 'skipped'])
