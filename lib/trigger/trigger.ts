// A trigger as an author writes it, and as it is read.
import type { TriggerFlaw } from './flaw.ts'
import type { EventPattern } from './pattern.ts'

export type WrittenTrigger = {
  readonly event: string
  readonly match?: { readonly [key: string]: unknown }
  readonly pattern?: unknown
}

export type TriggerReading = {
  readonly pattern: EventPattern
  /** Where an event of this trigger says which deployment, execution or request it is about. */
  readonly identity: readonly string[]
  /** For people: `codedeploy application erp, deploymentGroup prod, state SUCCESS`. */
  readonly phrase: string
  /** Errors and warnings; with an error among them the pattern is good for nothing but reading on. */
  readonly flaws: readonly TriggerFlaw[]
}
