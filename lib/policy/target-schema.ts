// The shape of a TargetList, which depends on the application.
import * as z from 'zod/mini'
import { id, name, positive, text } from './fields.ts'
import { labels } from './policy-schema.ts'

const optional = z.optional

/** As the Command Center shows them. */
const names = {
  clientName: optional(text),
  instanceName: optional(text),
  subclientName: optional(text),
}

/** How Commvault identifies a subclient, per application; `shared` holds what all targets of a list have in common. */
const identity = {
  sqlserver: {
    ...names,
    clientId: optional(positive),
    instanceId: optional(positive),
    subclientId: optional(positive),
    companyId: optional(id),
    companyName: optional(text),
    multiCommcellId: optional(id),
  },
  oracle: {
    ...names,
    displayName: optional(text),
    content: optional(z.enum(['data', 'log'])),
    rac: optional(z.boolean()),
  },
}

const list = {
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('TargetList'),
  name,
  environment: optional(name),
  commcell: name,
}

export const sqlServerList = z.strictObject({
  ...list,
  app: z.literal('sqlserver'),
  shared: optional(z.strictObject(identity.sqlserver)),
  targets: z
    .array(z.strictObject({ name, labels: optional(labels), ...identity.sqlserver }))
    .check(z.minLength(1)),
})

export const oracleList = z.strictObject({
  ...list,
  app: z.literal('oracle'),
  shared: optional(z.strictObject(identity.oracle)),
  targets: z
    .array(z.strictObject({ name, labels: optional(labels), ...identity.oracle }))
    .check(z.minLength(1)),
})

export type SqlServerList = z.infer<typeof sqlServerList>
export type OracleList = z.infer<typeof oracleList>
