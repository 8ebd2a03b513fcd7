// The servers of a local world, all on loopback and on ports of their own choice.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { TABLE } from '../aws/table.ts'
import { type Listening, listen, type Served } from '../emulator/listen.ts'

export type Servers = {
  readonly commandCenterUrl: string
  /** Secrets Manager and EventBridge. */
  readonly awsUrl: string
  readonly dynamoUrl: string
  readonly close: () => Promise<void>
}

export async function openServers(apps: {
  readonly commandCenter: Served
  readonly aws: Served
  /** The name of the table that is created. */
  readonly table: string
}): Promise<Servers> {
  const anyPort = { port: 0, host: '127.0.0.1' }
  const [commandCenter, aws, dynamo] = await Promise.all([
    listen(apps.commandCenter, anyPort),
    listen(apps.aws, anyPort),
    startDynamo(apps.table),
  ])
  return {
    commandCenterUrl: commandCenter.url,
    awsUrl: aws.url,
    dynamoUrl: dynamo.url,
    close: async () => {
      await Promise.all([commandCenter.close(), aws.close(), dynamo.close()])
    },
  }
}

/** A DynamoDB in memory, with our table in it. */
export async function startDynamo(table: string): Promise<Listening> {
  const server: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new DynamoDBClient({ endpoint: url, region: 'local', credentials })
  await client.send(new CreateTableCommand({ TableName: table, ...TABLE }))
  client.destroy()
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { url, close }
}
