// The shape of a PolicyTest.
import * as z from 'zod/mini'
import { eventFile, id, localDateTime, name, text, timezone } from './fields.ts'
import { level } from './policy-schema.ts'

const optional = z.optional

/** One start that a test expects; what it does not name may be anything. */
const expected = z.strictObject({
  policy: optional(name),
  schedule: optional(name),
  trigger: optional(name),
  target: optional(name),
  level: optional(level),
  copyOnly: optional(z.boolean()),
  cumulative: optional(z.boolean()),
})

const counts = optional(
  z.strictObject({
    FULL: optional(id),
    DIFFERENTIAL: optional(id),
    TRANSACTION_LOG: optional(id),
    INCREMENTAL: optional(id),
  }),
)

const testCase = z.strictObject({
  name: text,
  event: optional(eventFile),
  clock: optional(z.strictObject({ from: localDateTime, to: localDateTime, timezone })),
  policies: optional(z.array(name).check(z.minLength(1))),
  expect: optional(z.array(expected)),
  expectCounts: optional(
    z.strictObject({ run: counts, skipped: counts, deferred: counts, missed: counts }),
  ),
})

export const policyTest = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('PolicyTest'),
  name,
  environment: name,
  cases: z.array(testCase).check(z.minLength(1)),
})

export type PolicyTestDocument = z.infer<typeof policyTest>
export type PolicyTestCase = z.infer<typeof testCase>
