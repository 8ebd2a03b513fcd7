// An effective policy: one BackupPolicy for one environment, every reference resolved and every default merged.
// The planner, the tests and the functions see this and nothing that was written before it.
import type { CommCell, Pause, Terms } from '../start.ts'
import type { App, Backup, Target } from '../target.ts'
import type { EventPattern } from '../trigger/pattern.ts'
import type { Origin } from './origin.ts'

export type Policy = {
  readonly name: string
  readonly description?: string
  readonly owner: string
  readonly labels: { readonly [key: string]: string }
  readonly environment: EnvironmentTerms
  readonly app: App
  /** In the order that the policy names them, each once. */
  readonly targets: readonly Target[]
  readonly rpoSeconds?: number
  /** Together with the triggers at least one. */
  readonly schedules: readonly PolicySchedule[]
  readonly triggers: readonly PolicyTrigger[]
  /** Who is told of which results, beside the events that are always published. */
  readonly notify: readonly Notification[]
  /** SHA-256, hexadecimal, of the effective policy in canonical JSON. */
  readonly hash: string
  /** The document. */
  readonly origin: Origin
}

export type EnvironmentTerms = {
  readonly name: string
  readonly region: string
  readonly commcells: { readonly [name: string]: CommCell }
}

export type PolicySchedule = {
  readonly name: string
  readonly backup: Backup
  /** As a person wrote it: `Sun 01:00`, `every 15m`, `cron 0 1 * * 0`. */
  readonly phrase: string
  /** EventBridge's expression, spread included, and the zone that it is read in. */
  readonly expression: string
  readonly timezone: string
  /** How far `spread` moved the start: a stable offset. */
  readonly spreadSeconds: number
  /** Random delay per start, EventBridge Scheduler's flexible window; 0 is off. */
  readonly jitterSeconds: number
  /** ISO instants in UTC. */
  readonly startDate?: string
  readonly endDate?: string
  readonly pause?: Pause
  readonly terms: Terms
  /** Own schedules with a stronger data level that fall on the same minute once in a while. */
  readonly yieldsTo: readonly string[]
  readonly origin: Origin
}

export type PolicyTrigger = {
  readonly name: string
  /** The preset: `codedeploy`, `request`, `custom` and so on. */
  readonly event: string
  readonly backup: Backup
  /** Names of targets of the policy, in its order. */
  readonly targets: readonly string[]
  /** As a person wrote it: `codedeploy application erp, deploymentGroup prod`. */
  readonly phrase: string
  readonly pattern: EventPattern
  readonly delaySeconds: number
  readonly identity: readonly string[]
  readonly targetFrom?: readonly string[]
  readonly pause?: Pause
  readonly terms: Terms
  readonly origin: Origin
}

/** Results of a policy that go to a channel of the environment. */
export type Notification = {
  readonly when: readonly NotifyState[]
  readonly channel: string
  /** Name or ARN of the SNS topic. */
  readonly sns: string
}

/** States of job events, and the events that are not about a job, each by one word. */
export const NOTIFY_STATES = [
  'CREATED',
  'PENDING',
  'RUNNING',
  'ABORTING',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'ABORTED',
  'EXPIRED',
  'SKIPPED',
  'DEFERRED',
  'MISSED',
  'LEVEL_CONVERTED',
  'RPO_BREACHED',
  'RPO_RESTORED',
] as const

export type NotifyState = (typeof NOTIFY_STATES)[number]
