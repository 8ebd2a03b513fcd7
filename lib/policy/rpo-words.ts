// What is said of a promise that is not kept: how long, from when to when, and why.
import type { RecoveryGap } from '../schedule/recovery.ts'
import { localText } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import type { Policy } from './policy.ts'
import { type RecoveryGroup, type RecoverySource, worstGapOf } from './recovery-streams.ts'
import { causeOf, ordinaryGap } from './rpo-cause.ts'
import { addInterval, fixOf, HOUR, type Promised } from './rpo-fix.ts'
import { withoutLimits } from './rpo-limits.ts'
import { zoneOf } from './rule.ts'
import { listed, timeText } from './wording.ts'

/** `groups` are those whose promise is broken, the worst first. */
export function brokenPromise(promise: Promised, groups: readonly RecoveryGroup[]): Flaw {
  const sources = groups[0]?.sources ?? []
  const targets = listed(groups.flatMap(group => group.targets))
  const gap = worstGapOf(sources)
  const code = 'rpo-not-met'
  const begin = `This rpo is not kept for ${targets}`
  if (gap === undefined) {
    const message = `${begin}: ${noPointsText(promise.policy, sources)}`
    return { code, message, fix: addInterval(promise) }
  }
  if (gap.kind === 'endless') {
    const last = pointText(gap.earlier, gap.from, promise)
    const isEnded = sources.some(({ scheduled }) => scheduled.schedule.endDate !== undefined)
    const other = isEnded ? 'remove endDate, or remove rpo' : addInterval(promise)
    const fix = withoutLimits(promise, sources) ?? other
    return { code, message: `${begin}: nothing is backed up any more after ${last}`, fix }
  }
  const cause = causeOf(gap, sources)
  const why = cause === undefined ? '' : `, ${cause.words}`
  const isByTheHour = cause?.kind === 'clocks-back' && gap.seconds - HOUR <= promise.rpoSeconds
  const also = isByTheHour ? ordinaryText(promise, sources) : ''
  // What no date explains comes again and again, and the day of the proof is nothing special.
  const when = cause === undefined ? 'for example ' : ''
  const message = `${begin}: ${gapText(gap, { promise, when })}${why}${also}`
  return { code, message, fix: fixOf(promise, { gap, cause, sources }) }
}

export function pausedPromise(
  promise: Promised,
  of: { readonly pauses: readonly RecoverySource[]; readonly running: readonly RecoveryGroup[] },
): Flaw {
  const [worst] = of.running
  const gap = worst && worstGapOf(worst.sources)
  const targets = listed(of.running.flatMap(group => group.targets))
  const names = [...new Set(of.pauses.map(({ name }) => name))]
  const paused = `${listed(names)} ${names.length === 1 ? 'is' : 'are'} paused`
  const [first] = of.pauses
  const until = first?.scheduled.schedule.pause?.until
  const end =
    until === undefined ? '' : `, until ${localText(Date.parse(until), zoneOf(promise.policy))},`
  const left =
    gap?.kind === 'between'
      ? `up to ${timeText(gap.seconds)} pass between the backups that are left`
      : 'nothing else makes recovery points'
  return {
    code: 'rpo-paused',
    message: `While ${paused}${end} this rpo is not kept for ${targets}: ${left}`,
    fix: 'end the pause as soon as you can, or protect the data otherwise meanwhile',
  }
}

type Between = Extract<RecoveryGap, { kind: 'between' }>

/** `24h53m from a.b, Sat 2027-11-06 22:37, to a.c, Sun 2027-11-07 22:30 (America/New_York)`. */
function gapText(gap: Between, { promise, when }: { promise: Promised; when: string }): string {
  const zone = zoneOf(promise.policy)
  const from = localText(gap.from, zone)
  const to = localText(gap.to, zone)
  const jitter = gap.seconds - (gap.to - gap.from) / 1000
  const long = `${timeText(gap.seconds)} pass`
  const ofIt = jitter === 0 ? '' : `, ${timeText(jitter)} of it jitter`
  return gap.earlier === gap.later
    ? `${long} between two starts of ${gap.earlier}, ${when}${from} and ${to} (${zone})${ofIt}`
    : `${long} from ${gap.earlier}, ${when}${from}, to ${gap.later}, ${to} (${zone})${ofIt}`
}

function pointText(name: string, at: number, { policy }: Promised): string {
  const zone = zoneOf(policy)
  return `${name}, ${localText(at, zone)} (${zone})`
}

/** A night in autumn is easily taken for the only reason. */
function ordinaryText({ rpoSeconds }: Promised, sources: readonly RecoverySource[]): string {
  const gap = ordinaryGap(sources)
  if (gap === undefined || gap.seconds <= rpoSeconds) return ''
  const [from, to] = [gap.from, gap.to].map(at => localText(at, 'UTC').replace(/ \S+ /, ' '))
  return `; and ${timeText(gap.seconds)} from ${from} to ${to} in other weeks`
}

function noPointsText({ schedules }: Policy, sources: readonly RecoverySource[]): string {
  if (sources.length > 0) return 'its schedules start once, and a promise needs backups that go on'
  return schedules.length > 0
    ? 'a copy-only FULL is no recovery point, and nothing else is scheduled'
    : 'only triggers back it up, and nobody knows when an event comes'
}
