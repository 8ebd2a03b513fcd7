// The shape of a Scenario: what goes wrong in a simulation, and when.
import * as z from 'zod/mini'
import { localDateTimeFlaw } from './field-laws.ts'
import { duration, eventFile, name, positive, text, timezone } from './fields.ts'
import { lawful, notEmpty } from './law.ts'
import { level } from './policy-schema.ts'
import { spanFlaw } from './scenario-span.ts'
import { quote } from './wording.ts'

const optional = z.optional

/** A local time of the scenario's zone; with a zone of its own it is one for the whole world. */
export const moment = lawful(value => {
  if (!isZoned(value)) return localDateTimeFlaw(value)
  const day = value.slice(0, 10)
  const isDate = ISO.test(value) && !Number.isNaN(Date.parse(value)) && isDay(day)
  if (isDate) return undefined
  const message = `${quote(value)} is no date and time`
  return { code: 'date-invalid', message, fix: 'write one like 2026-11-24T02:00:00Z' }
})

export const isZoned = (value: string): boolean => /(?:Z|[+-]\d\d:\d\d)$/i.test(value)

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/

/** 30 February parses as 2 March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}

/** A policy, or one of its schedules or triggers. */
export const source = lawful(value =>
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)?$/.test(value)
    ? undefined
    : {
        code: 'name-invalid',
        message: `${quote(value)} is neither the name of a policy nor policy.schedule`,
        fix: 'write a name such as erp-sql, or erp-sql.log',
      },
)

/** Until when: one of both. */
const end = { to: optional(moment), for: optional(duration) }

export const spanLength = lawful(spanFlaw)

const when = { from: optional(moment), ...end }

/** Whose jobs; all that is given must agree. */
const whose = { source: optional(source), target: optional(name), level: optional(level) }

const outage = z.strictObject({
  commcell: optional(name),
  from: moment,
  ...end,
  answer: optional(z.enum(['unreachable', 'silent', 'maintenance'])),
})

const slow = z.strictObject({
  ...whose,
  ...when,
  factor: optional(z.number().check(z.gt(0), z.lte(1000))),
  takes: optional(duration),
})

const fail = z.strictObject({
  ...whose,
  ...when,
  every: optional(positive),
  reason: optional(text),
})

const cap = z.strictObject({
  maxInFlight: optional(positive),
  maxInFlightPerClient: optional(positive),
  limits: optional(
    z.union([
      z.enum(['saas', 'none']),
      z.strictObject({ readsPerHour: positive, writesPerHour: positive }),
    ]),
  ),
})

const event = z.strictObject({ at: moment, file: eventFile })

const missed = z.strictObject({ source: optional(source), from: moment, ...end })

export const scenario = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Scenario'),
  name,
  description: optional(text),
  environment: name,
  timezone: optional(timezone),
  span: optional(z.strictObject({ from: moment, ...end, for: optional(spanLength) })),
  outages: optional(z.array(outage)),
  slow: optional(z.array(slow)),
  fails: optional(z.array(fail)),
  caps: optional(z.record(name, cap).check(notEmpty)),
  events: optional(z.array(event)),
  missed: optional(z.array(missed)),
  background: optional(z.int().check(z.gte(0), z.lte(3600))),
})

export type ScenarioDocument = z.infer<typeof scenario>
