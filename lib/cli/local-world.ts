// The whole system on this machine: the real function bundles, a Command Center, Secrets Manager, EventBridge and
// DynamoDB on loopback, all under one virtual clock. Nothing leaves the machine and nothing is left running.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { emulateAws } from '../emulator/aws.ts'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import type { BusEntry } from '../emulator/event-bus.ts'
import type { JobFault } from '../emulator/faults.ts'
import { sourcesText } from '../plan/canonical.ts'
import type { Plan } from '../plan/plan.ts'
import type { LogFields, World } from '../run/ports.ts'
import type { SweepReport } from '../run/track.ts'
import type { CommCell, Instant, PolicySources } from '../start.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import type { Host } from './drive.ts'
import { jobChanges } from './job-changes.ts'
import { openServers, type Servers } from './local-servers.ts'
import { functionBundle } from './project.ts'
import { deliveriesOf } from './rule-engine.ts'

type LocalWorldOptions = {
  readonly environment: string
  readonly policies: readonly PolicySources[]
  /** On the default bus. */
  readonly rules: Plan['rules']
  readonly from: Instant
  readonly seed: number
  readonly faults: readonly JobFault[]
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
  /** Puts a new Authtoken into Secrets Manager; the Command Center takes no other from now on. */
  readonly rotateToken: () => void
  /** How many calls the Command Center refused for their token. */
  readonly denials: () => number
  readonly close: () => Promise<void>
}

const FIRST_TOKEN = 'local-token-1'
const TABLE_NAME = 'holdfast-local'

export async function openLocalWorld(options: LocalWorldOptions): Promise<LocalWorld> {
  let now = options.from
  const clock = () => now
  const secrets = secretNames(options.policies)
  const aws = emulateAws({
    now: clock,
    secrets: Object.fromEntries(secrets.map(name => [name, FIRST_TOKEN])),
    onEvents: options.onEvents,
  })
  const commandCenter = emulateCommandCenter({
    now: clock,
    tokens: [FIRST_TOKEN],
    seed: options.seed,
    faults: options.faults,
  })
  const servers = await openServers({
    commandCenter: commandCenter.app,
    aws: aws.app,
    table: TABLE_NAME,
  })
  const sources = writeSources(options, `${servers.commandCenterUrl}/commandcenter/api`)
  setEnvironment({ environment: options.environment, sources, servers })
  const functions = await loadFunctions({
    now: clock,
    log: (level, message, fields) => options.onLog({ level, message, fields }),
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
    rotateToken: () => {
      tokens += 1
      const token = `local-token-${tokens}`
      for (const name of secrets) aws.putSecret(name, token)
      commandCenter.setTokens([token])
    },
    denials: commandCenter.denials,
    close: servers.close,
  }
}

// --- functions ---

/** The environment's policies as compiled, but for the endpoint: every CommCell is the one on loopback. */
function writeSources(
  { folder, policies, environment }: LocalWorldOptions,
  endpoint: string,
): string {
  const sources = join(folder, 'sources', environment)
  rmSync(sources, { recursive: true, force: true })
  mkdirSync(sources, { recursive: true })
  for (const policy of policies) {
    const commcells = Object.fromEntries(
      Object.entries(policy.commcells).map(([name, cell]) => [name, onLoopback(cell, endpoint)]),
    )
    writeFileSync(
      join(sources, `${policy.policy.name}.json`),
      sourcesText({ ...policy, commcells }),
    )
  }
  return sources
}

function onLoopback({ name, authSecret, maxInFlight }: CommCell, endpoint: string): CommCell {
  return { name, endpoint, authSecret, maxInFlight }
}

/** What Lambda would hand the functions, and where the SDK finds AWS: on loopback and nowhere else. */
function setEnvironment(of: { environment: string; sources: string; servers: Servers }): void {
  Object.assign(process.env, {
    HOLDFAST_ENVIRONMENT: of.environment,
    HOLDFAST_TABLE: TABLE_NAME,
    HOLDFAST_BUS: 'holdfast-local',
    HOLDFAST_SOURCES: of.sources,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: of.servers.awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: of.servers.dynamoUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: of.servers.awsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: of.servers.awsUrl,
  })
  delete process.env.AWS_SESSION_TOKEN
}

async function loadFunctions(overrides: Pick<World, 'now' | 'log'>) {
  const submit = await createHandler('submit', overrides)
  const track = await createHandler('track', overrides)
  return {
    deliver: async (start: unknown) => {
      await submit(start)
    },
    sweep: async () => (await track({})) as SweepReport,
  }
}

async function createHandler(
  name: 'submit' | 'track',
  overrides: Pick<World, 'now' | 'log'>,
): Promise<(event: unknown) => Promise<unknown>> {
  const bundle = await import(pathToFileURL(functionBundle(name)).href)
  return bundle.createHandler(overrides)
}

function secretNames(policies: readonly PolicySources[]): string[] {
  const cells = policies.flatMap(policy => Object.values(policy.commcells))
  return [...new Set(cells.map(cell => cell.authSecret))]
}
