// What a span came to, as a person reads it: a table of the sources and a verdict for every promised RPO.
import type { PlannedSource } from '../plan/plan.ts'
import { renderDuration } from '../schedule/duration.ts'
import { isScheduleSource } from '../start.ts'
import { table } from './output.ts'
import type { RpoVerdict, SourceTally } from './tally.ts'
import { dayText, time } from './timeline.ts'

export function summaryTable(
  sources: readonly PlannedSource[],
  tallies: readonly SourceTally[],
  verdicts: readonly RpoVerdict[],
): string {
  // Deferrals are rare, and the table is wide.
  const isDeferred = tallies.some(({ deferred }) => deferred > 0)
  const columns = COLUMNS.filter(({ head }) => head !== 'DEFERRED' || isDeferred)
  const rows = tallies.map(tally => {
    const source = sources.find(candidate => candidate.name === tally.source)
    return columns.map(({ cell }) => cell(tally, source))
  })
  const lines = table([columns.map(({ head }) => head), ...rows])
  return `${lines}\n${verdicts.map(verdictLine).join('')}`
}

type Column = {
  readonly head: string
  readonly cell: (tally: SourceTally, source: PlannedSource | undefined) => string
}

const COLUMNS: readonly Column[] = [
  { head: 'SOURCE', cell: tally => tally.source },
  { head: 'LEVEL', cell: (_, source) => source?.backup.level ?? '' },
  { head: 'WHEN', cell: (_, source) => whenText(source) },
  { head: 'STARTS', cell: tally => counted(tally.starts) },
  { head: 'RUNS', cell: tally => counted(tally.runs) },
  { head: 'COMPLETED', cell: tally => counted(tally.completed) },
  { head: 'PARTIAL', cell: tally => counted(tally.partial) },
  { head: 'FAILED', cell: tally => counted(tally.failed) },
  { head: 'SKIPPED', cell: tally => counted(tally.skipped) },
  { head: 'MISSED', cell: tally => counted(tally.missed) },
  { head: 'DEFERRED', cell: tally => counted(tally.deferred) },
  {
    head: 'WORST GAP',
    cell: ({ worstGapSeconds }) => (worstGapSeconds === null ? '-' : spoken(worstGapSeconds)),
  },
]

const counted = (count: number) => (count === 0 ? '-' : count.toLocaleString('en'))

/** Of a trigger its event: all that it matches would not fit in a column. */
function whenText(source: PlannedSource | undefined): string {
  if (source === undefined) return ''
  return isScheduleSource(source) ? source.phrase : `on ${source.event}`
}

function verdictLine({ policy, rpoSeconds, met, ...gap }: RpoVerdict): string {
  const promise = `${policy}: RPO ${renderDuration(rpoSeconds)}`
  if (met === true) return `✓ ${promise} kept, worst gap ${gapText(gap)}\n`
  if (met === false) return `✗ ${promise} not kept, worst gap ${gapText(gap)}\n`
  const of = gap.target === null ? 'a target' : gap.target
  return `- ${promise} not judged, this span does not have two recovery points of ${of} by all its policies\n`
}

type Where = Omit<RpoVerdict, 'policy' | 'rpoSeconds' | 'met'>

function gapText({ target, worstGapSeconds, from, to, isOpen }: Where): string {
  if (worstGapSeconds === null || from === null || to === null) return 'not known'
  const where = `${target}, ${dayText(from)} ${time(from)} to ${dayText(to)} ${time(to)} UTC`
  return `${isOpen ? 'at least ' : ''}${spoken(worstGapSeconds)} (${where})`
}

/** `24h 17m`: two units are enough for a gap. */
export function spoken(seconds: number): string {
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
