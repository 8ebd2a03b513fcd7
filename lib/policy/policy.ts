// An effective policy: one BackupPolicy for one environment, every reference resolved and every default merged.
// The planner, the tests and the functions see this and nothing that was written before it.
import type { CommCell, Terms } from '../start.ts'
import type { App, Backup, Target } from '../target.ts'
import type { Place } from './diagnostic.ts'

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
  readonly schedules: readonly PolicySchedule[]
  /** SHA-256, hexadecimal, of the effective policy in canonical JSON. */
  readonly hash: string
  /** Of the document's `name`. */
  readonly place: Place
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
  readonly pause?: { readonly reason: string; readonly by: string; readonly until?: string }
  readonly terms: Terms
  readonly place: Place
}
