// The shape of a BackupPolicy, and of what may stand around it as a default.
import * as z from 'zod/mini'
import {
  attempts,
  cooldown,
  cron,
  delay,
  duration,
  eventPath,
  localDateTime,
  maxRun,
  minutes,
  name,
  phrase,
  rpo,
  startWithin,
  text,
  timezone,
  window,
} from './fields.ts'
import { notEmpty } from './law.ts'
import { NOTIFY_STATES } from './policy.ts'

const optional = z.optional

export const level = z.enum(['FULL', 'DIFFERENTIAL', 'TRANSACTION_LOG', 'INCREMENTAL'])

const retry = z.strictObject({ attempts: optional(attempts), backoff: optional(duration) })

const pause = z.strictObject({ reason: text, by: text, until: optional(localDateTime) })

/** How starts are treated: may stand on a schedule or trigger, on its policy, on the environment and in Defaults. */
const terms = {
  startWithin: optional(startWithin),
  overlap: optional(z.enum(['skip', 'buffer', 'replace', 'allow'])),
  maxRun: optional(maxRun),
  onMaxRun: optional(z.enum(['flag', 'cancel'])),
  onBlackout: optional(z.enum(['skip', 'defer'])),
  retry: optional(retry),
  cumulative: optional(z.boolean()),
}

/** Terms of what starts by the clock alone. */
const clockTerms = {
  window: optional(window),
  spread: optional(minutes),
  jitter: optional(minutes),
}

export const defaultKeys = {
  owner: optional(text),
  timezone: optional(timezone),
  ...terms,
  ...clockTerms,
}

const REASONS = ['breaks-differential-base'] as const

/** What a schedule and a trigger both say. */
const startPart = {
  copyOnly: optional(z.boolean()),
  pause: optional(pause),
  acknowledge: optional(z.union([z.enum(REASONS), z.array(z.enum(REASONS))])),
  ...terms,
}

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
  ...clockTerms,
  ...startPart,
}

const matched = optional(z.unknown())

/** The keys of every preset; which of them go together, and their values, lib/trigger/presets.ts knows. */
const match = z.looseObject({
  application: matched,
  deploymentGroup: matched,
  state: matched,
  pipeline: matched,
  stage: matched,
  stack: matched,
  status: matched,
  service: matched,
  eventName: matched,
  project: matched,
  repository: matched,
  environment: matched,
  policy: matched,
  from: matched,
})

/** What a trigger says; in an override each part of it may stand alone. */
const triggerPart = {
  match: optional(match),
  pattern: optional(z.record(z.string(), z.unknown())),
  targets: optional(z.array(name).check(z.minLength(1))),
  targetFrom: optional(eventPath),
  delay: optional(delay),
  cooldown: optional(cooldown),
  ...startPart,
}

const schedule = z.strictObject({ name, level, ...schedulePart })

const scheduleOverride = z.strictObject({ level: optional(level), ...schedulePart })

const trigger = z.strictObject({ name, level, event: text, ...triggerPart })

const triggerOverride = z.strictObject({
  level: optional(level),
  event: optional(text),
  ...triggerPart,
})

export const labels = z.record(z.string(), text)

const targetReference = z.union([
  name,
  z.strictObject({ list: name }),
  z.strictObject({ select: labels.check(notEmpty) }),
])

const targetReferences = z.array(targetReference).check(z.minLength(1))

const notification = z.strictObject({
  when: z.array(z.enum(NOTIFY_STATES)).check(z.minLength(1)),
  to: name,
})

/** What a policy says; in an override each part of it may stand alone. */
const policyPart = {
  description: optional(text),
  labels: optional(labels),
  exclude: optional(z.array(name)),
  rpo: optional(rpo),
  blackouts: optional(z.array(name)),
  pause: optional(pause),
  notify: optional(z.array(notification)),
  ...defaultKeys,
}

const override = z.strictObject({
  targets: optional(targetReferences),
  schedules: optional(z.record(name, z.nullable(scheduleOverride))),
  triggers: optional(z.record(name, z.nullable(triggerOverride))),
  ...policyPart,
})

export const policy = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('BackupPolicy'),
  name,
  app: z.enum(['sqlserver', 'oracle']),
  environments: optional(z.array(name).check(z.minLength(1))),
  targets: targetReferences,
  schedules: optional(z.array(schedule).check(z.minLength(1))),
  triggers: optional(z.array(trigger).check(z.minLength(1))),
  overrides: optional(z.record(name, override)),
  ...policyPart,
})

export type PolicyDocument = z.infer<typeof policy>
export type ScheduleOverride = z.infer<typeof scheduleOverride>
export type TriggerOverride = z.infer<typeof triggerOverride>
export type TargetReference = z.infer<typeof targetReference>
export type Pause = z.infer<typeof pause>
