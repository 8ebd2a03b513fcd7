// The whole system on this machine: the real function bundles, a Command Center, Secrets Manager, EventBridge and
// DynamoDB on loopback, all under one virtual clock. Nothing leaves the machine and nothing is left running.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoRunStore } from '../aws/run-store.ts'
import { emulateAws } from '../emulator/aws.ts'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import type { BusEntry, EntryFailure } from '../emulator/event-bus.ts'
import type { Faults } from '../emulator/fault-script.ts'
import type { JobRecord } from '../emulator/job-record.ts'
import { type InjectedFault, withWireFaults } from '../emulator/wire-faults.ts'
import type { Plan } from '../plan/plan.ts'
import type { LogFields, RunStore } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import type { Instant, PolicySources } from '../start.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import type { Host } from './drive.ts'
import { jobChanges } from './job-changes.ts'
import { loadFunctions, setEnvironment, TABLE_NAME } from './local-functions.ts'
import { openServers } from './local-servers.ts'
import { writeSources } from './local-sources.ts'
import { deliveriesOf } from './rule-engine.ts'

export type LocalWorldOptions = {
  readonly environment: string
  readonly policies: readonly PolicySources[]
  /** On the default bus. */
  readonly rules: Plan['rules']
  readonly from: Instant
  /** The end of all schedules: whatever is still running then ends in peace, and nothing more falls due. */
  readonly to: Instant
  readonly seed: number
  readonly faults: Faults
  /** What the bus answers for an entry in place of taking it. */
  readonly failEntry?: (entry: BusEntry) => EntryFailure | undefined
  /** Stands between the functions and their run store. */
  readonly aroundRuns?: (runs: RunStore) => RunStore
  /** For the compiled sources that the functions read. */
  readonly folder: string
  readonly onEvents: (entries: readonly BusEntry[]) => void
  readonly onLog: (line: LogLine) => void
}

export type LogLine = {
  readonly level: string
  readonly message: string
  readonly fields: LogFields
}

export type LocalWorld = Host & {
  /** Puts an event on the default bus, as an AWS service does; each rule that it matches hands it to `submit`. */
  readonly putEvent: (event: EventBridgeEvent) => Promise<void>
  readonly commandCenterUrl: string
  /** Every job that the Command Center has really started. */
  readonly jobs: () => readonly JobRecord[]
  /** Every call that a fault of the wire has struck. */
  readonly wireFaults: () => readonly InjectedFault[]
  /** Every run on record. */
  readonly runs: () => Promise<readonly Run[]>
  /** Puts a new Authtoken into Secrets Manager; the Command Center takes no other from now on. */
  readonly rotateToken: () => void
  /** How many calls the Command Center refused for their token. */
  readonly denials: () => number
  readonly close: () => Promise<void>
}

const FIRST_TOKEN = 'local-token-1'
/** A week of the sample policies has 1,500. */
const MOST_RUNS = 1_000_000

export async function openLocalWorld(options: LocalWorldOptions): Promise<LocalWorld> {
  let now = options.from
  const clock = () => now
  const secrets = secretNames(options.policies)
  const aws = emulateAws({
    now: clock,
    secrets: Object.fromEntries(secrets.map(name => [name, FIRST_TOKEN])),
    onEvents: options.onEvents,
    ...(options.failEntry && { failEntry: options.failEntry }),
  })
  const commandCenter = emulateCommandCenter({
    now: clock,
    tokens: [FIRST_TOKEN],
    seed: options.seed,
    faults: options.faults.jobs,
    ...userOf(options.policies),
  })
  const wire = withWireFaults(commandCenter.app, options.faults.wire, {
    now: clock,
    seed: options.seed,
  })
  const servers = await openServers({ commandCenter: wire, aws: aws.app, table: TABLE_NAME })
  const endpoint = `${servers.commandCenterUrl}/commandcenter/api`
  const sources = writeSources({ ...options, endpoint })
  setEnvironment({ environment: options.environment, sources, servers })
  const client = new DynamoDBClient({ cacheMiddleware: true })
  const store = dynamoRunStore({ client, table: TABLE_NAME })
  const functions = await loadFunctions({
    now: clock,
    log: (level, message, fields) => options.onLog({ level, message, fields }),
    // The functions' own store once more, so that something can stand in between.
    ...(options.aroundRuns && { runs: options.aroundRuns(store) }),
  })

  let tokens = 1
  return {
    ...functions,
    setNow: instant => {
      now = instant
    },
    nextChange: jobChanges(commandCenter.ledger),
    putEvent: async event => {
      for (const delivery of deliveriesOf(options, event)) await functions.deliver(delivery)
    },
    commandCenterUrl: servers.commandCenterUrl,
    jobs: commandCenter.ledger,
    wireFaults: wire.injected,
    runs: async () => {
      const targets = [...new Set(options.policies.flatMap(({ targets }) => Object.keys(targets)))]
      return (await Promise.all(targets.map(name => store.history(name, MOST_RUNS)))).flat()
    },
    rotateToken: () => {
      tokens += 1
      const token = `local-token-${tokens}`
      for (const name of secrets) aws.putSecret(name, token)
      commandCenter.setTokens([token])
    },
    denials: commandCenter.denials,
    close: async () => {
      client.destroy()
      await servers.close()
    },
  }
}

/** Whose jobs the CommCells expect; all of them are one here. */
function userOf(policies: readonly PolicySources[]): { readonly userName?: string } {
  const cells = policies.flatMap(({ commcells }) => Object.values(commcells))
  const user = cells.find(({ user }) => user !== undefined)?.user
  return user === undefined ? {} : { userName: user }
}

function secretNames(policies: readonly PolicySources[]): string[] {
  const cells = policies.flatMap(policy => Object.values(policy.commcells))
  return [...new Set(cells.map(cell => cell.authSecret))]
}
