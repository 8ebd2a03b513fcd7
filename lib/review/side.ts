// One state of the policies of one environment, as a review compares two of.
import type { Plan } from '../plan/plan.ts'
import type { Diagnostic, Place } from '../policy/diagnostic.ts'
import type { Guardrails } from '../policy/guardrails.ts'
import type { Inventory } from '../policy/inventory.ts'
import type { EnvironmentTerms, Policy } from '../policy/policy.ts'
import type { PolicyTestDocument } from '../policy/test-schema.ts'
import type { Written } from '../policy/written.ts'
import type { Instant } from '../start.ts'

export type Side = {
  /** Of the environment, by name; also those that a rule forbids. */
  readonly policies: readonly Policy[]
  /** Of the same policies; empty for none. */
  readonly plan: Plan
  /** Undefined where the side does not know the environment. */
  readonly environment: EnvironmentTerms | undefined
  /** All targets, whether or not a policy protects them. */
  readonly inventory: Inventory | undefined
  /** By source: codes of mistakes that are not told of it, because its author means them. */
  readonly acknowledged: ReadonlyMap<string, readonly string[]>
  /** Of the whole folder. */
  readonly diagnostics: readonly Diagnostic[]
  readonly guardrails: Guardrails
  /** Mistakes that hide others, which may be stricter. */
  readonly guardrailsHiddenAt: readonly Place[]
  /** Where a guardrail stands; undefined where it is not written. */
  readonly guardrailAt: (key: string) => Place | undefined
  /** Likewise a key of the environment. */
  readonly environmentAt: (...path: readonly string[]) => Place | undefined
  /** Of the environment, by name; without those that have mistakes. */
  readonly tests: readonly WrittenTest[]
  /** Names of those, of whatever environment. */
  readonly brokenTests: readonly string[]
}

/** Whether the environment is none any more. */
export function isGone(before: Side | undefined, after: Side): boolean {
  return before?.environment !== undefined && after.environment === undefined
}

export type WrittenTest = Written<PolicyTestDocument>

/** What a review is asked about. */
export type ReviewContext = {
  readonly environment: string
  readonly now: Instant
  /** Labels of the pull request. */
  readonly labels: readonly string[]
  /** Who has approved it. */
  readonly approvers: readonly string[]
}
