// DynamoDB on loopback for tests: the local world's, spoken to by the real client.
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { TABLE } from '../../lib/aws/table.ts'
import { startDynamo } from '../../lib/cli/local-servers.ts'

export type Dynalite = {
  readonly url: string
  readonly client: DynamoDBClient
  readonly table: string
  readonly stop: () => Promise<void>
}

export const LOOPBACK_CREDENTIALS = { accessKeyId: 'loopback', secretAccessKey: 'loopback' }

export async function startDynalite(): Promise<Dynalite> {
  const table = 'holdfast-test'
  const server = await startDynamo(table)
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
  })
  const stop = async () => {
    client.destroy()
    await server.close()
  }
  return { url: server.url, client, table, stop }
}

export async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(new CreateTableCommand({ TableName, ...TABLE }))
}
