// The busiest hours of CommCells and clients, and their caps.
import { isOver } from '../report/load-remarks.ts'
import { clockText, NOTHING, numberText } from '../report/words.ts'
import type { BusiestHour, CommCellLoad } from '../review/outlook.ts'
import type { Review } from '../review/review.ts'
import type { Html } from './html.ts'
import { tableList } from './list.ts'
import { section } from './section.ts'
import { changeText } from './words.ts'

export function commCellTable({ load: cells, timezone }: Review): Html {
  const entries = cells.map(({ commcell, caps, busiest }) => ({
    ...(isOver(busiest.after, caps) && { tone: 'bad' as const }),
    parts: [
      commcell,
      numberText(caps.maxInFlight),
      caps.maxInFlightPerClient === undefined ? NOTHING : numberText(caps.maxInFlightPerClient),
      caps.writesPerHour === undefined ? NOTHING : numberText(caps.writesPerHour),
      ...busiestCells(busiest, timezone),
    ],
  }))
  return tableList(
    {
      id: 'commcell-list',
      caption: `CommCells, their caps and their busiest hour (${timezone})`,
      noun: 'CommCells',
      entries,
    },
    [
      { label: 'CommCell' },
      { label: 'Jobs at once', kind: 'number' },
      { label: 'Per client', kind: 'number' },
      { label: 'Writes an hour', kind: 'number' },
      ...BUSIEST,
    ],
  )
}

const BUSIEST = [
  { label: 'Busiest hour' },
  { label: 'Starts then', kind: 'number' },
  { label: 'Minutes then', kind: 'number' },
] as const

/** Before and after, where both are there and differ. */
function busiestCells(
  { before, after }: CommCellLoad['busiest'],
  timezone: string,
): readonly string[] {
  const cell = (read: (hour: BusiestHour) => string) => {
    const is = after === null ? NOTHING : read(after)
    return before === null ? is : changeText({ before: read(before), after: is })
  }
  return [
    cell(({ at }) => clockText(at, timezone)),
    cell(({ starts }) => numberText(starts)),
    cell(({ minutes }) => numberText(minutes)),
  ]
}

export function clients({ clients: all, timezone }: Review): Html | null {
  if (all.length === 0) return null
  const entries = all.map(({ commcell, client, maxInFlight, busiest }) => {
    const isTooMuch = isOver(busiest.after, { maxInFlight })
    return {
      facets: [commcell],
      ...(isTooMuch && { tone: 'bad' as const }),
      parts: [
        client,
        commcell,
        numberText(maxInFlight),
        ...busiestCells(busiest, timezone),
        isTooMuch ? '✕ more than its cap lets through' : 'within its cap',
      ],
    }
  })
  return section(
    { id: 'clients', title: 'Clients' },
    tableList(
      {
        id: 'client-list',
        caption: `Clients whose busiest hour has changed, or has more work than their cap lets through (${timezone})`,
        noun: 'clients',
        filters: ['CommCell'],
        entries,
      },
      [
        { label: 'Client' },
        { label: 'CommCell' },
        { label: 'Jobs at once', kind: 'number' },
        ...BUSIEST,
        { label: 'Cap' },
      ],
    ),
  )
}
