// Policies as text, as short as they can be, and what is found in them: for tests of what policies mean together.

import { readPolicies } from '../../lib/policy/read.ts'
import type { Instant } from '../../lib/start.ts'
import { readGolden } from './golden.ts'

export type PolicyText = {
  readonly name?: string
  readonly app?: 'sqlserver' | 'oracle'
  readonly targets?: string
  readonly timezone?: string
  /** More keys of the policy, each a line of YAML. */
  readonly keys?: readonly string[]
  /** Each a map without its braces: `name: full, level: FULL, at: Sun 01:00`. */
  readonly schedules?: readonly string[]
  readonly triggers?: readonly string[]
}

export function policyText(given: PolicyText): string {
  const { name = 'erp-sql', app = 'sqlserver', targets = 'erp-core' } = given
  const { timezone = 'Europe/Berlin', keys = [], schedules = [], triggers = [] } = given
  return [
    'apiVersion: holdfast/v1',
    'kind: BackupPolicy',
    `name: ${name}`,
    'owner: dba@example.com',
    `app: ${app}`,
    `targets: [${targets}]`,
    `timezone: ${timezone}`,
    ...keys,
    ...entries('schedules', schedules),
    ...entries('triggers', triggers),
    '',
  ].join('\n')
}

function entries(key: string, maps: readonly string[]): readonly string[] {
  return maps.length === 0 ? [] : [`${key}:`, ...maps.map(map => `  - {${map}}`)]
}

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

/** The day on which the tests take place, where it matters. */
export const NOW: Instant = Date.parse('2026-11-21T12:00:00Z')

/** All findings of the documents, beside the environments and targets of test/golden/policy/base.yaml. */
export function findingsIn(documents: readonly string[], now: Instant = NOW) {
  const file = { file: 'policies.yaml', text: documents.join('---\n') }
  return readPolicies([base, file], { now }).diagnostics
}
