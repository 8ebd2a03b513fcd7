// What the proof of an rpo is made of: for each target of a policy, the schedules of all policies that make recovery
// points of it. Triggers prove nothing: nobody knows when an event comes.
import { type RecoveryGap, type StrongerStream, worstRecoveryGap } from '../schedule/recovery.ts'
import { startsPerWeek } from '../schedule/starts-per-week.ts'
import { isBaseOf, isCopyOnly } from '../target.ts'
import type { Coverage } from './coverage.ts'
import type { EffectivePolicy } from './effective.ts'
import type { Scheduled } from './effective-schedule.ts'
import type { Policy } from './policy.ts'

/** A schedule that makes recovery points. */
export type RecoverySource = ProvenSource & { readonly scheduled: Scheduled }

/** As much of it as the proof looks at. */
export type ProvenSource = {
  /** `policy.schedule`. */
  readonly name: string
  readonly policy: Policy
  readonly scheduled: Pick<Scheduled, 'schedule' | 'expression'>
}

/** Targets of a policy that the same schedules cover: what is proved for one holds for all. */
export type RecoveryGroup = {
  readonly targets: readonly string[]
  readonly sources: readonly RecoverySource[]
}

export function recoveryGroups(
  { policy }: EffectivePolicy,
  coverage: Coverage,
): readonly RecoveryGroup[] {
  const groups = new Map<string, { targets: string[]; sources: readonly RecoverySource[] }>()
  for (const { name } of policy.targets) {
    const covering = coverage.get(name) ?? []
    const key = covering.length === 1 ? '' : covering.map(other => other.policy.name).join(' ')
    const group = groups.get(key)
    if (group === undefined)
      groups.set(key, { targets: [name], sources: busiestFirst(covering.flatMap(sourcesOf)) })
    else group.targets.push(name)
  }
  return [...groups.values()]
}

/** Of two starts in one minute the first is named: between backups of a log it is the log that matters. */
export function busiestFirst<S extends ProvenSource>(sources: readonly S[]): readonly S[] {
  if (sources.length < 2) return sources
  return sources
    .map(source => ({ source, often: startsPerWeek(source.scheduled.expression) }))
    .sort((a, b) => b.often - a.often)
    .map(({ source }) => source)
}

/** Everything but a copy-only FULL: logs and differentials build on the FULL before it, as if it were not there. */
function sourcesOf({ policy, scheduled }: EffectivePolicy): readonly RecoverySource[] {
  return scheduled.flatMap(one => {
    const { backup, name } = one.schedule
    if (isCopyOnly(backup)) return []
    return [{ name: `${policy.name}.${name}`, policy, scheduled: one }]
  })
}

/**
 * The longest time without a recovery point while nothing is paused; of a single source, between its own starts.
 * Memoised by meaning: names do not matter to it.
 */
export function worstGapOf(sources: readonly ProvenSource[]): RecoveryGap | undefined {
  const key = sources.map(source => keyOf(source, sources)).join('\n')
  if (!worst.has(key)) {
    const streams = sources.map(source => streamOf(source, sources))
    worst.set(
      key,
      worstRecoveryGap(streams.map((stream, index) => ({ ...stream, name: `${index}` }))),
    )
  }
  const gap = worst.get(key)
  if (gap === undefined) return undefined
  const nameOf = (index: string) => sources[Number(index)]?.name ?? ''
  return gap.kind === 'between'
    ? { ...gap, earlier: nameOf(gap.earlier), later: nameOf(gap.later) }
    : { ...gap, earlier: nameOf(gap.earlier) }
}

/** Whether recovery points never lie further apart. */
export function isWithin(rpoSeconds: number, sources: readonly RecoverySource[]): boolean {
  const gap = worstGapOf(sources)
  return gap?.kind === 'between' && gap.seconds <= rpoSeconds
}

/** Whether others that are there take starts from it. */
export function givesWay(source: ProvenSource, sources: readonly ProvenSource[]): boolean {
  return strongerOf(source, sources).length > 0
}

/** Gaps whose streams are named by their index. */
const worst = new Map<string, RecoveryGap | undefined>()

function streamOf(source: ProvenSource, sources: readonly ProvenSource[]) {
  const yieldsTo = strongerOf(source, sources).map(timeOf)
  return {
    jitterSeconds: source.scheduled.schedule.jitterSeconds,
    ...timeOf(source),
    ...(yieldsTo.length === 0 ? {} : { yieldsTo }),
  }
}

/** Those of its policy that it gives way to: where it meets them in a minute, or at the end of a blackout. */
function strongerOf(
  { policy, scheduled: { schedule } }: ProvenSource,
  sources: readonly ProvenSource[],
): readonly ProvenSource[] {
  const { backup, terms, yieldsTo } = schedule
  const isDeferred = terms.onBlackout === 'defer' && terms.blackouts.length > 0
  if (yieldsTo.length === 0 && !isDeferred) return []
  return sources.filter(other => {
    const stronger = other.scheduled.schedule
    if (other.policy !== policy) return false
    return yieldsTo.includes(stronger.name) || (isDeferred && isBaseOf(stronger.backup, backup))
  })
}

function timeOf({ scheduled: { expression, schedule } }: ProvenSource): StrongerStream {
  const { startDate, endDate, terms, timezone } = schedule
  const { window, blackouts, onBlackout } = terms
  return {
    expression,
    timezone,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    terms: { blackouts, onBlackout, ...(window === undefined ? {} : { window }) },
  }
}

function keyOf(source: ProvenSource, sources: readonly ProvenSource[]): string {
  return [source, ...strongerOf(source, sources)].map(meaningOf).join(' yields to ')
}

function meaningOf({ scheduled: { schedule } }: ProvenSource): string {
  const { expression, timezone, startDate, endDate, jitterSeconds, terms } = schedule
  const { window, blackouts, onBlackout } = terms
  const plain = `${expression} ${timezone} ${jitterSeconds} ${startDate} ${endDate}`
  if (window === undefined && blackouts.length === 0) return plain
  return `${plain} ${JSON.stringify([window, onBlackout, blackouts.map(({ span }) => span)])}`
}
