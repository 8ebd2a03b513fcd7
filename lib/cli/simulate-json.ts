// A simulation as JSON: the same as its text, in the units of programs.
import type { EndedRun } from '../report/result-events.ts'
import type { Span } from '../schedule/calendar.ts'
import { type Instant, isoText } from '../start.ts'
import { json } from './output.ts'
import type { Told } from './simulate-text.ts'
import type { Gathered, RpoVerdict, SourceTally } from './tally.ts'

type Counted = {
  readonly span: Span
  /** Its name. */
  readonly scenario: string | undefined
  readonly gathered: Gathered
  readonly tallies: readonly SourceTally[]
  readonly verdicts: readonly RpoVerdict[]
}

export function simulatedJson(
  { span, scenario, gathered, tallies, verdicts }: Counted,
  { notRun, promises, clockChanges, gaps, runs }: Told,
): string {
  return json({
    ...spanObject(span),
    ...(scenario !== undefined && { scenario }),
    decisions: decisions(gathered),
    sources: tallies,
    policies: verdicts.map(verdictObject),
    notRun: notRun.map(each => ({ ...each, ...spanObject(each) })),
    clockChanges: clockChanges.map(each => ({ ...each, at: isoText(each.at) })),
    gaps: gaps.map(gap => ({ ...gap, ...spanObject(gap) })),
    ...(scenario !== undefined && {
      promises: promises.map(each => ({ ...each, at: isoText(each.at) })),
    }),
    ...(runs && { runs: runs.map(runObject) }),
  })
}

/** A deferred start also counts as what became of it in the end. */
function decisions({ runs, deferred }: Gathered) {
  const count = (is: (run: EndedRun) => boolean) => runs.filter(is).length
  const skip = count(run => run.ending === 'skipped')
  const miss = count(run => run.ending === 'missed')
  return { start: runs.length - skip - miss, skip, miss, defer: deferred.length }
}

function spanObject({ from, to }: Span) {
  return { from: isoText(from), to: isoText(to) }
}

function verdictObject(verdict: RpoVerdict) {
  return { ...verdict, from: isoOf(verdict.from), to: isoOf(verdict.to) }
}

function runObject({ scheduledTime, beganAt, at, ...run }: EndedRun) {
  return { ...run, scheduledTime: isoText(scheduledTime), beganAt: isoOf(beganAt), at: isoText(at) }
}

const isoOf = (instant: Instant | null) => (instant === null ? null : isoText(instant))
