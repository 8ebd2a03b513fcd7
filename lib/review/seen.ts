// One side of a review with what the facts say of it, found out once and looked up by name.
import type { PlannedSchedule, PlannedSource, PlannedTrigger } from '../plan/plan.ts'
import type { Notification } from '../policy/policy.ts'
import { type Instant, isPausedAt } from '../start.ts'
import { coversOf } from './cover.ts'
import type { Cover, SourceState } from './review.ts'
import type { Side } from './side.ts'
import { sourceStates } from './source-state.ts'

export type Seen = {
  readonly side: Side
  readonly now: Instant
  readonly states: readonly SourceState[]
  readonly sources: ReadonlyMap<string, SeenSource>
  readonly covers: ReadonlyMap<string, Cover>
}

export type SeenSource<S extends PlannedSource = PlannedSource> = {
  readonly planned: S
  readonly state: SourceState
  /** Who is told of its results. */
  readonly notify: readonly Notification[]
}

export type SeenSchedule = SeenSource<PlannedSchedule>

export type SeenTrigger = SeenSource<PlannedTrigger>

export function seen(side: Side, now: Instant): Seen {
  const states = sourceStates(side, now)
  const byName = new Map(states.map(state => [state.source, state]))
  const notify = new Map(side.policies.map(policy => [policy.name, policy.notify]))
  const sources = side.plan.sources.flatMap(planned => {
    const state = byName.get(planned.name)
    if (state === undefined) return []
    const told = notify.get(planned.policy) ?? []
    return [[planned.name, { planned, state, notify: told }] as const]
  })
  return { side, now, states, sources: new Map(sources), covers: coversOf(side) }
}

export function isSchedule(source: SeenSource): source is SeenSchedule {
  return source.planned.kind === 'schedule'
}

export function isTrigger(source: SeenSource): source is SeenTrigger {
  return source.planned.kind === 'trigger'
}

/** Nothing starts it now, nor ever: it is paused for good, or a schedule of which no start is left. */
export function isIdle(source: SeenSource, now: Instant): boolean {
  if (isSchedule(source)) return source.state.nextStarts.length === 0
  const { pause } = source.planned
  return pause?.until === undefined && isPausedAt(pause, now)
}

/** Why, where it is so. */
export function whyIdle({ planned }: SeenSource, now: Instant): string {
  return isPausedAt(planned.pause, now) ? 'paused' : 'without a start that is still to come'
}
