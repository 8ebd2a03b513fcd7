// What a span came to, counted from the result events alone: what a subscriber of the bus could know as well.
import type { PlannedSource } from '../plan/plan.ts'
import { worstGap } from '../schedule/gap.ts'
import type { Instant } from '../start.ts'

/** A result event, as it came over a bus or out of the core. */
export type Announced = {
  readonly time: string
  readonly detailType: string
  readonly detail: { readonly [field: string]: unknown }
}

/** How a run ended, read from its last event. */
export type EndedRun = {
  readonly runId: string
  readonly source: string
  readonly target: string
  readonly scheduledTime: Instant
  readonly at: Instant
  readonly ending: Ending
  /** AWS Backup's state, or the reason of a skip. */
  readonly word: string
  readonly level: string
  readonly jobId: string | null
  readonly sizeBytes: number | null
  readonly statusMessage: string
}

export type Ending = 'completed' | 'partial' | 'failed' | 'skipped' | 'missed'

export type SourceTally = {
  readonly source: string
  /** Due moments; each is one run a target. */
  readonly starts: number
  readonly runs: number
  readonly completed: number
  readonly partial: number
  readonly failed: number
  readonly skipped: number
  readonly missed: number
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

/** The run that an event ends; undefined for events on the way. */
export function endedRun({ detailType, detail, time }: Announced): EndedRun | undefined {
  const ending = endingOf(detailType, detail)
  if (ending === undefined) return undefined
  return {
    runId: String(detail.runId),
    ...subjectOf(detail),
    scheduledTime: Date.parse(String(detail.scheduledTime)),
    at: Date.parse(String(detail.completionDate ?? time)),
    ending,
    word: String(detail.state ?? detail.reason ?? 'MISSED'),
    level: String(detail.requestedLevel) + (detail.copyOnly === true ? ' copy-only' : ''),
    jobId: typeof detail.backupJobId === 'string' ? detail.backupJobId : null,
    sizeBytes: typeof detail.backupSizeInBytes === 'number' ? detail.backupSizeInBytes : null,
    statusMessage: String(detail.statusMessage ?? ''),
  }
}

/** What an event is about: every event of ours says so. */
export function subjectOf(detail: Announced['detail']): {
  readonly source: string
  readonly target: string
} {
  const createdBy = detail.createdBy as {
    readonly policyName: string
    readonly scheduleName: string
  }
  const resource = detail.resource as { readonly target: string }
  return { source: `${createdBy.policyName}.${createdBy.scheduleName}`, target: resource.target }
}

export function tallyBySource(
  sources: readonly PlannedSource[],
  runs: readonly EndedRun[],
): readonly SourceTally[] {
  return sources.map(source => {
    const ours = runs.filter(run => run.source === source.name)
    const count = (ending: Ending) => ours.filter(run => run.ending === ending).length
    return {
      source: source.name,
      starts: new Set(ours.map(run => run.scheduledTime)).size,
      runs: ours.length,
      completed: count('completed'),
      partial: count('partial'),
      failed: count('failed'),
      skipped: count('skipped'),
      missed: count('missed'),
      worstGapSeconds: worstGapByTarget(ours)?.seconds ?? null,
      rpoSeconds: source.rpoSeconds ?? null,
    }
  })
}

/** For every policy that promises one: was the recovery point objective kept, on its worst target? */
export function rpoVerdicts(
  sources: readonly PlannedSource[],
  runs: readonly EndedRun[],
): readonly RpoVerdict[] {
  const promises = new Map(
    sources.flatMap(s => (s.rpoSeconds === undefined ? [] : [[s.policy, s.rpoSeconds] as const])),
  )
  return [...promises].flatMap(([policy, rpoSeconds]) => {
    const names = sources.filter(s => s.policy === policy && isRecoveryPoint(s)).map(s => s.name)
    const worst = worstGapByTarget(runs.filter(run => names.includes(run.source)))
    if (worst === undefined) return []
    const { seconds: worstGapSeconds, ...where } = worst
    return [{ policy, rpoSeconds, worstGapSeconds, ...where, met: worstGapSeconds <= rpoSeconds }]
  })
}

/** A copy-only full is nobody's recovery point for the chain. */
function isRecoveryPoint({ backup }: PlannedSource): boolean {
  return !('copyOnly' in backup && backup.copyOnly)
}

function worstGapByTarget(runs: readonly EndedRun[]) {
  const gaps = [...new Set(runs.map(run => run.target))].flatMap(target => {
    const done = runs.filter(run => run.target === target && run.ending === 'completed')
    const times = [...new Set(done.map(run => run.scheduledTime))].toSorted((a, b) => a - b)
    const gap = worstGap(times)
    return gap === undefined ? [] : [{ ...gap, target }]
  })
  return gaps.toSorted((a, b) => b.seconds - a.seconds)[0]
}

function endingOf(detailType: string, detail: Announced['detail']): Ending | undefined {
  if (detailType === 'Backup Run Skipped') return 'skipped'
  if (detailType === 'Backup Run Missed') return 'missed'
  if (detailType !== 'Backup Job State Change') return undefined
  switch (detail.state) {
    case 'COMPLETED':
      return 'completed'
    case 'PARTIAL':
      return 'partial'
    case 'FAILED':
    case 'ABORTED':
    case 'EXPIRED':
      return 'failed'
    default:
      return undefined
  }
}
