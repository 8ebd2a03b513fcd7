// The four calls of DynamoDB that the run store makes, in items: get, put if, remove if, query.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { Item, KeyedItem } from './items.ts'

export type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>
export type Written = { readonly done: true } | { readonly done: false; readonly inTheWay?: Item }

/** What DynamoDB throws is passed on; a condition that does not hold is no failure. */
export function openTable(client: DynamoDBClient, TableName: string) {
  async function get(pk: string): Promise<Item | undefined> {
    const found = await client.send(
      new GetItemCommand({ TableName, Key: { pk: { S: pk } }, ConsistentRead: true }),
    )
    return found.Item
  }

  async function put(item: KeyedItem, condition: Condition): Promise<Written> {
    // A write may be done and its reply lost: the SDK then repeats it, and is refused for what it wrote itself. The content
    // does not tell whose write it was: two deliveries of one start may write the same to the letter.
    const writtenBy = crypto.randomUUID()
    try {
      await client.send(
        new PutItemCommand({
          TableName,
          Item: { ...item, writtenBy: { S: writtenBy } },
          ...condition,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      return { done: true }
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      // DynamoDB hands the item back with the refusal; compatible servers may not (dynalite: its issue 182).
      const inTheWay = error.Item ?? (await get(item.pk.S))
      if (inTheWay?.writtenBy?.S === writtenBy) return { done: true }
      return inTheWay === undefined ? { done: false } : { done: false, inTheWay }
    }
  }

  async function remove(pk: string, condition: Condition): Promise<void> {
    try {
      await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk } }, ...condition }))
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  }

  async function query(
    input: Omit<QueryCommandInput, 'TableName'>,
    atMost: number,
  ): Promise<readonly Item[]> {
    const items: Item[] = []
    let ExclusiveStartKey: Item | undefined
    do {
      const page = await client.send(new QueryCommand({ TableName, ...input, ExclusiveStartKey }))
      items.push(...(page.Items ?? []))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined && items.length < atMost)
    return items.slice(0, atMost)
  }

  return { get, put, remove, query }
}
