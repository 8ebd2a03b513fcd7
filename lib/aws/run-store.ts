// Runs in DynamoDB. Each law of lib/run rests on one conditional write; nothing here reads and then writes.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BackupError } from '../errors.ts'
import type { Lock, Log, RunStore } from '../run/ports.ts'
import type { Run } from '../run/run.ts'
import { type Item, itemOfLock, itemOfRun, lockKey, runKey, runOfItem } from './items.ts'
import { openTable } from './open-table.ts'
import { HISTORY_INDEX, OPEN_INDEX, OPEN_KEY } from './table.ts'

export function dynamoRunStore(options: {
  readonly client: DynamoDBClient
  readonly table: string
  /** Told of the items that a list passes over. */
  readonly log?: Log
}): RunStore {
  const table = openTable(options.client, options.table)

  async function claim(run: Run): Promise<Run | undefined> {
    const written = await table.put(itemOfRun(run), {
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    if (written.done) return undefined
    // Nothing there any more: it expired between the refusal and the read.
    return written.inTheWay === undefined ? claim(run) : runOfItem(written.inTheWay)
  }

  async function save<R extends Run>(run: R): Promise<R | undefined> {
    const next = { ...run, version: run.version + 1 }
    const written = await table.put(itemOfRun(next), {
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':read': { N: String(run.version) } },
    })
    return written.done ? next : undefined
  }

  async function lock(request: Lock): Promise<string> {
    const written = await table.put(itemOfLock(request), {
      ConditionExpression: 'attribute_not_exists(pk) OR heldUntil <= :now OR runId = :mine',
      ExpressionAttributeValues: {
        ':now': { N: String(request.now) },
        ':mine': { S: request.runId },
      },
    })
    if (written.done) return request.runId
    // Nothing there any more: it was given back between the refusal and the read.
    return written.inTheWay?.runId?.S ?? lock(request)
  }

  return {
    claim: run => asked(`claim run ${run.id}`, () => claim(run)),
    save: run => asked(`save run ${run.id}`, () => save(run)),
    get: runId =>
      asked(`read run ${runId}`, async () => {
        const item = await table.get(runKey(runId))
        return item && runOfItem(item)
      }),
    open: () =>
      asked('list the open runs', async () => {
        const items = await table.query(
          {
            IndexName: OPEN_INDEX,
            KeyConditionExpression: 'openOn = :open',
            ExpressionAttributeValues: { ':open': { S: OPEN_KEY } },
          },
          Number.POSITIVE_INFINITY,
        )
        return runsOf(items)
      }),
    history: (target, limit) =>
      asked(`list the runs of target ${target}`, async () => {
        const items = await table.query(
          {
            IndexName: HISTORY_INDEX,
            KeyConditionExpression: '#target = :target',
            ExpressionAttributeNames: { '#target': 'target' },
            ExpressionAttributeValues: { ':target': { S: target } },
            ScanIndexForward: false,
            Limit: limit,
          },
          limit,
        )
        return runsOf(items)
      }),
    lock: request => asked(`take lock ${request.key}`, () => lock(request)),
    unlock: (key, runId) =>
      asked(`give lock ${key} back`, () =>
        table.remove(lockKey(key), {
          ConditionExpression: 'runId = :mine',
          ExpressionAttributeValues: { ':mine': { S: runId } },
        }),
      ),
  }

  /** One item that cannot be read must not stop every start and every sweep. */
  function runsOf(items: readonly Item[]): readonly Run[] {
    return items.flatMap(item => {
      try {
        return [runOfItem(item)]
      } catch (error) {
        const pk = item.pk?.S
        options.log?.(
          'error',
          `Item ${pk} of DynamoDB table ${options.table} cannot be read and is passed over: nobody follows its run. Somebody edited it; put back what the table held before (point-in-time recovery).`,
          { pk, error },
        )
        return []
      }
    })
  }

  async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      throw new BackupError(
        'store-failed',
        `Could not ${what} in DynamoDB table ${options.table}: ${error}. Check that the table exists in this region and that the function's role may use it and its indexes.`,
        { cause: error },
      )
    }
  }
}
