// The shape of every document, as it is written. What a shape cannot say is in rules.ts; what comes from elsewhere is
// in merge.ts and resolve.ts. Strict: a key that is not here is refused.
import * as z from 'zod/mini'
import { commcell } from './commcell-schema.ts'
import { localDateTime, name, region, text, timezone, topic, weekly } from './fields.ts'
import { guardrails } from './guardrail-schema.ts'
import { notEmpty } from './law.ts'
import { defaultKeys, level, type PolicyDocument, policy } from './policy-schema.ts'
import { type ScenarioDocument, scenario } from './scenario-schema.ts'
import { type OracleList, oracleList, type SqlServerList, sqlServerList } from './target-schema.ts'
import { type PolicyTestDocument, policyTest } from './test-schema.ts'

const optional = z.optional

const header = { apiVersion: z.literal('holdfast/v1') }

const calendarWindow = z.strictObject({
  name,
  from: optional(localDateTime),
  to: optional(localDateTime),
  weekly: optional(weekly),
  levels: optional(z.array(level).check(z.minLength(1))),
  reason: optional(text),
})

/** A run carries them along, and an item of DynamoDB has at most 400 KB. */
const MOST_WINDOWS = 200

const calendar = z.strictObject({
  ...header,
  kind: z.literal('BlackoutCalendar'),
  name,
  timezone,
  windows: z.array(calendarWindow).check(z.minLength(1), z.maxLength(MOST_WINDOWS)),
})

const defaultsPart = z.strictObject(defaultKeys)

const environment = z.strictObject({
  ...header,
  kind: z.literal('Environment'),
  name,
  region,
  commcells: z.record(name, commcell).check(notEmpty),
  channels: optional(z.record(name, z.strictObject({ sns: topic }))),
  blackouts: optional(z.array(name)),
  defaults: optional(defaultsPart),
})

const repositoryDefaults = z.strictObject({
  ...header,
  kind: z.literal('Defaults'),
  guardrails: optional(guardrails),
  ...defaultKeys,
})

/** By `kind`, and where that does not suffice by `app`: a document is read by one schema, never by trying several. */
export const SCHEMAS = {
  BackupPolicy: policy,
  TargetList: { sqlserver: sqlServerList, oracle: oracleList },
  BlackoutCalendar: calendar,
  Environment: environment,
  Defaults: repositoryDefaults,
  PolicyTest: policyTest,
  Scenario: scenario,
} as const

export type Defaulted = z.infer<typeof defaultsPart>
export type CalendarDocument = z.infer<typeof calendar>
export type CalendarWindow = z.infer<typeof calendarWindow>
export type EnvironmentDocument = z.infer<typeof environment>
export type DefaultsDocument = z.infer<typeof repositoryDefaults>

/** A document that has the shape of its kind. */
export type Shaped =
  | PolicyDocument
  | SqlServerList
  | OracleList
  | CalendarDocument
  | EnvironmentDocument
  | DefaultsDocument
  | PolicyTestDocument
  | ScenarioDocument

/** Keys that the language names and this version of Holdfast does not carry through. */
export const LATER: ReadonlySet<unknown> = new Set(['expectPlan'])
