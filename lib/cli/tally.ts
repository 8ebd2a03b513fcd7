// What a span came to, counted from the result events alone: what a subscriber of the bus could know as well.
import type { PlannedSource } from '../plan/plan.ts'
import {
  type Announced,
  type EndedRun,
  type Ending,
  endedRun,
  subjectOf,
} from '../report/result-events.ts'
import { worstGap } from '../schedule/gap.ts'
import { type Instant, isScheduleSource } from '../start.ts'
import { isCopyOnly } from '../target.ts'
import { grouped } from './grouped.ts'

export type Gathered = {
  readonly runs: readonly EndedRun[]
  /** The sources of the runs that were deferred, one a run. */
  readonly deferred: readonly string[]
}

/** Listens to result events. A run counts once, however often its events come. */
export function gathering() {
  const runs = new Map<string, EndedRun>()
  const deferred = new Map<string, string>()
  return {
    /** Gives the run that the event ends. */
    hear: (event: Announced): EndedRun | undefined => {
      const run = endedRun(event)
      if (run) runs.set(run.runId, run)
      if (event.detailType === 'Backup Run Deferred') {
        deferred.set(String(event.detail.runId), subjectOf(event.detail).source)
      }
      return run
    },
    gathered: (): Gathered => ({ runs: [...runs.values()], deferred: [...deferred.values()] }),
  }
}

export type SourceTally = {
  readonly source: string
  /** Due moments, or events; each is one run a target. */
  readonly starts: number
  readonly runs: number
  readonly completed: number
  readonly partial: number
  readonly failed: number
  readonly skipped: number
  readonly missed: number
  /** Those that had to wait for the end of a blackout; each counts by what became of it as well. */
  readonly deferred: number
  /** The longest time between two completed backups of one target; null with fewer than two. */
  readonly worstGapSeconds: number | null
  readonly rpoSeconds: number | null
}

export type RpoVerdict = {
  readonly policy: string
  readonly rpoSeconds: number
  readonly worstGapSeconds: number
  readonly target: string
  readonly from: Instant
  readonly to: Instant
  readonly met: boolean
}

export function tallyBySource(
  sources: readonly PlannedSource[],
  { runs, deferred }: Gathered,
): readonly SourceTally[] {
  const bySource = grouped(runs, run => run.source)
  return sources.map(source => {
    const ours = bySource.get(source.name) ?? []
    const count = (ending: Ending) => ours.filter(run => run.ending === ending).length
    // Events come when they come: of triggers a gap says nothing, and an rpo is not their promise.
    const timed = isScheduleSource(source) ? source : undefined
    return {
      source: source.name,
      starts: new Set(ours.map(startOf)).size,
      runs: ours.length,
      completed: count('completed'),
      partial: count('partial'),
      failed: count('failed'),
      skipped: count('skipped'),
      missed: count('missed'),
      deferred: deferred.filter(name => name === source.name).length,
      worstGapSeconds: (timed && worstOf(gapsByTarget(ours))?.seconds) ?? null,
      rpoSeconds: timed?.rpoSeconds ?? null,
    }
  })
}

/**
 * For every policy that promises one: was the recovery point objective kept, on its worst target? None for a policy of which
 * the span is too short to tell.
 */
export function rpoVerdicts(
  sources: readonly PlannedSource[],
  { runs }: Gathered,
): readonly RpoVerdict[] {
  // A recovery point of a target is one for every policy that protects it, as in the proof.
  const points = sources.filter(isRecoveryPoint).map(source => source.name)
  return [...promisesOf(sources)].flatMap(([policy, rpoSeconds]) => {
    const targets = sources.filter(s => s.policy === policy).flatMap(s => s.targets)
    const ours = runs.filter(run => points.includes(run.source) && targets.includes(run.target))
    const worst = worstOf([...gapsByTarget(ours), ...brokenEnds(ours, rpoSeconds)])
    if (worst === undefined) return []
    const { seconds: worstGapSeconds, ...where } = worst
    return [{ policy, rpoSeconds, worstGapSeconds, ...where, met: worstGapSeconds <= rpoSeconds }]
  })
}

/** Seconds, by policy. */
export function promisesOf(sources: readonly PlannedSource[]): ReadonlyMap<string, number> {
  return new Map(
    sources.flatMap(s => (s.rpoSeconds === undefined ? [] : [[s.policy, s.rpoSeconds] as const])),
  )
}

/** What the runs of one start have in common: its time, or of an event its identity. */
function startOf({ runId }: EndedRun): string {
  return runId.split('/')[2] ?? ''
}

/** A copy-only full is nobody's recovery point for the chain, and nobody counts on an event. */
function isRecoveryPoint(source: PlannedSource): boolean {
  return isScheduleSource(source) && !isCopyOnly(source.backup)
}

type TargetGap = NonNullable<ReturnType<typeof worstGap>> & { readonly target: string }

function gapsByTarget(runs: readonly EndedRun[]): readonly TargetGap[] {
  return [...grouped(runs, run => run.target)].flatMap(([target, ours]) => {
    const gap = worstGap(instants(ours.filter(isCompleted)))
    return gap === undefined ? [] : [{ ...gap, target }]
  })
}

/**
 * What is due and does not complete at the beginning or the end of a span has no recovery point on its other side. That
 * counts only where it is too long already.
 */
function brokenEnds(runs: readonly EndedRun[], rpoSeconds: number): readonly TargetGap[] {
  return [...grouped(runs, run => run.target)].flatMap(([target, ours]) => {
    const due = instants(ours)
    const done = instants(ours.filter(isCompleted))
    const gap = worstGap([...due.slice(0, 1), ...done, ...due.slice(-1)])
    return gap === undefined || gap.seconds <= rpoSeconds ? [] : [{ ...gap, target }]
  })
}

function worstOf(gaps: readonly TargetGap[]): TargetGap | undefined {
  return gaps.toSorted((a, b) => b.seconds - a.seconds)[0]
}

const isCompleted = ({ ending }: EndedRun) => ending === 'completed'

const instants = (runs: readonly EndedRun[]) =>
  [...new Set(runs.map(run => run.scheduledTime))].toSorted((a, b) => a - b)
