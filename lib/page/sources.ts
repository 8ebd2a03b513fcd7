// Every schedule and trigger as it is now.
import type { Review } from '../review/review.ts'
import type { Html } from './html.ts'
import { tableList } from './list.ts'
import { section } from './section.ts'
import { lengthText, NOTHING, pauseText, startsText, targetsText } from './words.ts'

export function sources(review: Review): Html {
  const isAnyPaused = review.sources.some(({ pause }) => pause !== undefined)
  const entries = review.sources.map(state => ({
    facets: [state.level, state.kind, state.pause === undefined ? 'no' : 'yes'],
    parts: [
      state.source,
      state.level,
      zoned(state.phrase, state.timezone, review.timezone),
      startsText(state.startsPerWeek),
      lengthText(state.worstGapSeconds),
      state.nextStarts[0]?.local ?? NOTHING,
      targetsText(state.targets),
      ...(isAnyPaused ? [state.pause === undefined ? '' : pauseText(state.pause)] : []),
    ],
  }))
  return section(
    {
      id: 'sources',
      title: 'Schedules and triggers',
      note: `Times are by each schedule's own zone, which is named where it is not ${review.timezone}.`,
    },
    tableList(
      {
        id: 'source-list',
        caption: 'All sources as they are now',
        noun: 'sources',
        filters: ['Level', 'Kind', 'Paused'],
        entries,
      },
      [
        { label: 'Source' },
        { label: 'Level' },
        { label: 'When', kind: 'wide' },
        { label: 'Starts a week', kind: 'number' },
        { label: 'Worst gap', kind: 'number' },
        { label: 'Next start' },
        { label: 'Targets', kind: 'wide' },
        ...(isAnyPaused ? [{ label: 'Paused', kind: 'wide' as const }] : []),
      ],
    ),
  )
}

function zoned(phrase: string, timezone: string | null, usual: string): string {
  return timezone === null || timezone === usual ? phrase : `${phrase} (${timezone})`
}
