// The week as a heat map.
import type { History } from '../report/history.ts'
import { numberText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import { chartFigure } from './chart-draw.ts'
import { cellsIn, WEEK_DAYS, WEEK_HOURS, type Week, weekChart, weekOf } from './chart-week.ts'
import { troublesOf } from './happened.ts'
import type { Html } from './html.ts'
import { figures, section } from './section.ts'

export function week({ calendar, timezone }: Review, history: History | null): Html {
  const days = weekOf(calendar, timezone)
  const marked = cellsIn(troublesOf(history), timezone)
  return section(
    {
      id: 'week',
      title: 'The week',
      ...(history !== null && { note: 'As planned, whatever happened.' }),
    },
    chartFigure(weekChart(days, { timezone, marked }), weekFigures(days)),
  )
}

function weekFigures(days: Week): Html {
  return figures(
    {
      id: 'week-figures',
      caption: 'Backups by day and hour',
      columns: [{ label: 'Day' }, ...WEEK_HOURS.map(label => ({ label, kind: 'number' as const }))],
    },
    days.map((counts, index) => [WEEK_DAYS[index] ?? '', ...counts.map(numberText)]),
  )
}
