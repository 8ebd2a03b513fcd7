// The deployed world: what the environment variables and the compiled sources beside a function make of the ports.
// docs/operations.md lists the variables.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { authtokens, type ReadAuthtoken } from '../lib/aws/authtoken.ts'
import { eventBus } from '../lib/aws/event-bus.ts'
import { structuredLog } from '../lib/aws/log.ts'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { httpExchange } from '../lib/commvault/client.ts'
import { commandCenter } from '../lib/commvault/command-center.ts'
import { BackupError } from '../lib/errors.ts'
import type { CommandCenter, World } from '../lib/run/ports.ts'
import type { CommCell } from '../lib/start.ts'
import { type DeployedSources, readSources } from './sources.ts'

export type Deployment = Pick<DeployedSources, 'policyOf' | 'policiesOf'> & {
  readonly world: World
  /** Reads the secret of every CommCell, so that the first call finds its Authtoken and a warm connection. */
  readonly prime: () => Promise<void>
}

type Surroundings = {
  readonly env: NodeJS.ProcessEnv
  /** The folder of the bundle. */
  readonly beside: string
  readonly overrides: Partial<World>
}

// AWS answers in milliseconds: what takes longer is a lost connection, and the SDK opens another. Without these the
// SDK waits without end, and the function's own deadline would end a submit half-way.
const AWS_CLIENT = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
}

/** @throws BackupError `environment-incomplete`, `sources-unreadable` */
export function openDeployment({ env, beside, overrides }: Surroundings): Deployment {
  const settings = readSettings(env, beside)
  const { commcells, findPolicy, ...lookup } = readSources(settings.sources, settings.environment)
  const now = overrides.now ?? Date.now
  const authtokenOf = authtokens({ client: new SecretsManagerClient(AWS_CLIENT), now })
  const log = overrides.log ?? structuredLog()
  const client = new DynamoDBClient(AWS_CLIENT)
  const runs = dynamoRunStore({ client, table: settings.table, log })
  const publish = eventBus({
    client: new EventBridgeClient(AWS_CLIENT),
    busName: settings.bus,
    sleep,
  })
  const world = {
    now,
    commcells,
    commandCenter: commandCenters(commcells, authtokenOf, now),
    policyOf: findPolicy,
    runs,
    publish,
    log,
    ...overrides,
  }
  const prime = async () => {
    await Promise.all(Object.values(commcells).map(({ authSecret }) => authtokenOf(authSecret)()))
  }
  return { world, ...lookup, prime }
}

function readSettings(env: NodeJS.ProcessEnv, beside: string) {
  const {
    HOLDFAST_ENVIRONMENT: environment,
    HOLDFAST_TABLE: table,
    HOLDFAST_BUS: bus,
    HOLDFAST_SOURCES: sources,
  } = env
  if (!environment || !table || !bus) {
    const missing = REQUIRED.filter(name => !env[name]).join(', ')
    throw new BackupError(
      'environment-incomplete',
      `The function cannot work without these environment variables, which are not set: ${missing}. Set them where the function is declared, and deploy.`,
    )
  }
  return { environment, table, bus, sources: sources || join(beside, 'sources', environment) }
}

const REQUIRED = ['HOLDFAST_ENVIRONMENT', 'HOLDFAST_TABLE', 'HOLDFAST_BUS']

/** One Command Center a CommCell, and with it one keep-alive agent, for as long as the container lives. */
function commandCenters(
  commcells: { readonly [name: string]: CommCell },
  authtokenOf: (secretName: string) => ReadAuthtoken,
  now: World['now'],
): World['commandCenter'] {
  const opened = new Map<string, CommandCenter>()
  return name => {
    const known = opened.get(name)
    if (known !== undefined) return known
    const commcell = commcells[name]
    if (commcell === undefined) throw unknownCommCell(name, Object.keys(commcells))
    const { endpoint, authSecret, ca } = commcell
    const exchange = httpExchange(ca === undefined ? {} : { ca })
    const center = commandCenter({ exchange, authtoken: authtokenOf(authSecret), endpoint, now })
    opened.set(name, center)
    return center
  }
}

function unknownCommCell(name: string, known: readonly string[]): BackupError {
  return new BackupError(
    'commcell-unknown',
    `CommCell ${name} is not in the compiled sources (they know ${known.join(', ')}): put it back into the environment until its runs have ended.`,
  )
}
