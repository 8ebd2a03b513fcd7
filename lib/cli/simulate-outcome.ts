// What a reviewer asks of a simulation beside its counts: what did not run and why, which starts the clocks swallow, and
// how long each target was without a recovery point.
import type { PlannedSource } from '../plan/plan.ts'
import { grouped } from '../report/grouped.ts'
import { longest, type Recovery, UNHEARD } from '../report/recovery.ts'
import type { EndedRun } from '../report/result-events.ts'
import { type Spell, spellsOf } from '../report/spells.ts'
import type { Span } from '../schedule/calendar.ts'
import { skippedBetween } from '../schedule/skipped.ts'
import { boundsOf, expressionOf } from '../schedule/timetable.ts'
import { localText, localTimeText } from '../schedule/zone.ts'
import { changesBetween } from '../schedule/zone-offsets.ts'
import { type Instant, isScheduleSource } from '../start.ts'

/** A spell with the number of its runs. */
export type NotRun = Omit<Spell, 'runs'> & { readonly runs: number }

/** By time. */
export function notRun(runs: readonly EndedRun[]): readonly NotRun[] {
  return spellsOf(runs).map(spell => ({ ...spell, runs: spell.runs.length }))
}

/** A start that a local time promises, on a day on which the clocks go over it. */
export type LostStart = {
  readonly source: string
  /** `Sun 2027-03-28 02:30`. */
  readonly local: string
  readonly timezone: string
  /** When the clocks go over it. */
  readonly at: Instant
}

export function lostToClocks(sources: readonly PlannedSource[], span: Span): readonly LostStart[] {
  return sources
    .filter(isScheduleSource)
    .flatMap(source => {
      const bounds = boundsOf(source)
      const within = { from: Math.max(span.from, bounds.from), to: Math.min(span.to, bounds.to) }
      if (within.to <= within.from) return []
      const { name, timezone } = source
      return skippedBetween(expressionOf(source), timezone, within).map(({ local, gap }) => ({
        source: name,
        local: localTimeText(local),
        timezone,
        at: gap.at,
      }))
    })
    .toSorted((a, b) => a.at - b.at)
}

/** When the clocks of any schedule go forward: `Sun 2026-03-29 in Europe/Berlin`. */
export function clocksForward(sources: readonly PlannedSource[], span: Span): readonly string[] {
  const zones = new Set(sources.filter(isScheduleSource).map(({ timezone }) => timezone))
  return [...zones].flatMap(zone =>
    changesBetween(zone, span)
      .filter(({ before, after }) => after > before)
      .map(({ at }) => `${localText(at, zone).slice(0, 14)} in ${zone}`),
  )
}

export type TargetGap = {
  readonly policy: string
  readonly target: string
  readonly worstGapSeconds: number
  readonly from: Instant
  readonly to: Instant
  /** There is no recovery point at one end: it is at least so long. */
  readonly isOpen: boolean
  readonly rpoSeconds: number | null
}

/** By policy, then by target. A recovery point counts for every policy that protects its target. */
export function targetGaps(
  sources: readonly PlannedSource[],
  known: ReadonlyMap<string, Recovery>,
): readonly TargetGap[] {
  return [...grouped(sources.filter(isScheduleSource), ({ policy }) => policy)].flatMap(
    ([policy, ours]) => {
      const rpoSeconds = ours[0]?.rpoSeconds ?? null
      const targets = [...new Set(ours.flatMap(source => source.targets))].toSorted()
      return targets.flatMap(target => {
        const gap = longest(known.get(target) ?? UNHEARD)
        if (gap === undefined) return []
        const { seconds: worstGapSeconds, ...where } = gap
        return [{ policy, target, worstGapSeconds, ...where, rpoSeconds }]
      })
    },
  )
}
