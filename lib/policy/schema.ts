// The shape of every document, as it is written. What a shape cannot say is in rules.ts; what comes from elsewhere is
// in merge.ts and resolve.ts. Strict: a key that is not here is refused.
import * as z from 'zod/mini'
import {
  attempts,
  certificates,
  cron,
  duration,
  endpoint,
  id,
  localDateTime,
  maxRun,
  minutes,
  name,
  phrase,
  positive,
  region,
  rpo,
  secretName,
  startWithin,
  text,
  timezone,
} from './fields.ts'
import { notEmpty } from './law.ts'

const optional = z.optional

const level = z.enum(['FULL', 'DIFFERENTIAL', 'TRANSACTION_LOG', 'INCREMENTAL'])

const retry = z.strictObject({ attempts: optional(attempts), backoff: optional(duration) })

const pause = z.strictObject({ reason: text, by: text, until: optional(localDateTime) })

/** How starts are treated: may stand on a schedule, on its policy, on the environment and in Defaults. */
const terms = {
  startWithin: optional(startWithin),
  overlap: optional(z.enum(['skip', 'allow'])),
  maxRun: optional(maxRun),
  spread: optional(minutes),
  jitter: optional(minutes),
  retry: optional(retry),
}

const defaultKeys = { owner: optional(text), timezone: optional(timezone), ...terms }

const defaultsPart = z.strictObject(defaultKeys)

/** What a schedule says; in an override each part of it may stand alone. */
const schedulePart = {
  at: optional(phrase),
  every: optional(text),
  offset: optional(text),
  between: optional(text),
  cron: optional(cron),
  once: optional(localDateTime),
  startDate: optional(localDateTime),
  endDate: optional(localDateTime),
  copyOnly: optional(z.boolean()),
  cumulative: optional(z.boolean()),
  pause: optional(pause),
  ...terms,
}

const schedule = z.strictObject({ name, level, ...schedulePart })

const scheduleOverride = z.nullable(z.strictObject({ level: optional(level), ...schedulePart }))

const labels = z.record(z.string(), text)

const targetReference = z.union([
  name,
  z.strictObject({ list: name }),
  z.strictObject({ select: labels.check(notEmpty) }),
])

const targetReferences = z.array(targetReference).check(z.minLength(1))

/** What a policy says; in an override each part of it may stand alone. */
const policyPart = {
  description: optional(text),
  labels: optional(labels),
  exclude: optional(z.array(name)),
  rpo: optional(rpo),
  pause: optional(pause),
  ...defaultKeys,
}

const override = z.strictObject({
  targets: optional(targetReferences),
  schedules: optional(z.record(name, scheduleOverride)),
  ...policyPart,
})

const header = { apiVersion: z.literal('holdfast/v1') }

const policy = z.strictObject({
  ...header,
  kind: z.literal('BackupPolicy'),
  name,
  app: z.enum(['sqlserver', 'oracle']),
  environments: optional(z.array(name).check(z.minLength(1))),
  targets: targetReferences,
  schedules: z.array(schedule).check(z.minLength(1)),
  overrides: optional(z.record(name, override)),
  ...policyPart,
})

/** How Commvault identifies a subclient, per application; `shared` holds what all targets of a list have in common. */
const identity = {
  sqlserver: {
    clientId: optional(positive),
    instanceId: optional(positive),
    subclientId: optional(positive),
    companyId: optional(id),
    companyName: optional(text),
    multiCommcellId: optional(id),
  },
  oracle: {
    clientName: optional(text),
    displayName: optional(text),
    instanceName: optional(text),
    subclientName: optional(text),
    content: optional(z.enum(['data', 'log'])),
  },
}

const list = {
  ...header,
  kind: z.literal('TargetList'),
  name,
  environment: optional(name),
  commcell: name,
}

const sqlServerList = z.strictObject({
  ...list,
  app: z.literal('sqlserver'),
  shared: optional(z.strictObject(identity.sqlserver)),
  targets: z
    .array(z.strictObject({ name, labels: optional(labels), ...identity.sqlserver }))
    .check(z.minLength(1)),
})

const oracleList = z.strictObject({
  ...list,
  app: z.literal('oracle'),
  shared: optional(z.strictObject(identity.oracle)),
  targets: z
    .array(z.strictObject({ name, labels: optional(labels), ...identity.oracle }))
    .check(z.minLength(1)),
})

const commcell = z.strictObject({
  endpoint,
  authSecret: secretName,
  maxInFlight: optional(positive),
  ca: optional(certificates),
})

const environment = z.strictObject({
  ...header,
  kind: z.literal('Environment'),
  name,
  region,
  commcells: z.record(name, commcell).check(notEmpty),
  defaults: optional(defaultsPart),
})

const repositoryDefaults = z.strictObject({
  ...header,
  kind: z.literal('Defaults'),
  ...defaultKeys,
})

/** By `kind`, and where that does not suffice by `app`: a document is read by one schema, never by trying several. */
export const SCHEMAS = {
  BackupPolicy: policy,
  TargetList: { sqlserver: sqlServerList, oracle: oracleList },
  Environment: environment,
  Defaults: repositoryDefaults,
} as const

export type PolicyDocument = z.infer<typeof policy>
export type ScheduleOverride = NonNullable<z.infer<typeof scheduleOverride>>
export type PolicyOverride = z.infer<typeof override>
export type TargetReference = z.infer<typeof targetReference>
export type Defaulted = z.infer<typeof defaultsPart>
export type Pause = z.infer<typeof pause>
export type SqlServerList = z.infer<typeof sqlServerList>
export type OracleList = z.infer<typeof oracleList>
export type EnvironmentDocument = z.infer<typeof environment>
export type DefaultsDocument = z.infer<typeof repositoryDefaults>

/** A document that has the shape of its kind. */
export type Shaped =
  | PolicyDocument
  | SqlServerList
  | OracleList
  | EnvironmentDocument
  | DefaultsDocument

/** Keys, kinds and values that the language names and this version of Holdfast does not carry through. */
export const LATER: ReadonlySet<unknown> = new Set([
  'BlackoutCalendar',
  'PolicyTest',
  'acknowledge',
  'blackouts',
  'buffer',
  'channels',
  'expectPlan',
  'guardrails',
  'notify',
  'onBlackout',
  'onMaxRun',
  'rac',
  'replace',
  'triggers',
  'window',
])
