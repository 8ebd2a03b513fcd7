// Each thing that went wrong as a row: runs that ended alike together, a broken promise from its last recovery point to
// the next. Opened, every run and every message as it was sent.
import type { History, Incident, PromiseIncident, RunsIncident } from '../report/history.ts'
import { clockText, counted, lengthText, NOTHING, numberText } from '../report/words.ts'
import { type Html, html } from './html.ts'
import { type Entry, tableList } from './list.ts'
import type { PageNode } from './node.ts'
import { targetsText } from './words.ts'

type Seen = { readonly history: History; readonly timezone: string }

export function incidents({ history, timezone }: Seen): Html {
  if (history.incidents.length === 0)
    return html`<p>✓ Every run completed, and no promise was broken.</p>`
  const more =
    history.moreIncidents === 0
      ? null
      : html`<p class="note">${numberText(history.moreIncidents)} earlier ones are not listed.</p>`
  return html`${tableList(
    {
      id: 'incident-list',
      caption: `Runs that did not complete, alike ones together, and broken promises: the latest first. Times are those of ${timezone}; a message is as it was sent, its own times in UTC.`,
      noun: 'incidents',
      filters: ['What', 'Source or policy'],
      entries: history.incidents.map(incident => incidentEntry(incident, timezone)),
    },
    [
      { label: 'When' },
      { label: 'What', kind: 'wide' },
      { label: 'Targets', kind: 'wide' },
      { label: 'Runs', kind: 'number' },
    ],
  )}${more}`
}

function incidentEntry(incident: Incident, timezone: string): Entry {
  return incident.kind === 'runs' ? runsEntry(incident, timezone) : promiseEntry(incident, timezone)
}

function runsEntry(incident: RunsIncident, timezone: string): Entry {
  const { ending, word, source, targets, levels, count, from, to, why, listed } = incident
  const isBad = ending === 'failed' || ending === 'missed'
  const what = ending === word.toLowerCase() ? ending : `${ending} (${word})`
  const whose = `${levels.join(', ')}, due ${spanText(isoOf(from), isoOf(to), timezone)}`
  const runs = listed.map((run): PageNode => {
    const job = run.jobId === null ? '' : `, job ${run.jobId}`
    const text = run.statusMessage === '' ? '' : `: ${run.statusMessage}`
    return ['li', `${clockText(isoOf(run.scheduledTime), timezone)} ${run.target}${job}${text}`]
  })
  return {
    facets: [ending, source],
    ...(isBad ? { tone: 'bad' as const } : {}),
    parts: [
      spanText(isoOf(from), isoOf(to), timezone),
      [
        'div',
        [`span.ending.${ending}`, what],
        ['b', ` ${source}`],
        why === '' ? '' : `: ${why}`,
        [
          'details',
          ['summary', counted(count, 'run'), ['span.hidden', ` of ${source}: ${whose}`]],
          ['ul', ...runs, ...moreItem(count - listed.length)],
        ],
      ],
      targetsText(targets),
      numberText(count),
    ],
  }
}

function promiseEntry(incident: PromiseIncident, timezone: string): Entry {
  const { policy, targets, promisedSeconds, brokenAt, restoredAt, count, texts } = incident
  const { lastPoint, nextPoint } = incident
  const from = lastPoint ?? brokenAt ?? restoredAt ?? ''
  // On the day that the row begins with, the time is enough.
  const clock = (at: string) => clockText(at, timezone).replace(dayOf(from, timezone), '')
  const length =
    lastPoint && nextPoint
      ? `no recovery point for ${lengthText((Date.parse(nextPoint) - Date.parse(lastPoint)) / 1000)}`
      : lastPoint
        ? `no recovery point since ${clock(lastPoint)}`
        : ''
  const promised = promisedSeconds === null ? '' : `${lengthText(promisedSeconds)} promised`
  const noticed = [
    brokenAt === null ? '' : `noticed ${clock(brokenAt)}`,
    restoredAt === null ? '' : `its end ${clock(restoredAt)}`,
  ]
  return {
    facets: ['promise broken', policy],
    tone: 'bad',
    parts: [
      spanText(from, nextPoint ?? restoredAt ?? brokenAt ?? from, timezone),
      [
        'div',
        ['span.ending.failed', 'promise broken'],
        ['b', ` ${policy}`],
        `: ${[length, promised, ...noticed].filter(Boolean).join(', ')}`,
        [
          'details',
          ['summary', counted(count, 'message'), ['span.hidden', ` about ${targetsText(targets)}`]],
          ['ul', ...texts.map((text): PageNode => ['li', text]), ...moreItem(count - texts.length)],
        ],
      ],
      targetsText(targets),
      NOTHING,
    ],
  }
}

function moreItem(more: number): readonly PageNode[] {
  return more > 0 ? [['li', `and ${numberText(more)} more`]] : []
}

/** `Tue 2026-11-24 00:30 to 03:15`. */
function spanText(from: string, to: string, timezone: string): string {
  const [begin, end] = [clockText(from, timezone), clockText(to, timezone)]
  return begin === end ? begin : `${begin} to ${end.replace(dayOf(from, timezone), '')}`
}

/** With the blank before the time. */
function dayOf(at: string, timezone: string): string {
  return clockText(at, timezone).slice(0, -5)
}

const isoOf = (at: number) => new Date(at).toISOString()
