// Every schedule and trigger as it is now.
import { gapText, nextText } from '../report/rows.ts'
import { rateText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import type { Html } from './html.ts'
import { tableList } from './list.ts'
import { section } from './section.ts'
import { pauseText, phraseText, targetsText, zoneOf } from './words.ts'

export function sources(review: Review): Html {
  const isAnyPaused = review.sources.some(({ pause }) => pause !== undefined)
  const entries = review.sources.map(state => ({
    facets: [state.level, state.kind, state.pause === undefined ? 'no' : 'yes'],
    parts: [
      state.source,
      state.level,
      phraseText(state, review.timezone),
      rateText(state.startsPerWeek),
      gapText(state),
      nextText(state, zoneOf(state, review.timezone)),
      targetsText(state.targets),
      ...(isAnyPaused
        ? [state.pause === undefined ? '' : pauseText(state.pause, review.timezone)]
        : []),
    ],
  }))
  return section(
    {
      id: 'sources',
      title: 'Schedules and triggers',
      note: `Times are those of ${review.timezone}, where a source names no other zone.`,
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
