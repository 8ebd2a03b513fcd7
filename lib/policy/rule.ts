// What a rule is: what only the effective policies of an environment together can tell. rules.ts lists them.
import type { Instant } from '../start.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { EffectivePolicy } from './effective.ts'
import type { Guardrails } from './guardrails.ts'
import type { DocumentText } from './places.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'

export type RuleContext = {
  readonly environment: EnvironmentTerms
  /** The policies of the environment, by name. */
  readonly policies: readonly EffectivePolicy[]
  /** False when a policy of the environment is wrong and therefore not among them: then nothing is proved by absence. */
  readonly isComplete: boolean
  readonly guardrails: Guardrails
  /** The Defaults document that the guardrails stand in. */
  readonly defaults?: DocumentText | undefined
  /** Today, for warnings about dates that have passed; errors never depend on it. */
  readonly now?: Instant
}

export type Rule = (context: RuleContext) => Iterable<Diagnostic>

/** The zone that the people of a policy think in: that of its first local time. */
export function zoneOf({ schedules }: Policy): string {
  return schedules.find(({ timezone }) => timezone !== 'UTC')?.timezone ?? 'UTC'
}
