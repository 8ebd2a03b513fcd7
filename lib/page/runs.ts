// What became of runs: by source beside what was planned, and each that did not complete.
import type { History, Incident, SourceHistory } from '../report/history.ts'
import type { Ending } from '../report/result-events.ts'
import { type Html, html } from './html.ts'
import { type Entry, tableList } from './list.ts'
import { lengthText, momentText, NOTHING, numberText } from './words.ts'

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

export function incidents({
  history,
  timezone,
}: {
  readonly history: History
  readonly timezone: string
}): Html {
  if (history.incidents.length === 0)
    return html`<p>✓ Every run completed, and no promise was broken.</p>`
  const more =
    history.moreIncidents === 0
      ? null
      : html`<p class="note">${numberText(history.moreIncidents)} earlier ones are not listed.</p>`
  return html`${tableList(
    {
      id: 'incident-list',
      caption: `Runs that did not complete, and promises: the latest first (${timezone})`,
      noun: 'incidents',
      filters: ['What'],
      entries: history.incidents.map(incident => incidentEntry(incident, timezone)),
    },
    [
      { label: 'When' },
      { label: 'What' },
      { label: 'Source or policy' },
      { label: 'Target' },
      { label: 'Level' },
      { label: 'Job', kind: 'number' },
      { label: 'Message', kind: 'wide' },
    ],
  )}${more}`
}

function incidentEntry(incident: Incident, timezone: string): Entry {
  if (incident.kind === 'promise') {
    const { at, event, policy, target, text } = incident
    return {
      facets: [event],
      parts: [momentText(at, timezone), event, policy, target, NOTHING, NOTHING, text],
    }
  }
  const { at, ending, word, source, target, level, jobId, statusMessage } = incident.run
  return {
    facets: [ending],
    ...(ending === 'failed' || ending === 'missed' ? { tone: 'bad' as const } : {}),
    parts: [
      momentText(new Date(at).toISOString(), timezone),
      [`span.ending.${ending}`, ending === word.toLowerCase() ? ending : `${ending} (${word})`],
      source,
      target,
      level,
      jobId ?? NOTHING,
      statusMessage,
    ],
  }
}

export function capital(word: string): string {
  return word.replace(/^./, first => first.toUpperCase())
}
