// Policies as text, as one side of a review.
import { sideIn } from '../../lib/cli/sides.ts'
import type { PolicyFile } from '../../lib/policy/load.ts'
import { readPolicies } from '../../lib/policy/read.ts'
import type { Side } from '../../lib/review/side.ts'
import { readGolden } from './golden.ts'

/** The environments and targets of test/golden/policy/base.yaml, which most cases stand on. */
export const BASE: PolicyFile = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

/** Files to one environment of theirs. Mistakes are for the caller to judge: they stand in `diagnostics`. */
export function sideOf(files: readonly PolicyFile[], environment = 'prod'): Side {
  return sideIn(readPolicies(files), environment)
}

/** Documents as one file, beside the base. */
export function sideWith(...documents: readonly string[]): Side {
  return sideOf([BASE, { file: 'policies.yaml', text: documents.join('---\n') }])
}
