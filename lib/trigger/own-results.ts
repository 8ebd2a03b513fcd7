// A trigger must not wait for what its own backups announce: every backup would start the next one.
import type { Condition } from './condition.ts'
import type { TriggerFlaw } from './flaw.ts'
import type { Alternative } from './read-pattern.ts'

/** The source of our result events. */
export const OWN_SOURCE = 'holdfast'

/** Their detail-types. Other tools use these, too: only together with our source, or without any, they are ours. */
export const OWN_TYPES = [
  'Backup Job State Change',
  'Backup Run Skipped',
  'Backup Run Deferred',
  'Backup Run Missed',
  'Backup Level Converted',
  'Backup RPO Breached',
  'Backup RPO Restored',
  'Backup Authtoken Attention',
] as const

/** Whatever lets our source through counts: its name, a prefix, anything-but, or no source at all beside our detail-types. */
export function ownResultsFlaw(fields: Alternative): TriggerFlaw | undefined {
  const source = fields.get('source')
  const type = fields.get('detail-type')
  const isOurType = type === undefined || letsThrough(type.conditions, OWN_TYPES)
  if (source === undefined) {
    return type !== undefined && isOurType ? ownResults(type.at) : undefined
  }
  const entry = source.conditions.findIndex(({ holds }) => holds(OWN_SOURCE))
  if (entry < 0) return undefined
  const isNamed = source.conditions[entry]?.exact === OWN_SOURCE
  return isNamed || isOurType ? ownResults([...source.at, entry]) : undefined
}

const letsThrough = (conditions: readonly Condition[], values: readonly string[]): boolean =>
  conditions.some(({ holds }) => values.some(value => holds(value)))

function ownResults(at: TriggerFlaw['path']): TriggerFlaw {
  return {
    code: 'event-own-results',
    message:
      'This also matches what Holdfast announces of its own backups, which would start the next',
    fix: 'name the source of the events that are meant: source: [release.erp]',
    path: ['pattern', ...at],
  }
}
