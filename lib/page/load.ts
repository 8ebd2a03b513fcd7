// What CommCells have to do: starts and work by hour, against what their caps let through.
import { counted, numberText } from '../report/words.ts'
import type { CommCellLoad } from '../review/outlook.ts'
import type { Review } from '../review/review.ts'
import { commCellTable } from './busiest.ts'
import { chartFigure } from './chart-draw.ts'
import { weeksOf } from './chart-fortnight.ts'
import type { Lane, Lanes } from './chart-lane.ts'
import { lanesChart } from './chart-lanes.ts'
import type { Html } from './html.ts'
import { figures, section } from './section.ts'
import { dayText } from './words.ts'

/** The fullest CommCells; the table has them all. */
const DRAWN = 6

export function load(review: Review): Html {
  const fullest = review.load.toSorted((a, b) => fullness(b) - fullness(a)).slice(0, DRAWN)
  const charts = fullest.map((cell, index) => chart(cell, { review, id: `load-${index + 1}` }))
  return section(
    {
      id: 'load',
      title: 'Load',
      note: 'Minutes of work are the least there can be: 5 for a data backup, 1 for logs. An hour has 60 of them for each job that may be open at once.',
    },
    [...charts, commCellTable(review)],
  )
}

function fullness({ caps, minutes, starts }: CommCellLoad): number {
  const calls = caps.writesPerHour === undefined ? 0 : Math.max(0, ...starts) / caps.writesPerHour
  return Math.max(calls, Math.max(0, ...minutes) / (60 * caps.maxInFlight))
}

function chart(
  cell: CommCellLoad,
  { review, id }: { readonly review: Review; readonly id: string },
): Html {
  const { commcell, caps, starts, minutes } = cell
  const { calendar, timezone } = review
  const work = 60 * caps.maxInFlight
  const calls = caps.writesPerHour
  const over = minutes.filter(count => count > work).length
  const lanes: readonly Lane[] = [
    {
      label: 'Starts an hour',
      values: starts,
      ink: 'accent',
      cap:
        calls === undefined
          ? undefined
          : { value: calls, label: `writesPerHour ${numberText(calls)}` },
    },
    {
      label: 'Minutes of work an hour',
      values: minutes,
      ink: 'accent',
      cap: { value: work, label: `60 × maxInFlight ${caps.maxInFlight} = ${numberText(work)}` },
    },
  ]
  const description = `At most ${numberText(Math.max(0, ...starts))} starts and ${numberText(Math.max(0, ...minutes))} minutes of work in an hour; ${over === 0 ? 'no hour has more work than its cap lets through' : `${counted(over, 'hour')} ${over === 1 ? 'has' : 'have'} more work than the cap lets through`}.`
  const fortnight: Lanes = {
    id: `${id}-chart`,
    title: `CommCell ${commcell}: load by hour, the next fourteen days (${timezone})`,
    description,
    timezone,
    slots: calendar.hours.map(iso => Date.parse(iso)),
    end: Date.parse(calendar.to),
    lanes,
  }
  return chartFigure(lanesChart(fortnight, weeksOf(fortnight)), dayFigures(cell, { review, id }))
}

function dayFigures(
  { starts, minutes }: CommCellLoad,
  { review, id }: { readonly review: Review; readonly id: string },
): Html {
  const days = new Map<string, { starts: number; most: number; minutes: number }>()
  for (const [index, iso] of review.calendar.hours.entries()) {
    const day = dayText(Date.parse(iso), review.timezone)
    const was = days.get(day) ?? { starts: 0, most: 0, minutes: 0 }
    const now = starts[index] ?? 0
    days.set(day, {
      starts: was.starts + now,
      most: Math.max(was.most, now),
      minutes: Math.max(was.minutes, minutes[index] ?? 0),
    })
  }
  const numbers = ['Starts', 'Most starts in an hour', 'Most minutes in an hour'].map(label => ({
    label,
    kind: 'number' as const,
  }))
  return figures(
    { id: `${id}-figures`, caption: 'Load by day', columns: [{ label: 'Day' }, ...numbers] },
    [...days].map(([day, counts]) => [
      day,
      numberText(counts.starts),
      numberText(counts.most),
      numberText(counts.minutes),
    ]),
  )
}
