// What is asked of a change before it passes, and the mistakes that are part of it.
import type { Place, Severity } from '../policy/diagnostic.ts'

export type Verdict = {
  readonly passes: boolean
  /** All that were asked, whether they pass or not. */
  readonly checks: readonly Check[]
}

export type Check = {
  readonly check: 'mistakes' | 'fits-aws' | 'weakens' | 'maxRemovedStarts'
  readonly passes: boolean
  /** One sentence: what was found, or what allowed it. */
  readonly message: string
  /** Exactly what to do. */
  readonly fix?: string
  /** Of the guardrail: `policies/defaults.yaml:9`. */
  readonly standing?: string
}

/** What `validate` says: of the whole folder, whatever the environment. */
export type Findings = {
  readonly appeared: readonly Finding[]
  /** Already in the base. */
  readonly standing: readonly Finding[]
  readonly gone: readonly Finding[]
}

export type Finding = {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly fix?: string
  readonly place: Place
}
