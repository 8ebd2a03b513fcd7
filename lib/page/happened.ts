// What happened, beside what was planned.

import type { History } from '../report/history.ts'
import type { Ending } from '../report/result-events.ts'
import { clockText, numberText } from '../report/words.ts'
import { chartFigure } from './chart-draw.ts'
import type { Ink } from './chart-ink.ts'
import type { Lane, LaneSpan, Lanes } from './chart-lane.ts'
import { lanesChart } from './chart-lanes.ts'
import { type Html, html } from './html.ts'
import { incidents } from './incidents.ts'
import { ENDINGS, sourceRuns } from './runs.ts'
import { figures, section } from './section.ts'
import { capital, sum } from './words.ts'

type Seen = { readonly history: History; readonly timezone: string }

const INKS = {
  completed: 'accent',
  partial: 'partial',
  failed: 'bad',
  skipped: 'skipped',
  missed: 'missed',
} as const satisfies Record<Ending, Ink>
/** More than these become too thin to see. */
const MOST_SLOTS = 240

export function happened({ history, timezone }: Seen): Html {
  const { from, to, kind } = history
  return section(
    {
      id: 'happened',
      title: kind === 'observed' ? 'What happened' : 'What would happen',
      note: `${kind === 'observed' ? 'Result events' : 'A simulation'} from ${clockText(from, timezone)} to ${clockText(to, timezone)} (${timezone}).`,
    },
    html`${outcomes({ history, timezone })}<h3>Planned and done</h3>${sourceRuns(history.sources)}<h3>Incidents</h3>${incidents({ history, timezone })}`,
  )
}

function outcomes({ history, timezone }: Seen): Html {
  const { from, endings } = history.slots
  const every = Math.max(1, Math.ceil(from.length / MOST_SLOTS))
  const slots = from.map(iso => Date.parse(iso)).filter((_, index) => index % every === 0)
  const merged = (ending: Ending) =>
    slots.map((_, index) => sum(endings[ending].slice(index * every, (index + 1) * every)))
  const rows = ENDINGS.map(ending => ({ ending, values: merged(ending) }))
  const unit = `${every === 1 ? '' : `${every} `}${history.slots.length}${every === 1 ? '' : 's'}`
  const lanes = rows
    .filter(({ ending, values }) => ending === 'completed' || sum(values) > 0)
    .map(
      ({ ending, values }): Lane => ({
        label: `${capital(ending)}, by ${unit}`,
        values,
        ink: INKS[ending],
      }),
    )
  const totals = ENDINGS.filter(each => sum(endings[each]) > 0).map(
    ending => `${numberText(sum(endings[ending]))} ${ending}`,
  )
  const spans = troublesOf(history)
  const happened = totals.length === 0 ? 'No run has ended.' : `Runs: ${totals.join(', ')}.`
  const shaded = spans.length === 0 ? '' : ' Shaded is what the scenario lets go wrong.'
  const chart: Lanes = {
    id: 'outcome-chart',
    title: 'Outcomes over time, by the time they were scheduled for',
    description: happened + shaded,
    timezone,
    slots,
    end: Date.parse(history.to),
    lanes,
    spans,
  }
  return chartFigure(
    lanesChart(chart),
    figures(
      {
        id: 'outcome-figures',
        caption: `Outcomes, by ${unit}`,
        columns: [{ label: 'From' }, ...ENDINGS.map(label => ({ label, kind: 'number' as const }))],
      },
      slots.map((slot, index) => [
        clockText(new Date(slot).toISOString(), timezone),
        ...rows.map(({ values }) => numberText(values[index] ?? 0)),
      ]),
    ),
  )
}

/** More lines are not looked at; the head names them all. */
const MOST_TROUBLES = 8

/** What a scenario lets go wrong, as bands below a chart. */
export function troublesOf(history: History | null): readonly LaneSpan[] {
  const troubles = history?.scenario?.troubles ?? []
  return troubles.slice(0, MOST_TROUBLES).map(({ label, from, to }) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    label,
    ink: 'bad',
    isShaded: true,
  }))
}
