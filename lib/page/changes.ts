// What has changed: each schedule and trigger as a card that opens, and what is not of one source as a table.
import { NOTHING, placeText } from '../report/words.ts'
import type { TermChange } from '../review/graded.ts'
import type { Review } from '../review/review.ts'
import { changeCard } from './change-card.ts'
import { type Html, html } from './html.ts'
import { cardList, tableList } from './list.ts'
import { section } from './section.ts'
import { arrowed, gradeBadge } from './words.ts'

export function changes({ changes: all, terms, timezone }: Review): Html {
  const cards =
    all.length === 0
      ? html`<p>No schedule and no trigger has changed.</p>`
      : cardList({
          id: 'change-list',
          caption: 'Changed schedules and triggers',
          noun: 'changes',
          filters: ['Grade', 'Kind', 'Policy'],
          entries: all.map(change => changeCard(change, timezone)),
        })
  const rest =
    terms.length === 0
      ? null
      : html`<h3>Promises, owners, notifications, limits, policy tests</h3>${termTable(terms)}`
  return section(
    {
      id: 'changes',
      title: 'What changes',
      note: 'What weakens first. Open a change for its reasons, its next starts and its place.',
    },
    html`${cards}${rest}`,
  )
}

function termTable(terms: readonly TermChange[]): Html {
  const entries = terms.map(({ grade, subject, key, before, after, text, place }) => ({
    facets: [grade, key],
    parts: [
      subject,
      gradeBadge(grade),
      ['code', key] as const,
      before ?? NOTHING,
      after ?? NOTHING,
      arrowed(text),
      place === undefined ? '' : (['code', placeText(place)] as const),
    ],
  }))
  return tableList(
    {
      id: 'term-list',
      caption: 'What has changed and is not of one schedule or trigger',
      noun: 'terms',
      filters: ['Grade', 'Key'],
      entries,
    },
    [
      { label: 'Of' },
      { label: 'Grade' },
      { label: 'Key' },
      { label: 'Before', kind: 'wide' },
      { label: 'After', kind: 'wide' },
      { label: 'Meaning', kind: 'wide' },
      { label: 'Place' },
    ],
  )
}
