// The week as a heat map.
import type { Review } from '../review/review.ts'
import { chartFigure } from './chart-draw.ts'
import { WEEK_DAYS, WEEK_HOURS, type Week, weekChart, weekOf } from './chart-week.ts'
import type { Html } from './html.ts'
import { figures, section } from './section.ts'
import { numberText } from './words.ts'

export function week({ calendar, timezone }: Review): Html {
  const days = weekOf(calendar, timezone)
  return section(
    { id: 'week', title: 'The week' },
    chartFigure(weekChart(days, timezone), weekFigures(days)),
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
