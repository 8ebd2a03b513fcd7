// What becomes of the starts of a schedule, as far as a plan can tell: by time, pauses, blackouts and the policy's own
// stronger schedules. What depends on other runs (overlap, caps, lateness) nobody knows beforehand.
import type { Fate } from '../schedule/fate.ts'
import type { Blackout, Instant } from '../start.ts'
import { momentsFrom } from './moments.ts'
import type { PlannedSchedule } from './plan.ts'
import { strongerAt, strongerAtEnd } from './precedence.ts'
import { beforeBlackout, timeFate } from './time-fate.ts'

export type DueMoment = {
  /** When it is due; of a local time that does not exist, when the clocks go over it. */
  readonly at: Instant
  /** What the clocks of the schedule's zone show then, or would: `Thu 2026-12-31 02:00`. */
  readonly local: string
  readonly fate: DueFate
}

export type DueFate =
  | Fate<Blackout>
  /**
   * The policy's schedule of that name has the stronger level and starts in the same minute: the one at which this is due,
   * or the end of the blackout that this would be deferred to.
   */
  | { readonly kind: 'precedence'; readonly stronger: string; readonly deferredTo?: Instant }
  /** The clocks go forward over it. */
  | { readonly kind: 'does-not-exist' }

/** So many due moments, or those before an instant. */
export type Range = { readonly from: Instant } & (
  | { readonly count: number }
  | { readonly to: Instant }
)

/**
 * The due moments from an instant on, ascending; first one that was due before and is deferred past it. `siblings` are the
 * schedules of the same policy.
 */
export function forecast(
  source: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
  range: Range,
): readonly DueMoment[] {
  const count = 'count' in range ? range.count : Number.POSITIVE_INFINITY
  const to = 'to' in range ? range.to : Number.POSITIVE_INFINITY
  const rows: DueMoment[] = []
  for (const row of fates(source, siblings, beforeBlackout(source, range.from))) {
    if (rows.length >= count || row.at >= to) break
    const isToCome = row.fate.kind === 'deferred' && row.fate.to >= range.from
    if (row.at >= range.from || isToCome) rows.push(row)
  }
  return rows
}

function* fates(
  source: PlannedSchedule,
  siblings: readonly PlannedSchedule[],
  from: Instant,
): Generator<DueMoment> {
  let deferredTo = Number.NEGATIVE_INFINITY
  for (const { at, local, exists } of momentsFrom(source, from)) {
    if (!exists) {
      yield { at, local, fate: { kind: 'does-not-exist' } }
      continue
    }
    const fate = timeFate(source, at)
    yield { at, local, fate: fateAmong(fate, { at, source, siblings, deferredTo }) }
    if (fate.kind === 'deferred') deferredTo = fate.to
  }
}

function fateAmong(
  fate: Fate<Blackout>,
  {
    at,
    source,
    siblings,
    deferredTo,
  }: {
    readonly at: Instant
    readonly source: PlannedSchedule
    readonly siblings: readonly PlannedSchedule[]
    /** To when an earlier start of the source is deferred. */
    readonly deferredTo: Instant
  },
): DueFate {
  if (fate.kind === 'starts') {
    const stronger = strongerAt(at, source, siblings)
    return stronger === undefined ? fate : { kind: 'precedence', stronger: stronger.name }
  }
  if (fate.kind !== 'deferred') return fate
  // One start waits for the end of a blackout; those that follow it are skipped.
  if (at < deferredTo) return { kind: 'blackout', blackout: fate.blackout }
  // It is compared with what starts at that end, and not with what was due beside it.
  const stronger = strongerAtEnd(fate.to, source, siblings)
  if (stronger === undefined) return fate
  return { kind: 'precedence', stronger: stronger.name, deferredTo: fate.to }
}
