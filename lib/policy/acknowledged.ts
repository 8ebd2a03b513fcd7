// What authors mean to be so, although a rule would call it a mistake.
import type { EffectivePolicy } from './effective.ts'

export type Acknowledged = {
  readonly environment: string
  /** `policy.schedule`, `policy.trigger`. */
  readonly source: string
  /** Codes of diagnostics; at least one. */
  readonly codes: readonly string[]
}

/** Of the schedules and triggers that acknowledge anything. */
export function acknowledgedIn(policies: readonly EffectivePolicy[]): readonly Acknowledged[] {
  return policies.flatMap(({ policy: { name, environment }, scheduled, triggered }) => {
    const sources = [
      ...scheduled.map(one => ({ name: one.schedule.name, codes: one.acknowledges })),
      ...triggered.map(one => ({ name: one.trigger.name, codes: one.acknowledges })),
    ]
    return sources
      .filter(({ codes }) => codes.length > 0)
      .map(one => ({
        environment: environment.name,
        source: `${name}.${one.name}`,
        codes: one.codes,
      }))
  })
}
