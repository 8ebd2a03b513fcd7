// What became of runs, by source, beside what was planned.

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
  const entries = sources.map(
    ({ source, planned, endings, deferred, worstGapSeconds, medianRunSeconds }): Entry => {
      const isBad = endings.failed + endings.missed > 0
      return {
        facets: [isBad ? 'failed or missed' : 'without'],
        ...(isBad ? { tone: 'bad' } : {}),
        parts: [
          source,
          planned === null ? NOTHING : numberText(planned),
          ...ENDINGS.map(ending => countText(endings[ending])),
          countText(deferred),
          lengthText(worstGapSeconds),
          medianText(medianRunSeconds),
        ],
      }
    },
  )
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

/** Zeros would hide what there is. */
function countText(count: number): string {
  return count === 0 ? '·' : numberText(count)
}

function medianText(seconds: number | null): string {
  return seconds !== null && seconds < 60 ? `${Math.round(seconds)}s` : lengthText(seconds)
}
