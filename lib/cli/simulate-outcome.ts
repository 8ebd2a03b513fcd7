// What a reviewer asks of a simulation beside its counts: what did not run and why, which starts the clocks swallow, and
// how long each target was without a recovery point.
import type { PlannedSource } from '../plan/plan.ts'
import type { EndedRun, Ending } from '../report/result-events.ts'
import { HOUR, type Span } from '../schedule/calendar.ts'
import { worstGap } from '../schedule/gap.ts'
import { skippedBetween } from '../schedule/skipped.ts'
import { boundsOf, expressionOf } from '../schedule/timetable.ts'
import { localTimeText } from '../schedule/zone.ts'
import { type Instant, isScheduleSource } from '../start.ts'
import { isCopyOnly } from '../target.ts'
import { grouped } from './grouped.ts'

/** Runs of one source that ended alike, for one reason, one soon after the other. */
export type NotRun = {
  readonly source: string
  readonly ending: Exclude<Ending, 'completed'>
  /** AWS Backup's state, or the reason of a skip. */
  readonly word: string
  readonly starts: number
  readonly runs: number
  /** When the first and the last of them were due. */
  readonly from: Instant
  readonly to: Instant
  /** Without times and ids: what is the same for all of them. */
  readonly why: string
}

/** By time. */
export function notRun(runs: readonly EndedRun[]): readonly NotRun[] {
  const alike = grouped(
    runs.filter(({ ending }) => ending !== 'completed'),
    run => [run.source, run.ending, run.word, kindOf(whyOf(run))].join('\n'),
  )
  return [...alike.values()]
    .flatMap(spells)
    .map(spellOf)
    .toSorted((a, b) => a.from - b.from || (a.source < b.source ? -1 : 1))
}

/** Runs that lie further apart have been hit twice. */
const SPELL_MS = 12 * HOUR

/** More spells than these are a habit, such as the weaker level that gives way every night, and are told as one. */
const MOST_SPELLS = 5

function spells(runs: readonly EndedRun[]): readonly (readonly EndedRun[])[] {
  const found: EndedRun[][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const run of runs.toSorted((a, b) => a.scheduledTime - b.scheduledTime)) {
    const spell = found.at(-1)
    if (spell && run.scheduledTime - before <= SPELL_MS) spell.push(run)
    else found.push([run])
    before = run.scheduledTime
  }
  return found.length > MOST_SPELLS ? [found.flat()] : found
}

function spellOf(runs: readonly EndedRun[]): NotRun {
  const times = runs.map(({ scheduledTime }) => scheduledTime)
  const [first] = runs
  if (first === undefined || first.ending === 'completed') throw new Error('a spell has runs')
  const { source, ending, word } = first
  return {
    source,
    ending,
    word,
    starts: new Set(times).size,
    runs: runs.length,
    from: Math.min(...times),
    to: Math.max(...times),
    // The longest says most.
    why: runs.map(whyOf).reduce((best, why) => (why.length > best.length ? why : best), ''),
  }
}

/** The first runs of a sweep that find nobody say so of a host; the others are spared, and say so of all. */
function kindOf(why: string): string {
  return UNREACHED.test(why) ? 'unreached' : why
}

const UNREACHED = /\b(?:was|could) not (?:be )?reached\b/

/** Which run, which instant and how long is another every time, and no other reason. */
function whyOf({ statusMessage }: EndedRun): string {
  const [, waited] = /It waited: ([\s\S]+)$/.exec(statusMessage) ?? []
  const [, lost] = /^(The start of .*? never reached Holdfast\.)/.exec(statusMessage) ?? []
  return (waited ?? lost ?? statusMessage)
    .replace(/\S+\/\S+\/\S+Z/g, '…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g, '…')
    .replace(/\b\d+ s\b/g, '… s')
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

export type TargetGap = {
  readonly policy: string
  readonly target: string
  readonly worstGapSeconds: number
  readonly from: Instant
  readonly to: Instant
  readonly rpoSeconds: number | null
}

/** By policy, then by target. A recovery point counts for every policy that protects its target. */
export function targetGaps(
  sources: readonly PlannedSource[],
  runs: readonly EndedRun[],
): readonly TargetGap[] {
  const timed = sources.filter(isScheduleSource)
  const points = new Set(timed.filter(({ backup }) => !isCopyOnly(backup)).map(({ name }) => name))
  const isPoint = ({ ending, source }: EndedRun) => ending === 'completed' && points.has(source)
  const byTarget = new Map(
    [...grouped(runs.filter(isPoint), ({ target }) => target)].map(([target, ours]) => {
      const times = [...new Set(ours.map(({ scheduledTime }) => scheduledTime))]
      return [target, worstGap(times.toSorted((a, b) => a - b))] as const
    }),
  )
  return [...grouped(timed, ({ policy }) => policy)].flatMap(([policy, ours]) => {
    const rpoSeconds = ours[0]?.rpoSeconds ?? null
    const targets = [...new Set(ours.flatMap(source => source.targets))].toSorted()
    return targets.flatMap(target => {
      const gap = byTarget.get(target)
      if (gap === undefined) return []
      const { seconds: worstGapSeconds, from, to } = gap
      return [{ policy, target, worstGapSeconds, from, to, rpoSeconds }]
    })
  })
}
