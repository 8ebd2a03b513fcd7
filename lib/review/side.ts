// One state of the policies of one environment, as a review compares two of.
import type { Plan } from '../plan/plan.ts'
import type { Diagnostic } from '../policy/diagnostic.ts'
import type { Guardrails } from '../policy/guardrails.ts'
import type { Inventory } from '../policy/inventory.ts'
import type { EnvironmentTerms, Policy } from '../policy/policy.ts'
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
  /** Of the whole folder. */
  readonly diagnostics: readonly Diagnostic[]
  readonly guardrails: Guardrails
  /** Where a guardrail stands, `policies/defaults.yaml:9`; undefined where it is not written. */
  readonly guardrailAt: (key: string) => string | undefined
}

/** What a review is asked about. */
export type ReviewContext = {
  readonly environment: string
  readonly now: Instant
  /** Labels of the pull request. */
  readonly labels: readonly string[]
  /** Who has approved it. */
  readonly approvers: readonly string[]
}
