// The calls that our functions make of AWS, as a module of its own: test/slim-calls.test.ts bundles it with the SDK whole
// and slim, and neither what is sent nor what comes of it may differ.
import {
  ConditionalCheckFailedException,
  DeleteItem$,
  DeleteItemCommand,
  DynamoDBClient,
  GetItem$,
  GetItemCommand,
  PutItem$,
  PutItemCommand,
  Query$,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEvents$, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  GetSecretValue$,
  GetSecretValueCommand,
  PutSecretValue$,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'

export const CALL_NAMES = [
  'PutItem',
  'PutItem on a condition',
  'DeleteItem',
  'GetItem',
  'Query',
  'PutEvents',
  'GetSecretValue',
  'PutSecretValue',
] as const

export type CallName = (typeof CALL_NAMES)[number]

/** The operations as the SDK describes them. */
export const OPERATIONS = [
  PutItem$,
  DeleteItem$,
  GetItem$,
  Query$,
  PutEvents$,
  GetSecretValue$,
  PutSecretValue$,
]

/** What a call comes to at an endpoint: its output, or what can be known of its failure. */
export async function outcomeOf(name: CallName, endpoint: string): Promise<unknown> {
  const once = { cacheMiddleware: true, maxAttempts: 1 }
  const options = { ...once, endpoint, region: 'eu-central-1', credentials }
  const clients = {
    dynamo: new DynamoDBClient(options),
    bus: new EventBridgeClient(options),
    secrets: new SecretsManagerClient(options),
  }
  try {
    return { output: await send(name, clients) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const isConditional = error instanceof ConditionalCheckFailedException
    return { ...error, name: error.name, message: error.message, isConditional }
  } finally {
    for (const client of Object.values(clients)) client.destroy()
  }
}

/** How often, and in which way, clients try again that are told of one of AWS's defaults modes. */
export async function retriesOf(defaultsMode: DefaultsMode): Promise<readonly unknown[]> {
  const options = { region: 'eu-central-1', defaultsMode }
  const clients = [
    new DynamoDBClient(options),
    new EventBridgeClient(options),
    new SecretsManagerClient(options),
  ]
  return Promise.all(
    clients.map(async ({ config: { maxAttempts, retryMode } }) => [
      await maxAttempts(),
      typeof retryMode === 'function' ? await retryMode() : retryMode,
    ]),
  )
}

export type DefaultsMode = 'legacy' | 'standard' | 'in-region' | 'cross-region' | 'mobile'

const credentials = { accessKeyId: 'loopback', secretAccessKey: 'loopback' }

/** What JSON, UTF-8 and a signature could stumble over. */
const TEXT = 'Größe "ß" \\ 一 😀 \ud800 \u0000\u001f\u007f\t\n </script>'

const KEY = { pk: { S: `run#${TEXT}` } }

const ITEM = { ...KEY, version: { N: '9007199254740993' }, run: { S: TEXT.repeat(60) } }

const CONDITION = {
  ConditionExpression: '#version = :read',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':read': { N: '1' } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const

type Clients = {
  readonly dynamo: DynamoDBClient
  readonly bus: EventBridgeClient
  readonly secrets: SecretsManagerClient
}

function send(name: CallName, { dynamo, bus, secrets }: Clients): Promise<unknown> {
  const TableName = 'runs'
  switch (name) {
    case 'PutItem':
      return dynamo.send(new PutItemCommand({ TableName, Item: ITEM }))
    case 'PutItem on a condition':
      return dynamo.send(new PutItemCommand({ TableName, Item: ITEM, ...CONDITION }))
    case 'DeleteItem':
      return dynamo.send(new DeleteItemCommand({ TableName, Key: KEY, ...CONDITION }))
    case 'GetItem':
      return dynamo.send(new GetItemCommand({ TableName, Key: KEY, ConsistentRead: true }))
    case 'Query':
      return dynamo.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'open' } },
          Limit: 1_000,
          ExclusiveStartKey: KEY,
        }),
      )
    case 'PutEvents': {
      const entry = { Source: 'holdfast', DetailType: 'Backup Run Started', Detail: TEXT }
      const times = [1_795_305_600_000, 1_795_305_600_123].map(at => new Date(at))
      return bus.send(
        new PutEventsCommand({
          Entries: times.map(Time => ({ ...entry, Time, Resources: [TEXT] })),
        }),
      )
    }
    case 'GetSecretValue':
      return secrets.send(new GetSecretValueCommand({ SecretId: 's', VersionStage: 'AWSCURRENT' }))
    case 'PutSecretValue': {
      const ClientRequestToken = 'a'.repeat(32)
      return secrets.send(
        new PutSecretValueCommand({ SecretId: 's', SecretString: TEXT, ClientRequestToken }),
      )
    }
  }
}
