// What became of runs, by source, beside what was planned: first of those of which some failed or were missed.

import type { SourceHistory } from '../report/history.ts'
import type { Ending } from '../report/result-events.ts'
import { lengthText, NOTHING, numberText } from '../report/words.ts'
import type { Html } from './html.ts'
import { type Entry, tableList } from './list.ts'
import { capital } from './words.ts'

export const ENDINGS = [
  'completed',
  'partial',
  'failed',
  'skipped',
  'missed',
] as const satisfies readonly Ending[]

export function sourceRuns(sources: readonly SourceHistory[]): Html {
  const sorted = sources.toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)))
  const entries = sorted.map((each): Entry => {
    const { source, planned, endings, deferred, worstGapSeconds, medianRunSeconds } = each
    return {
      facets: [isBad(each) ? 'failed or missed' : 'without'],
      ...(isBad(each) ? { tone: 'bad' } : {}),
      parts: [
        source,
        planned === null ? NOTHING : numberText(planned),
        ...ENDINGS.map(ending => countText(endings[ending])),
        countText(deferred),
        lengthText(worstGapSeconds),
        medianText(medianRunSeconds),
      ],
    }
  })
  const labels = ['Planned', ...ENDINGS.map(capital), 'Deferred', 'Worst gap', 'Median run']
  return tableList(
    {
      id: 'happened-list',
      caption:
        'Runs (starts × targets) by source: planned by the schedules as they are now, and what became of them',
      noun: 'sources with runs',
      filters: ['Failures'],
      entries,
    },
    [{ label: 'Source' }, ...labels.map(label => ({ label, kind: 'number' as const }))],
  )
}

function isBad({ endings }: SourceHistory): boolean {
  return endings.failed + endings.missed > 0
}

/** Zeros would hide what there is. */
function countText(count: number): string {
  return count === 0 ? '·' : numberText(count)
}

function medianText(seconds: number | null): string {
  return seconds !== null && seconds < 60 ? `${Math.round(seconds)}s` : lengthText(seconds)
}
