// Rules without jobs: what is decided about an event, or about every start that is due in a span. What `test` and
// `simulate --event` are made of.
import { BackupError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { Announced } from '../report/result-events.ts'
import type { Span } from '../schedule/calendar.ts'
import { dueBetween } from '../schedule/timetable.ts'
import { type Instant, isScheduleSource } from '../start.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import { jobsEndAtOnce, withoutOverlap } from './at-once.ts'
import { coreHost } from './core-host.ts'
import { type Decided, decisionsIn } from './decided.ts'
import { startEvent } from './drive.ts'
import { deliveriesOf, triggersOf, type Unmatched, unmatchedBy } from './rule-engine.ts'
import { type Unmoved, whyUnmoved } from './unmoved.ts'

export type Rehearsed = {
  readonly decided: readonly Decided[]
  /** Triggers that wait for other events. */
  readonly unmatched: readonly Unmatched[]
  /** Triggers that wait for this event and start nothing: it means another environment, level or target. */
  readonly unmoved: readonly Unmoved[]
  /** Why `submit` would not take the event, or a part of it: it would end in the failure queue. */
  readonly refused: readonly string[]
}

/** The event goes through every rule of the plan, and from there on as on AWS. */
export async function rehearseEvent(
  plan: Plan,
  event: EventBridgeEvent,
  at: Instant,
): Promise<Rehearsed> {
  const { host, events } = stage(plan, at)
  const refused: string[] = []
  const deliveries = deliveriesOf(plan, event)
  for (const delivery of deliveries) {
    const why = await refusalOf(() => host.deliver(delivery))
    if (why !== undefined) refused.push(why)
  }
  const triggers = triggersOf(plan)
  const delays = new Set(triggers.map(({ delaySeconds }) => delaySeconds))
  for (const delay of [...delays].toSorted((a, b) => a - b)) {
    host.setNow(at + delay * 1000)
    await host.sweep()
  }
  const decided = decisionsIn(events)
  const unmatched = unmatchedBy(triggers, event)
  const answered = new Set([...decided, ...unmatched].map(({ source }) => source))
  const unmoved = triggers
    .filter(({ name }) => !answered.has(name))
    .map(trigger => ({ source: trigger.name, why: whyUnmoved(plan, trigger, event) }))
  return { decided, unmatched, unmoved, refused }
}

/** Of schedules that are paused for good as well: on AWS they are switched off, which comes to the same. */
export async function rehearseSpan(plan: Plan, span: Span): Promise<Rehearsed> {
  const { host, events } = stage(plan, span.from)
  const starts = plan.sources
    .filter(isScheduleSource)
    .flatMap(source => dueBetween(source, span).map(at => ({ at, source })))
    .toSorted((a, b) => a.at - b.at)
  for (const { at, source } of starts) {
    host.setNow(at)
    await host.deliver(startEvent(source, at))
    await host.sweep()
  }
  return { decided: decisionsIn(events), unmatched: [], unmoved: [], refused: [] }
}

function stage(plan: Plan, from: Instant) {
  const events: Announced[] = []
  const host = coreHost({
    policies: plan.policies.map(withoutOverlap),
    from,
    commandCenter: jobsEndAtOnce,
    onEvent: event => events.push(event),
  })
  return { host, events }
}

async function refusalOf(deliver: () => Promise<void>): Promise<string | undefined> {
  try {
    await deliver()
    return undefined
  } catch (error) {
    if (error instanceof BackupError) return error.message
    throw error
  }
}
