// Notes in DynamoDB, beside the runs: one conditional write each.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BackupError } from '../errors.ts'
import type { Notes } from '../run/ports.ts'
import { epochSeconds, noteKey } from './items.ts'
import { openTable } from './open-table.ts'

export function dynamoNotes(options: {
  readonly client: DynamoDBClient
  readonly table: string
}): Notes {
  const table = openTable(options.client, options.table)

  async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      throw new BackupError(
        'store-failed',
        `Could not ${what} in DynamoDB table ${options.table}: ${error}. Check that the table exists in this region and that the function's role may use it.`,
        { cause: error },
      )
    }
  }

  return {
    read: key =>
      asked(`read note ${key}`, async () => {
        const item = await table.get(noteKey(key))
        return (
          item && { version: Number(item.version?.N), value: JSON.parse(item.note?.S ?? 'null') }
        )
      }),
    write: ({ key, value, version, expiresAt }) =>
      asked(`write note ${key}`, async () => {
        const item = {
          pk: { S: noteKey(key) },
          version: { N: String(version + 1) },
          note: { S: JSON.stringify(value) },
          ...(expiresAt !== undefined && { expiresAt: { N: epochSeconds(expiresAt, 0) } }),
        }
        const written = await table.put(item, conditionFor(version))
        return written.done
      }),
  }
}

function conditionFor(version: number) {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: '#version = :read',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':read': { N: String(version) } },
  }
}
