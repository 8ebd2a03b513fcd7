// The policies of a folder, or of its base, as one side of a review.
import type { Plan } from '../plan/plan.ts'
import { plan } from '../plan/plan.ts'
import type { Place } from '../policy/diagnostic.ts'
import { isWritten, placeIn } from '../policy/origin.ts'
import type { DocumentText, Path } from '../policy/places.ts'
import type { PoliciesRead } from '../policy/read.ts'
import type { Side } from '../review/side.ts'

export function sideIn(read: PoliciesRead, environment: string): Side {
  const policies = read.readable.filter(policy => policy.environment.name === environment)
  const terms =
    read.environments.find(({ name }) => name === environment) ?? policies[0]?.environment
  return {
    policies,
    plan: policies.length === 0 ? nothing(environment, terms?.region) : plan(policies),
    environment: terms,
    inventory: read.inventories.find(inventory => inventory.environment === environment),
    acknowledged: new Map(
      read.acknowledged
        .filter(each => each.environment === environment)
        .map(({ source, codes }) => [source, codes]),
    ),
    diagnostics: read.diagnostics,
    guardrails: read.guardrails,
    guardrailsHiddenAt: read.guardrailsHiddenAt,
    guardrailAt: key => placeAt(read.defaults, ['guardrails', key]),
    environmentAt: (...path) => placeAt(read.environmentTexts.get(environment), path),
    tests: read.tests.filter(({ value }) => value.environment === environment),
    brokenTests: read.brokenTests,
  }
}

/** Without policies and targets: of a side with holes nothing is to be said. */
export function emptied(side: Side): Side {
  const { environment, region } = side.plan
  return { ...side, policies: [], plan: nothing(environment, region), inventory: undefined }
}

function nothing(environment: string, region = ''): Plan {
  return { environment, region, policies: [], sources: [], rules: [], notifications: [] }
}

function placeAt(text: DocumentText | undefined, path: Path): Place | undefined {
  if (text === undefined || !isWritten({ text, path })) return undefined
  return placeIn({ text, path })
}
