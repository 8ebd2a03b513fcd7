// What is wrong with a trigger: one finding, and where it stands in the trigger as it was written.

export type TriggerFlaw = {
  readonly code:
    | 'event-pattern-invalid'
    | 'event-never-matches'
    | 'event-value-unknown'
    | 'event-own-results'
    | 'ecs-rollback-completes-too'
    | 'unknown-event'
    | 'unknown-key'
    | 'missing-key'
    | 'wrong-type'
  readonly message: string
  readonly fix?: string
  /** From the trigger: `['match', 'state']`, `['pattern', 'detail', 'state', 0]`. */
  readonly path: FlawPath
}

export type FlawPath = readonly (string | number)[]
