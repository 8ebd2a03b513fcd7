// What every function stands on: the clock, the notes, the bus and the log, and the clients of AWS behind them.
import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { eventBus } from '../lib/aws/event-bus.ts'
import { structuredLog } from '../lib/aws/log.ts'
import { dynamoNotes } from '../lib/aws/notes.ts'
import type { TokenHost } from '../lib/token/ports.ts'
import { AWS_CLIENT, type Settings } from './settings.ts'

export type OpenHost = {
  readonly host: TokenHost
  readonly dynamo: DynamoDBClient
  readonly secrets: SecretsManagerClient
}

/** A world may bring some of the ports itself. */
export function openHost({ table, bus }: Settings, overrides: Partial<TokenHost>): OpenHost {
  const dynamo = new DynamoDBClient(AWS_CLIENT)
  const secrets = new SecretsManagerClient(AWS_CLIENT)
  const events = new EventBridgeClient(AWS_CLIENT)
  const host: TokenHost = {
    now: Date.now,
    notes: dynamoNotes({ client: dynamo, table }),
    publish: eventBus({ client: events, busName: bus, sleep }),
    log: structuredLog(),
    ...overrides,
  }
  return { host, dynamo, secrets }
}
