// The servers of a storm, all on loopback: two Command Centers behind wires that fail, AWS, and DynamoDB.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { jobChanges } from '../lib/cli/job-changes.ts'
import { startDynamo } from '../lib/cli/local-servers.ts'
import { httpExchange } from '../lib/commvault/client.ts'
import type { Exchange } from '../lib/commvault/exchange.ts'
import { emulateAws } from '../lib/emulator/aws.ts'
import {
  type AccessTokenRequest,
  type CommandCenterEmulator,
  type CommandCenterWorld,
  emulateCommandCenter,
} from '../lib/emulator/command-center.ts'
import type { BusEntry, EntryFailure } from '../lib/emulator/event-bus.ts'
import type { JobRecord } from '../lib/emulator/job-record.ts'
import { listen, type Served } from '../lib/emulator/listen.ts'
import type { WireFault } from '../lib/emulator/wire-fault.ts'
import { type InjectedFault, withWireFaults } from '../lib/emulator/wire-faults.ts'
import type { Instant } from '../lib/start.ts'

export type CellOptions = Omit<CommandCenterWorld, 'now' | 'state'> & {
  readonly name: string
  readonly seed: number
  readonly wire: readonly WireFault[]
  /** Whether the answer to a task that started a second job tells of it. */
  readonly tellsSiblings: () => boolean
}

export type Cell = {
  readonly name: string
  readonly endpoint: string
  readonly setTokens: CommandCenterEmulator['setTokens']
  readonly createAccessToken: (request?: AccessTokenRequest) => object
  /** Stops and starts again; what it knew it knows. */
  readonly restart: () => void
  readonly nextChange: (after: Instant) => Instant | undefined
  /** Every job, those of other people and those that are lost among them. */
  readonly jobs: () => readonly JobRecord[]
  readonly injected: () => readonly InjectedFault[]
  /** Every token that it has ever given out. */
  readonly tokens: () => readonly string[]
}

export type Site = {
  readonly table: string
  readonly dynamo: DynamoDBClient
  readonly events: EventBridgeClient
  readonly secrets: SecretsManagerClient
  readonly exchange: Exchange
  readonly putSecret: (name: string, text: string) => void
  readonly cells: readonly Cell[]
  readonly close: () => Promise<void>
}

export type SiteOptions = {
  readonly now: () => Instant
  readonly cells: readonly CellOptions[]
  readonly secrets: { readonly [name: string]: string }
  readonly onEvents: (entries: readonly BusEntry[]) => void
  readonly failEntry: (entry: BusEntry) => EntryFailure | undefined
}

const ANY_PORT = { host: '127.0.0.1', port: 0 }
const TABLE = 'holdfast-storm'

export async function openSite(options: SiteOptions): Promise<Site> {
  const { now, secrets, onEvents, failEntry } = options
  const aws = emulateAws({ now, secrets, onEvents, failEntry })
  const [awsServer, dynamoServer, ...cells] = await Promise.all([
    listen(takingSecrets(aws), ANY_PORT),
    startDynamo(TABLE),
    ...options.cells.map(cell => openCell(now, cell)),
  ])
  const client = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'storm', secretAccessKey: 'storm' },
    // What fails here fails on purpose, once.
    maxAttempts: 1,
    signer: UNSIGNED,
  }
  const dynamo = new DynamoDBClient({ ...client, endpoint: dynamoServer.url })
  const events = new EventBridgeClient({ ...client, endpoint: awsServer.url })
  const secretsManager = new SecretsManagerClient({ ...client, endpoint: awsServer.url })
  return {
    table: TABLE,
    dynamo,
    events,
    secrets: secretsManager,
    exchange: httpExchange(),
    putSecret: aws.putSecret,
    cells,
    close: async () => {
      for (const each of [dynamo, events, secretsManager]) each.destroy()
      await Promise.all([awsServer, dynamoServer, ...cells].map(server => server.close()))
    },
  }
}

/** Nobody here checks a signature, and to make one takes a tenth of all the time. DynamoDB asks for its form. */
const UNSIGNED = {
  sign: async <R extends { readonly headers: { [name: string]: string } }>(
    request: R,
  ): Promise<R> => {
    request.headers.authorization =
      'AWS4-HMAC-SHA256 Credential=storm/20260101/eu-central-1/storm/aws4_request, SignedHeaders=host, Signature=0'
    request.headers['x-amz-date'] = '20260101T000000Z'
    return request
  },
}

