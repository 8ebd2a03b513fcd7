// The next fourteen days: what starts when, and all that comes in between.

import type { History } from '../report/history.ts'
import { counted, numberText } from '../report/words.ts'
import type { Calendar } from '../review/outlook.ts'
import type { Review } from '../review/review.ts'
import { blackouts, clocks, pauses } from './ahead.ts'
import { chartFigure } from './chart-draw.ts'
import { weeksOf } from './chart-fortnight.ts'
import type { LaneMark, LaneSpan, Lanes } from './chart-lane.ts'
import { lanesChart } from './chart-lanes.ts'
import { troublesOf } from './happened.ts'
import { type Html, html } from './html.ts'
import { figures, section } from './section.ts'
import { dayText, sum } from './words.ts'

/** Spans that are drawn; the tables name them all. */
const DRAWN = 12

export function timeline(review: Review, history: History | null): Html {
  const { calendar, timezone, ahead } = review
  const slots = calendar.hours.map(iso => Date.parse(iso))
  const levels = Object.entries(calendar.levels)
  const troubles = within(calendar, troublesOf(history))
  const planned =
    troubles.length === 0 ? '' : ' As planned; red is what the scenario lets go wrong meanwhile.'
  const fortnight: Lanes = {
    id: 'timeline-chart',
    title: `Backups by level, the next fourteen days (${timezone})`,
    description: `${levels.map(([level, counts]) => `${level}: ${counted(sum(counts), 'backup')}`).join('; ') || 'No backup starts'}. ${takenText(ahead)}${planned}`,
    timezone,
    slots,
    end: Date.parse(calendar.to),
    lanes: levels.map(([label, values]) => ({ label, values, ink: 'accent' as const })),
    spans: [...troubles, ...spansOf(review)].slice(0, DRAWN),
    marks: marksOf(review),
  }
  const drawing =
    levels.length === 0
      ? html`<p>No backup starts in the next fourteen days.</p>`
      : chartFigure(lanesChart(fortnight, weeksOf(fortnight)), dayFigures(review))
  return section(
    { id: 'timeline', title: 'The next fourteen days' },
    html`${drawing}${blackouts(review)}${pauses(review)}${clocks(review)}`,
  )
}

function takenText({ blackouts, pauses }: Review['ahead']): string {
  if (blackouts.length + pauses.length === 0) return 'No blackout and no pause takes any away.'
  const parts = [
    blackouts.length > 0 ? `${counted(blackouts.length, 'blackout')}, shaded` : '',
    pauses.length > 0 ? counted(pauses.length, 'pause') : '',
  ]
  return `Already taken away: what falls into ${parts.filter(Boolean).join(', and ')}.`
}

function spansOf({ ahead, base, now, calendar }: Review): readonly LaneSpan[] {
  const isNewText = (isNew: boolean) => (isNew && base !== null ? ' (new)' : '')
  const blackedOut = ahead.blackouts.map(
    ({ from, to, calendar: of, name, isNew }): LaneSpan => ({
      from: Date.parse(from),
      to: Date.parse(to),
      label: `blackout ${of} ${name}${isNewText(isNew)}`,
      ink: 'quiet',
      isShaded: true,
    }),
  )
  const paused = ahead.pauses.map(
    ({ source, until, isNew }): LaneSpan => ({
      from: Date.parse(now),
      to: Date.parse(until ?? calendar.to),
      label: `paused ${source}${isNewText(isNew)}`,
      ink: 'warn',
      isShaded: false,
    }),
  )
  return within(calendar, [...blackedOut, ...paused])
}

/** A scenario may last a year, and a blackout begin at the end of the last day. */
function within({ from, to }: Calendar, spans: readonly LaneSpan[]): readonly LaneSpan[] {
  return spans.filter(span => span.from < Date.parse(to) && span.to > Date.parse(from))
}

function marksOf({ ahead, calendar, now }: Review): readonly LaneMark[] {
  const clocks = ahead.clockChanges
    .map(
      ({ at, direction }): LaneMark => ({
        at: Date.parse(at),
        label: `clocks go ${direction}`,
        ink: 'warn',
      }),
    )
    .filter(({ at }) => at >= Date.parse(calendar.from) && at < Date.parse(calendar.to))
  return [{ at: Date.parse(now), label: 'now', ink: 'quiet' }, ...clocks]
}

function dayFigures({ calendar, timezone }: Review): Html {
  const days = new Map<string, number[]>()
  const levels = Object.entries(calendar.levels)
  for (const [index, iso] of calendar.hours.entries()) {
    const day = dayText(Date.parse(iso), timezone)
    const counts = days.get(day) ?? levels.map(() => 0)
    days.set(
      day,
      counts.map((count, at) => count + (levels[at]?.[1][index] ?? 0)),
    )
  }
  return figures(
    {
      id: 'timeline-figures',
      caption: 'Backups by day and level',
      columns: [{ label: 'Day' }, ...levels.map(([label]) => ({ label, kind: 'number' as const }))],
    },
    [...days].map(([day, counts]) => [day, ...counts.map(numberText)]),
  )
}
