// What the schedules of one side make of a target's backups, all together.
import { type RecoveryStream, worstRecoveryGap } from '../schedule/recovery.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { type Backup, isCopyOnly } from '../target.ts'
import { isAsStrong } from './level-strength.ts'
import { levelText } from './level-text.ts'
import { isSchedule, type Seen, type SeenSchedule } from './seen.ts'
import type { Cover } from './target-review.ts'

/** Of one side, targets by the name that they have now. */
export type BackupsMade = {
  /** Which schedules make backups of this level or of a stronger one. */
  readonly sources: (target: string, backup: Backup) => readonly SeenSchedule[]
  /** How many they are in a week. Two schedules of one time count once. */
  readonly perWeek: (target: string, wanted: Wanted) => number
  /** Seconds between two of them at worst; infinite for fewer than two, and where they come to an end. */
  readonly worstGap: (target: string, wanted: Wanted) => number
  /** Seconds between two recovery points of any level, as proved: with schedules that are paused. */
  readonly provedGap: (target: string) => number
  /** The same without those that start nothing yet. */
  readonly madeGap: (target: string) => number
  /** When the last schedule of just this level ends, paused or not: infinite where one does not. Undefined without one. */
  readonly endsAt: (target: string, backup: Backup) => number | undefined
  /** What madeGap would be with one schedule in place of another. */
  readonly madeGapWith: (target: string, swap: Swap) => number
}

/** Backups of this level or of a stronger one; with `by` only those that these schedules make. */
export type Wanted = { readonly backup: Backup; readonly by?: (source: SeenSchedule) => boolean }

type Swap = { readonly instead: SeenSchedule; readonly of: SeenSchedule }

type Reckoning = {
  /** The name that a target has now. */
  readonly nameNow: (name: string) => string
  readonly counts: (source: SeenSchedule) => boolean
}

export function backupsMade(side: Seen, { nameNow, counts }: Reckoning): BackupsMade {
  const all = byTargetOf([...side.sources.values()].filter(isSchedule), nameNow)
  const byTarget = byTargetOf([...side.sources.values()].filter(isSchedule).filter(counts), nameNow)
  const covers = new Map([...side.covers].map(([name, cover]) => [nameNow(name), cover]))
  const sources = (target: string, backup: Backup) =>
    (byTarget.get(target) ?? []).filter(({ planned }) => isAsStrong(planned.backup, backup))
  const chosen = (target: string, { backup, by = () => true }: Wanted) =>
    sources(target, backup).filter(by)
  return {
    sources,
    perWeek: (target, wanted) => startsOf(chosen(target, wanted)),
    worstGap: (target, wanted) => gapOf(chosen(target, wanted)),
    provedGap: target => provedSeconds(covers.get(target)),
    madeGap: target => pointsGap(byTarget.get(target) ?? []),
    endsAt: (target, backup) =>
      endOf(
        (all.get(target) ?? []).filter(
          ({ planned }) => levelText(planned.backup) === levelText(backup),
        ),
      ),
    madeGapWith: (target, { instead, of }) =>
      pointsGap((byTarget.get(target) ?? []).map(source => (source === of ? instead : source))),
  }
}

function byTargetOf(
  schedules: readonly SeenSchedule[],
  nameNow: Reckoning['nameNow'],
): ReadonlyMap<string, readonly SeenSchedule[]> {
  const byTarget = new Map<string, SeenSchedule[]>()
  for (const schedule of schedules) {
    for (const name of schedule.planned.targets) {
      const known = byTarget.get(nameNow(name))
      if (known === undefined) byTarget.set(nameNow(name), [schedule])
      else known.push(schedule)
    }
  }
  return byTarget
}

/** Of those that start again and again. */
function endOf(schedules: readonly SeenSchedule[]): number | undefined {
  const lasting = schedules.filter(({ state }) => (state.startsPerWeek ?? 0) > 0)
  if (lasting.length === 0) return undefined
  return Math.max(
    ...lasting.map(({ planned: { endDate } }) => (endDate ? Date.parse(endDate) : FOREVER)),
  )
}

const FOREVER = Number.POSITIVE_INFINITY

export function provedSeconds(cover: Cover | undefined | null): number {
  return cover?.proved.kind === 'between' ? cover.proved.seconds : Number.POSITIVE_INFINITY
}

function startsOf(sources: readonly SeenSchedule[]): number {
  const once = new Map(sources.map(({ planned, state }) => [timeOf(planned), state.startsPerWeek]))
  return [...once.values()].reduce<number>((sum, starts) => sum + (starts ?? 0), 0)
}

function timeOf({ expression, timezone, terms }: SeenSchedule['planned']): string {
  return JSON.stringify([expression, timezone, terms.window, terms.onBlackout, terms.blackouts])
}

/** A copy-only FULL is no recovery point. */
function pointsGap(sources: readonly SeenSchedule[]): number {
  return gapOf(sources.filter(({ planned }) => !isCopyOnly(planned.backup)))
}

function gapOf(sources: readonly SeenSchedule[]): number {
  const gap = worstRecoveryGap(sources.map(streamOf))
  return gap?.kind === 'between' ? gap.seconds : Number.POSITIVE_INFINITY
}

/** Pauses are judged by themselves. */
function streamOf({ planned }: SeenSchedule): RecoveryStream {
  const { name, timezone, startDate, endDate, jitterSeconds, terms } = planned
  const { window, blackouts, onBlackout } = terms
  return {
    name,
    expression: expressionOf(planned),
    timezone,
    jitterSeconds,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    terms: { blackouts, onBlackout, ...(window === undefined ? {} : { window }) },
  }
}
