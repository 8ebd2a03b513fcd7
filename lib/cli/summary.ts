// What a span came to, as a person reads it: a table of the sources and a verdict for every promised RPO.
import type { PlannedSource } from '../plan/plan.ts'
import { table } from './output.ts'
import type { RpoVerdict, SourceTally } from './tally.ts'
import { dayText, time } from './timeline.ts'

export function summaryTable(
  sources: readonly PlannedSource[],
  tallies: readonly SourceTally[],
  verdicts: readonly RpoVerdict[],
): string {
  return `${table([HEAD, ...tallies.map(tally => row(sources, tally))])}\n${verdicts.map(verdictLine).join('')}`
}

const HEAD = [
  'SOURCE',
  'LEVEL',
  'WHEN',
  'STARTS',
  'RUNS',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'SKIPPED',
  'MISSED',
  'WORST GAP',
]

function row(sources: readonly PlannedSource[], tally: SourceTally): readonly string[] {
  const source = sources.find(candidate => candidate.name === tally.source)
  const { starts, runs, completed, partial, failed, skipped, missed, worstGapSeconds } = tally
  const counts = [starts, runs, completed, partial, failed, skipped, missed]
  return [
    tally.source,
    source?.backup.level ?? '',
    source?.phrase ?? '',
    ...counts.map(count => (count === 0 ? '-' : count.toLocaleString('en'))),
    worstGapSeconds === null ? '-' : spoken(worstGapSeconds),
  ]
}

function verdictLine({
  policy,
  rpoSeconds,
  worstGapSeconds,
  target,
  from,
  to,
  met,
}: RpoVerdict): string {
  const where = `${target}, ${dayText(from)} ${time(from)} to ${dayText(to)} ${time(to)} UTC`
  const gap = `worst gap ${spoken(worstGapSeconds)} (${where})`
  return `${met ? '✓' : '✗'} ${policy}: RPO ${spoken(rpoSeconds)} ${met ? 'kept' : 'not kept'}, ${gap}\n`
}

/** `24h 17m`: two units are enough for a gap. */
function spoken(seconds: number): string {
  const parts = UNITS.map(([unit, size], i) => {
    const whole = Math.floor((i === 0 ? seconds : seconds % (UNITS[i - 1]?.[1] ?? 1)) / size)
    return whole === 0 ? '' : `${whole}${unit}`
  })
  return parts.filter(Boolean).slice(0, 2).join(' ') || '0s'
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const
