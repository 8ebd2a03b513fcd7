// What all schedules together make of a target's backups, by level: a backup that another schedule makes is not lost.

import { type RecoveryStream, worstRecoveryGap } from '../schedule/recovery.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { type Instant, isPausedAt } from '../start.ts'
import { type Backup, isCopyOnly } from '../target.ts'
import type { Identities } from './identities.ts'
import { isAsStrong } from './level-strength.ts'
import type { BeforeAfter, Cover } from './review.ts'
import { isSchedule, isTrigger, type Seen, type SeenSchedule, type SeenTrigger } from './seen.ts'
import { worseTerms } from './worse-terms.ts'

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
  /** What madeGap would be with one schedule in place of another. */
  readonly madeGapWith: (target: string, swap: Swap) => number
}

/** Backups of this level or of a stronger one; with `by` only those that these schedules make. */
export type Wanted = { readonly backup: Backup; readonly by?: (source: SeenSchedule) => boolean }

type Swap = { readonly instead: SeenSchedule; readonly of: SeenSchedule }

export type Made = {
  readonly before: BackupsMade
  readonly after: BackupsMade
  /** As after, with what is to start at a date: of gaps only, since each start of it is counted from then on. */
  readonly planned: BackupsMade
  /** What waits for events on either side, which no week counts. */
  readonly triggers: BeforeAfter<readonly SeenTrigger[]>
  readonly now: Instant
}

export function madeOf(before: Seen, after: Seen, { nameNow }: Identities): Made {
  const { now } = after
  return {
    before: backupsMade(before, { nameNow, counts: isToCome }),
    after: backupsMade(after, {
      nameNow: name => name,
      // What does not start yet makes up for nothing, unless it was so before.
      counts: source => isToCome(source) && (!waits(source, now) || waitedAsLong(source, before)),
    }),
    planned: backupsMade(after, {
      nameNow: name => name,
      counts: source => isToCome(source) && !isPausedAt(source.planned.pause, now),
    }),
    triggers: { before: triggersOf(before), after: triggersOf(after) },
    now,
  }
}

const triggersOf = ({ sources }: Seen) => [...sources.values()].filter(isTrigger)

/** Whether another one goes on in time where a schedule that runs now comes to its end, on terms that are no worse. */
export function isSucceeded(made: Made, target: string, source: SeenSchedule): boolean {
  const { before, planned, now } = made
  const by = (other: SeenSchedule) => worseTerms(source, { instead: other, now }).length === 0
  const wanted = { backup: source.planned.backup, by }
  const gap = planned.worstGap(target, wanted)
  const lasts = (other: SeenSchedule) => other.planned.endDate === undefined && by(other)
  return (
    Number.isFinite(gap) &&
    gap <= before.worstGap(target, wanted) &&
    planned.provedGap(target) <= before.provedGap(target) &&
    planned.perWeek(target, { ...wanted, by: lasts }) >= before.perWeek(target, wanted) - ROUNDING
  )
}

/** Whether a target gets no fewer backups such as a schedule makes, no further apart, and on terms that are no worse. */
export function isKept(made: Made, target: string, source: SeenSchedule): boolean {
  const { now } = made
  const by = (other: SeenSchedule) => worseTerms(source, { instead: other, now }).length === 0
  const wanted = { backup: source.planned.backup, by }
  return isAsOften(made, target, wanted) && isAsClose(made, target, wanted)
}

/** Until the pauses are over as well as then. */
export function isAsOften(made: Made, target: string, wanted: Wanted): boolean {
  return [wanted, running(wanted, made)].every(each => {
    const [was, is] = [made.before, made.after].map(side => side.perWeek(target, each))
    return (is ?? 0) >= (was ?? 0) - ROUNDING
  })
}

export function isAsClose(made: Made, target: string, wanted: Wanted): boolean {
  return gapsOf(made, target, wanted).every(({ was, is }) => is <= was)
}

/** Of these backups, of those of them that are started already, and of all recovery points: seconds, at worst. */
export function gapsOf(
  made: Made,
  target: string,
  wanted: Wanted,
): readonly { readonly was: number; readonly is: number }[] {
  const { before, after } = made
  const gaps = [wanted, running(wanted, made)].map(each => {
    return { was: before.worstGap(target, each), is: after.worstGap(target, each) }
  })
  return [...gaps, { was: before.provedGap(target), is: after.provedGap(target) }]
}

/** What is paused is as good as what runs only once it starts. */
function running({ backup, by }: Wanted, { now }: Made): Wanted {
  return { backup, by: source => !waits(source, now) && by?.(source) !== false }
}

/** Sums of fractions of a start. */
const ROUNDING = 1e-6

type Reckoning = {
  readonly nameNow: (name: string) => string
  readonly counts: (source: SeenSchedule) => boolean
}

function backupsMade(side: Seen, { nameNow, counts }: Reckoning): BackupsMade {
  const byTarget = new Map<string, SeenSchedule[]>()
  for (const source of side.sources.values()) {
    if (!isSchedule(source) || !counts(source)) continue
    for (const name of source.planned.targets) {
      const known = byTarget.get(nameNow(name))
      if (known === undefined) byTarget.set(nameNow(name), [source])
      else known.push(source)
    }
  }
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
    madeGapWith: (target, { instead, of }) =>
      pointsGap((byTarget.get(target) ?? []).map(source => (source === of ? instead : source))),
  }
}

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

function isToCome({ state }: SeenSchedule): boolean {
  return state.nextStarts.length > 0
}

/** Whether its starts are all to come from a date on. */
export function waits({ planned: { pause, startDate } }: SeenSchedule, now: Instant): boolean {
  return isPausedAt(pause, now) || (startDate !== undefined && Date.parse(startDate) > now)
}

function waitedAsLong({ planned }: SeenSchedule, before: Seen): boolean {
  const was = before.sources.get(planned.name)
  if (was === undefined || !isSchedule(was)) return false
  const { pause, startDate } = was.planned
  return (
    startDate === planned.startDate &&
    pause?.until === planned.pause?.until &&
    (pause === undefined) === (planned.pause === undefined)
  )
}
