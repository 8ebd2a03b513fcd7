// What is left of a chapter when it is over: our records and events, the ledgers of the Command Centers, and what befell.
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { type Item, runOfItem } from '../lib/aws/items.ts'
import type { BusEntry } from '../lib/emulator/event-bus.ts'
import type { JobRecord } from '../lib/emulator/job-record.ts'
import type { InjectedFault } from '../lib/emulator/wire-faults.ts'
import type { Run } from '../lib/run/run.ts'
import type { Span } from '../lib/schedule/calendar.ts'
import type { Instant } from '../lib/start.ts'
import type { ChapterOptions } from './storm-chapter.ts'
import type { Sweep } from './storm-functions.ts'
import type { Lots } from './storm-lots.ts'
import type { CommCells } from './storm-policies.ts'
import type { Deployment, OwedStart } from './storm-scene.ts'
import type { CellOptions, Site } from './storm-site.ts'

export type Calls = readonly {
  readonly commcell: string
  readonly method: 'GET' | 'POST'
  /** Made whatever the quota says: for signing in. */
  readonly isFree: boolean
  readonly at: Instant
}[]

export type Told = {
  readonly options: ChapterOptions
  readonly span: Span
  readonly endedAt: Instant
  readonly commcells: CommCells
  readonly deployments: readonly Deployment[]
  readonly cells: readonly CellOptions[]
  /** What the bus took, in order. */
  readonly events: readonly BusEntry[]
  /** Whatever was written into the table, and every log line. */
  readonly texts: readonly string[]
  readonly calls: Calls
  /** When calls were ended by the real clock. */
  readonly hung: readonly Instant[]
  readonly owed: readonly OwedStart[]
  /** The runs of which `submit` has told. */
  readonly decided: ReadonlySet<string>
  readonly sweeps: readonly Sweep[]
  readonly bugs: ReadonlySet<string>
}

/** A job of a Command Center's, whoever started it. */
export type LedgerJob = JobRecord & { readonly commcell: string }

export type Books = Told & {
  readonly runs: readonly Run[]
  readonly locks: readonly {
    readonly key: string
    readonly runId: string
    readonly until: Instant
  }[]
  readonly jobs: readonly LedgerJob[]
  /** Every token that was ever good. */
  readonly tokens: readonly string[]
  readonly injected: readonly InjectedFault[]
  readonly befell: ReadonlyMap<string, number>
}

export async function readBooks(site: Site, lots: Lots, told: Told): Promise<Books> {
  const items = await itemsOf(site)
  const of = (kind: string) => items.filter(({ pk }) => pk?.S?.startsWith(`${kind}#`))
  return {
    ...told,
    runs: of('run').map(runOfItem),
    locks: of('lock').map(({ pk, runId, heldUntil }) => ({
      key: pk?.S ?? '',
      runId: runId?.S ?? '',
      until: Number(heldUntil?.N),
    })),
    jobs: site.cells.flatMap(cell => cell.jobs().map(job => ({ ...job, commcell: cell.name }))),
    tokens: site.cells.flatMap(cell => cell.tokens()),
    injected: site.cells.flatMap(cell => cell.injected()),
    befell: lots.counts(),
  }
}

async function itemsOf({ dynamo, table }: Site): Promise<readonly Item[]> {
  const items: Item[] = []
  let ExclusiveStartKey: Item | undefined
  do {
    const page = await dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey }))
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  return items
}