// --- a Command Center ---

async function openCell(now: () => Instant, options: CellOptions) {
  const { name, wire, seed, tellsSiblings, ...told } = options
  const open = (state?: ReturnType<CommandCenterEmulator['snapshot']>) =>
    emulateCommandCenter({ ...told, seed, now, ...(state && { state }) })
  let center = open()
  let changes = jobChanges(center.ledger)
  const tokens = new Set<string>()
  const keepTokens = () => {
    for (const token of tokensIn(center)) tokens.add(token)
  }
  const served: Served = {
    fetch: async (request, env) => {
      const answer = await center.app.fetch(request, env)
      const isTask = /\/createtask$/i.test(request.url)
      return isTask && tellsSiblings() ? withSibling(center, request, answer) : answer
    },
  }
  const faulty = withWireFaults(served, wire, { now, seed })
  const listening = await listen(faulty, ANY_PORT)
  return {
    name,
    endpoint: `${listening.url}/commandcenter/api`,
    setTokens: (fixed: readonly string[]) => {
      keepTokens()
      center.setTokens(fixed)
    },
    createAccessToken: (request?: AccessTokenRequest) => center.createAccessToken(request),
    restart: () => {
      keepTokens()
      center = open(center.snapshot())
      changes = jobChanges(center.ledger)
    },
    nextChange: (after: Instant) => changes(after),
    jobs: () => center.snapshot().jobs.jobs,
    injected: faulty.injected,
    tokens: () => {
      keepTokens()
      return [...tokens]
    },
    close: listening.close,
  } satisfies Cell & { readonly close: () => Promise<void> }
}

function tokensIn(center: CommandCenterEmulator): readonly string[] {
  const { tokens, accessTokens, logins } = center.snapshot().signIn
  const chains = accessTokens.chains.flatMap(chain => [
    chain.accessToken,
    ...(chain.refreshToken === undefined ? [] : [chain.refreshToken]),
    ...chain.spent,
  ])
  return [...tokens, ...chains, ...logins.sessions.map(([token]) => token)]
}

/** The id of a job that was started beside the one that the answer tells of: the next number, of the same task. */
async function withSibling(
  center: CommandCenterEmulator,
  request: Request,
  answer: Response,
): Promise<Response> {
  const body = await answer.clone().text()
  const [, told] = /"jobIds":\["(\d+)"\]/.exec(body) ?? []
  if (told === undefined) return answer
  const next = String(Number(told) + 1)
  const url = request.url.replace(/createtask$/i, `Job/${next}`)
  const { headers } = request
  const asked = new Request(url, {
    headers: { ...Object.fromEntries(headers), accept: 'application/json' },
  })
  const found = await (await center.app.fetch(asked)).text()
  if (!found.includes(`"jobId":${next}`)) return answer
  const text = body.replace(`["${told}"]`, `["${told}","${next}"]`)
  return new Response(text, { status: answer.status, headers: withoutLength(answer.headers) })
}

function withoutLength(headers: Headers): Headers {
  const others = new Headers(headers)
  others.delete('content-length')
  return others
}

// --- Secrets Manager ---

/** With PutSecretValue, which the emulator leaves out: what is pending is kept for nobody. */
function takingSecrets({ app, putSecret }: ReturnType<typeof emulateAws>): Served {
  const written = new Set<string>()
  return {
    fetch: async request => {
      const isPut = request.headers.get('x-amz-target') === 'secretsmanager.PutSecretValue'
      if (!isPut) return app.fetch(request)
      const input = (await request.json()) as Put
      const isNew = !written.has(input.ClientRequestToken)
      written.add(input.ClientRequestToken)
      if (isNew && input.VersionStages.includes('AWSCURRENT')) {
        putSecret(input.SecretId, input.SecretString)
      }
      const body = JSON.stringify({ Name: input.SecretId, VersionId: input.ClientRequestToken })
      return new Response(body, { headers: { 'content-type': 'application/x-amz-json-1.1' } })
    },
  }
}

type Put = {
  readonly SecretId: string
  readonly SecretString: string
  readonly ClientRequestToken: string
  readonly VersionStages: readonly string[]
}
