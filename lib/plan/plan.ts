// What the policies of one environment mean: plain data, so that printing, diffing, proving and compiling are readers
// of one value.
import type { PolicySources, StartSource } from '../start.ts'

export type Plan = {
  readonly environment: string
  readonly region: string
  /** By policy name, then in the policy's own order. */
  readonly policies: readonly PolicySources[]
  /** By source name. */
  readonly sources: readonly PlannedSource[]
}

/** A start source with what only AWS and people need to know of it. */
export type PlannedSource = StartSource & {
  readonly policy: string
  readonly owner: string
  readonly description?: string
  /** As a person wrote it: `Sun 01:00`. */
  readonly phrase: string
  readonly jitterSeconds: number
  readonly spreadSeconds: number
  readonly rpoSeconds?: number
}
