// What a span came to, counted from the result events alone: what a subscriber of the bus could know as well.
import type { PlannedSource } from '../plan/plan.ts'
import { grouped } from '../report/grouped.ts'
import { breaks, longest, type Recovery, worstGapSeconds } from '../report/recovery.ts'
import {
  type Announced,
  type EndedRun,
  type Ending,
  endedRun,
  subjectOf,
} from '../report/result-events.ts'
import { type Instant, isScheduleSource } from '../start.ts'

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

/** Of a policy that promises one, and of the target that came closest to break it. Nulls where no recovery point was due. */
export type RpoVerdict = {
  readonly policy: string
  readonly rpoSeconds: number
  readonly target: string | null
  readonly worstGapSeconds: number | null
  readonly from: Instant | null
  readonly to: Instant | null
  /** There is no recovery point at one end of the gap: it is at least so long. */
  readonly isOpen: boolean
  /** Null where nobody can tell: no two recovery points, and not without one for too long either. */
  readonly met: boolean | null
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
      worstGapSeconds: timed === undefined ? null : worstGapSeconds(ours),
      rpoSeconds: timed?.rpoSeconds ?? null,
    }
  })
}

/**
 * For every policy that promises one: was the recovery point objective kept? `broken` are the promises of which an event
 * told that they were.
 */
export function rpoVerdicts(
  sources: readonly PlannedSource[],
  known: ReadonlyMap<string, Recovery>,
  broken: readonly BrokenPromise[] = [],
): readonly RpoVerdict[] {
  const schedules = sources.filter(isScheduleSource)
  return [...promisesOf(sources)].map(([policy, rpoSeconds]) => {
    const targets = new Set(schedules.filter(s => s.policy === policy).flatMap(s => s.targets))
    const told = new Set(broken.flatMap(each => (each.policy === policy ? [each.target] : [])))
    const each = [...targets].map(target => verdictOf(target, known.get(target), rpoSeconds))
    const verdicts = each.map(one => (told.has(one.target) ? { ...one, met: false } : one))
    return { policy, rpoSeconds, ...worstOf(verdicts) }
  })
}

export type BrokenPromise = { readonly policy: string; readonly target: string }

type TargetVerdict = Omit<RpoVerdict, 'policy' | 'rpoSeconds' | 'target'> & {
  readonly target: string
}

function verdictOf(
  target: string,
  recovery: Recovery | undefined,
  rpoSeconds: number,
): TargetVerdict {
  if (recovery === undefined) return { target, ...UNHEARD }
  const isBroken = breaks(recovery, rpoSeconds)
  const gap = longest(isBroken === false ? { ...recovery, open: null } : recovery)
  if (gap === undefined) return { target, ...UNHEARD }
  const { seconds: worstGapSeconds, ...where } = gap
  return { target, worstGapSeconds, ...where, met: isBroken === undefined ? null : !isBroken }
}

const UNHEARD = { worstGapSeconds: null, from: null, to: null, isOpen: false, met: null }

/** Broken before unknown before kept: all of a promise is kept, or it is not. */
function worstOf(verdicts: readonly TargetVerdict[]) {
  const weight = ({ met, worstGapSeconds }: TargetVerdict) =>
    (worstGapSeconds ?? 0) + (met === false ? 2e12 : met === null ? 1e12 : 0)
  return verdicts.toSorted((a, b) => weight(b) - weight(a))[0] ?? { target: null, ...UNHEARD }
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
