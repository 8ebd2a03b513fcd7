// Targets that nobody backs up: those that this change has lost, and those that were always left out.
import { NOTHING } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import { type Html, html } from './html.ts'
import { tableList } from './list.ts'
import { section } from './section.ts'

export function withoutCover({ targets, base }: Review): Html {
  const bare = targets.filter(({ after }) => after === null)
  if (bare.length === 0)
    return section(
      { id: 'uncovered', title: 'Targets without cover' },
      html`<p>✓ Every target is in a policy.</p>`,
    )
  const entries = bare
    .toSorted((a, b) => Number(b.change === 'lost') - Number(a.change === 'lost'))
    .map(({ target, change, app, commcell, client, before }) => ({
      facets: [change === 'lost' ? 'lost' : 'never had it', app],
      ...(change === 'lost' ? { tone: 'bad' as const } : {}),
      parts: [
        target,
        change === 'lost' ? '✕ lost by this change' : 'in the inventory, in no policy',
        before?.policies.join(', ') ?? NOTHING,
        app,
        `${client} (${commcell})`,
      ],
    }))
  const columns = [
    { label: 'Target' },
    { label: 'Why' },
    { label: base === null ? 'Policies' : 'Policies before' },
    { label: 'App' },
    { label: 'Client' },
  ]
  return section(
    { id: 'uncovered', title: 'Targets without cover' },
    tableList(
      {
        id: 'uncovered-list',
        caption: 'Targets that no policy backs up',
        noun: 'targets without cover',
        filters: ['Cover', 'App'],
        entries,
      },
      columns,
    ),
  )
}
