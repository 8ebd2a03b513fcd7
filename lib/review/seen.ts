// One side of a review with what the facts say of it, found out once and looked up by name.
import type { PlannedSchedule, PlannedSource, PlannedTrigger } from '../plan/plan.ts'
import type { Notification } from '../policy/policy.ts'
import { type Instant, isPausedAt } from '../start.ts'
import { type Clock, dateText } from './change-words.ts'
import { coversOf } from './cover.ts'
import type { SourceState } from './graded.ts'
import type { NowIn } from './hours.ts'
import type { Side } from './side.ts'
import { sourceStates } from './source-state.ts'
import type { Cover } from './target-review.ts'
import { isInterval } from './zones.ts'

export type Seen = {
  readonly side: Side
  readonly now: Instant
  /** That the review speaks. */
  readonly timezone: string
  readonly states: readonly SourceState[]
  readonly sources: ReadonlyMap<string, SeenSource>
  readonly covers: ReadonlyMap<string, Cover>
}

export type SeenSource<S extends PlannedSource = PlannedSource> = {
  readonly planned: S
  readonly state: SourceState
  /** Who is told of its results. */
  readonly notify: readonly Notification[]
  /** Codes of mistakes that are not told of it. */
  readonly acknowledges: readonly string[]
  /** By which its dates are told. */
  readonly clock: Clock
}

export type SeenSchedule = SeenSource<PlannedSchedule>

export type SeenTrigger = SeenSource<PlannedTrigger>

export function seen(side: Side, { now, timezone }: NowIn): Seen {
  const states = sourceStates(side, now)
  const byName = new Map(states.map(state => [state.source, state]))
  const notify = new Map(side.policies.map(policy => [policy.name, policy.notify]))
  const sources = side.plan.sources.flatMap(planned => {
    const state = byName.get(planned.name)
    if (state === undefined) return []
    const told = notify.get(planned.policy) ?? []
    const acknowledges = side.acknowledged.get(planned.name) ?? []
    const clock = clockOf(state, timezone)
    return [[planned.name, { planned, state, notify: told, acknowledges, clock }] as const]
  })
  return { side, now, timezone, states, sources: new Map(sources), covers: coversOf(side, now) }
}

/** What goes by no clock of its own is told by that of the review. */
function clockOf(state: SourceState, usual: string): Clock {
  const timezone = isInterval(state) ? usual : (state.timezone ?? usual)
  return { timezone, isUsual: timezone === usual }
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

/** Of a schedule that has one. */
export function firstStartText({ state, clock }: SeenSource): string {
  const [first] = state.nextStarts
  return first === undefined ? 'never' : dateText(first.at, clock)
}

/** Whether its starts are all to come from a date on. */
export function waits({ planned: { pause, startDate } }: SeenSchedule, now: Instant): boolean {
  return isPausedAt(pause, now) || (startDate !== undefined && Date.parse(startDate) > now)
}
