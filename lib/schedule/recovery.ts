// The proof of an rpo: the longest time that the schedules of a target leave without a recovery point.
import { DAY } from './calendar.ts'
import { renderExpression } from './expression.ts'
import { isWeekly, type Period } from './period.ts'
import { type GapBy, pointsIn, worstIn } from './recovery-gap.ts'
import { horizonOf, isEternal, periodOfStreams } from './recovery-horizon.ts'
import type { RecoveryStream } from './recovery-points.ts'
import { startsPerWeek } from './starts-per-week.ts'

export type { RecoveryStream, StrongerStream } from './recovery-points.ts'

/**
 * Between two recovery points; or from the last one on, where every schedule ends: then there is no second end, no
 * number of seconds would be enough, and every rpo is missed. Ask `kind` before comparing or printing.
 */
export type RecoveryGap = GapBy<string>

/**
 * The worst case over all time from the first recovery point on, and not only from today: schedules repeat themselves,
 * and around the dates that are written it looks closer. Starts are taken to be punctual but for their jitter, and to
 * succeed. Undefined for fewer than two recovery points: there is nothing between them to prove.
 */
export function worstRecoveryGap(streams: readonly RecoveryStream[]): RecoveryGap | undefined {
  const gap = worstGapOf(streams)
  const nameOf = (index: number) => streams[index]?.name ?? ''
  if (gap === undefined) return undefined
  if (gap.kind === 'endless') return { ...gap, earlier: nameOf(gap.earlier) }
  return { ...gap, earlier: nameOf(gap.earlier), later: nameOf(gap.later) }
}

/** The two ends as indices: streams that mean the same, whatever their names, are looked at once. */
type Gap = GapBy<number>

const proved = new Map<string, Gap | undefined>()

function worstGapOf(streams: readonly RecoveryStream[]): Gap | undefined {
  const key = streams.map(meaningOf).join('\n')
  if (proved.has(key)) return proved.get(key)
  const gap = sameAsBusiest(streams) ?? worstOverHorizon(streams)
  proved.set(key, gap)
  return gap
}

function meaningOf({ name: _, expression, ...limits }: RecoveryStream): string {
  return `${renderExpression(expression)} ${JSON.stringify(limits)}`
}

/**
 * Recovery points of others only ever shorten the gaps of one that yields to none of them. So what the busiest schedule leaves alone is the most there can
 * be, and nearly always some such gap stays whole: log backups every 15 minutes leave 15 minutes, whatever else runs.
 */
function sameAsBusiest(streams: readonly RecoveryStream[]): Gap | undefined {
  const busiest = streams.length > 1 ? busiestOf(streams) : undefined
  const most = busiest && worstGapOf([busiest])
  if (most?.kind !== 'between') return undefined
  const { from, to, seconds } = most
  // that gap itself, some more, and a week of them
  for (const more of [0, 8 * (to - from), 8 * DAY]) {
    const gap = worstIn(streams, { from, to: to + more })
    if (gap?.seconds === seconds) return gap
  }
  return undefined
}

function busiestOf(streams: readonly RecoveryStream[]): RecoveryStream | undefined {
  const [busiest] = streams
    .filter(({ yieldsTo = [] }) => yieldsTo.length === 0)
    .filter(stream => isEternal(stream) && isWeekly(stream.expression))
    .map(stream => ({ stream, starts: startsPerWeek(stream.expression) }))
    .sort((a, b) => b.starts - a.starts)
  return busiest?.stream
}

/**
 * Where the clocks of a blackout are not those of the schedule, starts may be lost from one change of the clocks to the
 * next, and that is a week longer in some years: what outlasts the week is looked for in all of them.
 */
function worstOverHorizon(streams: readonly RecoveryStream[]): Gap | undefined {
  const period = periodOfStreams(streams)
  const gap = worstInPeriod(streams, period)
  const isOfItsYear = period === 'year' && gap?.kind === 'between' && gap.to - gap.from > 8 * DAY
  return isOfItsYear ? worstInPeriod(streams, 'cycle') : gap
}

function worstInPeriod(streams: readonly RecoveryStream[], period: Period): Gap | undefined {
  const { spans, end } = horizonOf(streams, period)
  if (end !== undefined) {
    const [last] = pointsIn(streams, { from: end, to: end })
    return last && { kind: 'endless', from: end, earlier: streams.indexOf(last.stream) }
  }
  const [worst] = spans
    .flatMap(span => worstIn(streams, span) ?? [])
    .sort((a, b) => b.seconds - a.seconds)
  return worst
}
