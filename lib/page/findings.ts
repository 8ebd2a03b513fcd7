// What validate says, what collides, and what AWS gets to see.
import { NOTHING, numberText, placeText } from '../report/words.ts'
import type { Finding } from '../review/check.ts'
import type { Review } from '../review/review.ts'
import { type Html, html } from './html.ts'
import { type Entry, tableList } from './list.ts'
import { section } from './section.ts'

export function findings({ findings: { appeared, standing, gone }, base }: Review): Html {
  const entries = [
    ...appeared.map(finding => entryOf(finding, base === null ? 'stands' : 'new')),
    ...standing.map(finding => entryOf(finding, 'stands')),
    ...gone.map(finding => entryOf(finding, 'gone')),
  ]
  const content =
    entries.length === 0
      ? html`<p>✓ Nothing to complain of.</p>`
      : tableList(
          {
            id: 'finding-list',
            caption: 'Findings, the new ones first',
            noun: 'findings',
            filters: ['Severity', 'State', 'Code'],
            entries,
          },
          [
            { label: 'Code' },
            { label: 'Severity' },
            { label: 'State' },
            { label: 'Finding', kind: 'wide' },
            { label: 'What to do', kind: 'wide' },
            { label: 'Place' },
          ],
        )
  return section(
    {
      id: 'findings',
      title: 'Findings',
      note: 'Of the whole folder, whatever the environment: what holdfast validate says.',
    },
    content,
  )
}

function entryOf(
  { code, severity, message, fix, place }: Finding,
  state: 'new' | 'stands' | 'gone',
): Entry {
  return {
    facets: [severity, state, code],
    ...(severity === 'error' && state !== 'gone' ? { tone: 'bad' as const } : {}),
    parts: [
      ['code', code],
      [`span.severity.${severity}`, `${SIGNS[severity]} ${severity}`],
      state,
      message,
      fix ?? NOTHING,
      ['code', placeText(place)],
    ],
  }
}

const SIGNS = { error: '✕', warning: '▲', note: '●' } as const

export function collisions({ collisions: { appeared, gone }, base }: Review): Html {
  const all = [
    ...appeared.map(one => ({ ...one, state: base === null ? 'stands' : 'new' })),
    ...gone.map(one => ({ ...one, state: 'gone' })),
  ]
  const content =
    all.length === 0
      ? html`<p>✓ No two data backups of one target ${base === null ? 'are due in the same minute.' : 'are newly due in the same minute, or no longer.'}</p>`
      : tableList(
          {
            id: 'collision-list',
            caption: 'Data backups of one target that are due in the same minute',
            noun: 'collisions',
            filters: ['State'],
            entries: all.map(({ target, sources, local, state }) => ({
              facets: [state],
              parts: [target, state, sources[0], sources[1], local],
            })),
          },
          [
            { label: 'Target' },
            { label: 'State' },
            { label: 'One' },
            { label: 'Other' },
            { label: 'First time' },
          ],
        )
  return section({ id: 'collisions', title: 'Collisions' }, content)
}

export function aws({ aws: { types, resources, problem }, base }: Review): Html {
  const alert =
    problem === undefined
      ? null
      : html`<p class="alert"><b>✕ AWS would not take it:</b> ${problem}</p>`
  const counts = Object.entries(types).map(([type, { added, changed, removed, unchanged }]) => ({
    parts:
      base === null
        ? [type, numberText(added + changed + unchanged)]
        : [type, ...[added, changed, removed, unchanged].map(numberText)],
  }))
  const heads = base === null ? ['Resources'] : ['Added', 'Changed', 'Removed', 'Unchanged']
  const table = tableList({ id: 'aws-types', caption: 'Resources by type', entries: counts }, [
    { label: 'Type' },
    ...heads.map(label => ({ label, kind: 'number' as const })),
  ])
  const list =
    base === null || resources.length === 0
      ? null
      : html`<h3>Resources that change</h3>${tableList({ id: 'aws-list', caption: 'Resources of the stack, by logical id', noun: 'resources', filters: ['Kind', 'Type'], entries: resources.map(({ kind, type, logicalId }) => ({ facets: [kind, type], parts: [['code', logicalId] as const, kind, type] })) }, [{ label: 'Logical id' }, { label: 'Kind' }, { label: 'Type' }])}`
  return section({ id: 'aws', title: 'AWS' }, html`${alert}${table}${list}`)
}
