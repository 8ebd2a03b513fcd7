// What keeps backups from starting: blackouts, pauses, and clocks that change.
import { clockText, counted, NOTHING, numberText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import { type Html, html } from './html.ts'
import { tableList } from './list.ts'
import type { PageNode } from './node.ts'
import { foldedList } from './words.ts'

export function blackouts({ ahead, timezone, base }: Review): Html | null {
  if (ahead.blackouts.length === 0) return null
  const entries = ahead.blackouts.map(
    ({ calendar, name, reason, from, to, skipped, deferred, sources, isNew }) => ({
      parts: [
        `${calendar} ${name}${isNew && base !== null ? ' (new)' : ''}`,
        clockText(from, timezone),
        clockText(to, timezone),
        numberText(skipped),
        numberText(deferred),
        reason ?? NOTHING,
        foldedList(sources, counted(sources.length, 'source')),
      ],
    }),
  )
  return html`<h3>Blackouts</h3>${tableList({ id: 'blackout-list', caption: `Windows in which backups do not start (${timezone})`, noun: 'blackouts', entries }, [{ label: 'Window' }, { label: 'From' }, { label: 'To' }, { label: 'Skipped', kind: 'number' }, { label: 'Deferred', kind: 'number' }, { label: 'Reason', kind: 'wide' }, { label: 'Sources', kind: 'wide' }])}`
}

export function pauses({ ahead, timezone, base }: Review): Html | null {
  if (ahead.pauses.length === 0) return null
  const entries = ahead.pauses.map(({ source, reason, by, until, skipped, isNew }) => ({
    parts: [
      `${source}${isNew && base !== null ? ' (new)' : ''}`,
      until === undefined ? 'no end' : clockText(until, timezone),
      numberText(skipped),
      by,
      reason,
    ],
  }))
  return html`<h3>Pauses</h3>${tableList({ id: 'pause-list', caption: `What is paused (${timezone})`, noun: 'pauses', entries }, [{ label: 'Source' }, { label: 'Until' }, { label: 'Starts taken in 14 days', kind: 'number' }, { label: 'By' }, { label: 'Reason', kind: 'wide' }])}`
}

type Skipped = Review['ahead']['clockChanges'][number]['skipped']

function skippedText(skipped: Skipped): PageNode {
  const starts = skipped.map(({ source, local }) => `${source} at ${local}`)
  return foldedList(starts, counted(starts.length, 'start'))
}

export function clocks({ ahead }: Review): Html | null {
  if (ahead.clockChanges.length === 0) return null
  const entries = ahead.clockChanges.map(({ timezone, direction, from, to, skipped }) => ({
    parts: [timezone, direction, from, to, skipped.length === 0 ? 'none' : skippedText(skipped)],
  }))
  return html`<h3>Clock changes</h3>${tableList({ id: 'clock-list', caption: 'When clocks change in the next 366 days, and which starts that takes', noun: 'clock changes', entries }, [{ label: 'Zone' }, { label: 'Clocks go' }, { label: 'From' }, { label: 'To' }, { label: 'Starts skipped', kind: 'wide' }])}`
}
