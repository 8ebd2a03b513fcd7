// What the proof of an rpo is made of: for each target of a policy, the schedules of all policies that make recovery
// points of it. Triggers prove nothing: nobody knows when an event comes.
import { type RecoveryGap, type RecoveryStream, worstRecoveryGap } from '../schedule/recovery.ts'
import { startsPerWeek } from '../schedule/starts-per-week.ts'
import { isCopyOnly } from '../target.ts'
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
  const punctual = sources.map(source => asLateAsStronger(source, sources))
  const key = punctual.map(meaningOf).join('\n')
  if (!worst.has(key)) worst.set(key, worstRecoveryGap(punctual.map(streamOf)))
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

/** Gaps whose streams are named by their index. */
const worst = new Map<string, RecoveryGap | undefined>()

/** In a minute that a FULL of the policy is due in as well, a schedule that yields is as late as the jitter of that FULL. */
function asLateAsStronger(source: ProvenSource, sources: readonly ProvenSource[]): ProvenSource {
  const { policy, scheduled } = source
  const { schedule } = scheduled
  if (schedule.yieldsTo.length === 0) return source
  const jitters = sources
    .filter(other => other.policy === policy)
    .map(other => other.scheduled.schedule)
    .filter(({ name }) => schedule.yieldsTo.includes(name))
    .map(({ jitterSeconds }) => jitterSeconds)
  const jitterSeconds = Math.max(schedule.jitterSeconds, ...jitters)
  return { ...source, scheduled: { ...scheduled, schedule: { ...schedule, jitterSeconds } } }
}

function streamOf({ scheduled }: ProvenSource, index: number): RecoveryStream {
  const { expression, schedule } = scheduled
  const { startDate, endDate, jitterSeconds, terms, timezone } = schedule
  const { window, blackouts, onBlackout } = terms
  return {
    name: String(index),
    expression,
    timezone,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    jitterSeconds,
    terms: { blackouts, onBlackout, ...(window === undefined ? {} : { window }) },
  }
}

function meaningOf({ scheduled: { schedule } }: ProvenSource): string {
  const { expression, timezone, startDate, endDate, jitterSeconds, terms } = schedule
  const { window, blackouts, onBlackout } = terms
  const plain = `${expression} ${timezone} ${jitterSeconds} ${startDate} ${endDate}`
  if (window === undefined && blackouts.length === 0) return plain
  return `${plain} ${JSON.stringify([window, onBlackout, blackouts.map(({ span }) => span)])}`
}
