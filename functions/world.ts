// The deployed world: what the environment variables and the compiled sources beside a function make of the ports.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { authtokenReader, type ReadAuthtoken } from '../lib/aws/authtoken.ts'
import { readSecretWith } from '../lib/aws/get-secret.ts'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { commandCenter } from '../lib/commvault/command-center.ts'
import { loginService } from '../lib/commvault/login.ts'
import type { CommandCenter, World } from '../lib/run/ports.ts'
import type { TokenHost } from '../lib/token/ports.ts'
import { signIn } from '../lib/token/sign-in.ts'
import { openHost } from './host.ts'
import { readSettings, type Surroundings } from './settings.ts'
import { type DeployedSources, readSources } from './sources.ts'
import { type Wire, wires } from './wires.ts'

export type Deployment = {
  readonly world: World
  readonly sources: DeployedSources
  /** Reads the secret of every CommCell, so that the first call finds its Authtoken and a warm connection. */
  readonly prime: () => Promise<void>
}

/** The deployment of a bundle, for a function that is called. */
export function deploymentBeside(beside: string, overrides: Partial<World>): () => Deployment {
  return () => openDeployment({ env: process.env, beside, overrides })
}

/** @throws BackupError `environment-incomplete`, `sources-unreadable` */
export function openDeployment({ env, beside, overrides }: Surroundings<World>): Deployment {
  const settings = readSettings(env, beside)
  const sources = readSources(settings.sources, settings.environment)
  const { commcells } = sources
  const { host, dynamo, secrets } = openHost(settings, overrides)
  const centers = commandCenters({
    host,
    secrets,
    wireTo: wires({ ...host, commcells, env, readSecret: readSecretWith(secrets) }),
  })
  const world: World = {
    ...host,
    ...sources,
    commandCenter: name => centers(name).center,
    runs: dynamoRunStore({ client: dynamo, table: settings.table, log: host.log }),
    ...overrides,
  }
  const prime = async () => {
    await Promise.all(Object.keys(commcells).map(name => centers(name).authtoken()))
  }
  return { world, sources, prime }
}

type Signed = { readonly center: CommandCenter; readonly authtoken: ReadAuthtoken }

type Centers = {
  readonly host: TokenHost
  readonly secrets: SecretsManagerClient
  readonly wireTo: (commcell: string) => Wire
}

/** One Command Center a CommCell, and one Authtoken, for as long as the container lives. */
function commandCenters(options: Centers): (commcell: string) => Signed {
  const opened = new Map<string, Signed>()
  return name => {
    const signed = opened.get(name) ?? openCenter(options, name)
    opened.set(name, signed)
    return signed
  }
}

function openCenter({ host, secrets, wireTo }: Centers, name: string): Signed {
  const { commcell, exchange, first } = wireTo(name)
  const { endpoint, authSecret: secretName, authHeader } = commcell
  const login = loginService({ exchange: first, endpoint })
  const authtoken = authtokenReader({
    client: secrets,
    secretName,
    now: host.now,
    signIn: (credentials, version) =>
      signIn({ ...host, commcell: name, login }, { secretName, version, credentials }),
  })
  const header = authHeader === undefined ? {} : { authHeader }
  const center = commandCenter({ exchange, authtoken, ...header, endpoint, now: host.now })
  return { center, authtoken }
}
