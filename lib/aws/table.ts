// The one table, as DynamoDB's CreateTable call wants it. serverless.yml declares the same facts; run-store.ts speaks
// in its names.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

export const OPEN_INDEX = 'open'
export const HISTORY_INDEX = 'history'

/** The one value of `openOn`: whoever asks for what is open wants all of it, and it is a few hundred items at most. */
export const OPEN_KEY = 'open'

/** Everything of CreateTable but the name. `scheduled` is a run's scheduled time, then its id: an order without ties. */
export const TABLE: Omit<CreateTableCommandInput, 'TableName'> = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'openOn', AttributeType: 'S' },
    { AttributeName: 'target', AttributeType: 'S' },
    { AttributeName: 'scheduled', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      // Sparse: only a run that a sweep still has work with carries `openOn`. Never by CommCell: a run whose CommCell has
      // left the environment would be found by nobody.
      IndexName: OPEN_INDEX,
      KeySchema: [
        { AttributeName: 'openOn', KeyType: 'HASH' },
        { AttributeName: 'scheduled', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: HISTORY_INDEX,
      KeySchema: [
        { AttributeName: 'target', KeyType: 'HASH' },
        { AttributeName: 'scheduled', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}

/** What CreateTable cannot say and a deployed table must have: epoch seconds after which DynamoDB drops an item. */
export const TIME_TO_LIVE = { AttributeName: 'expiresAt', Enabled: true } as const

/** Likewise: a table that somebody emptied can be put back to any second of the last 35 days. */
export const POINT_IN_TIME_RECOVERY = { PointInTimeRecoveryEnabled: true } as const
