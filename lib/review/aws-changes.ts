// What CloudFormation would do: resources that are new, gone or different, by logical id.
import { canonicalJson } from '../plan/canonical.ts'
import { toResources } from '../plan/cloudformation.ts'
import { type Plan, PlanError } from '../plan/plan.ts'
import { compare } from '../policy/order.ts'
import type { AwsChange, AwsReview, Count } from './figures.ts'

/** Without a base nothing has changed. */
export function awsReviewOf(before: Plan | undefined, after: Plan): AwsReview {
  const [were, are] = [before && compiled(before), compiled(after)]
  if ('problem' in are) return { types: {}, resources: [], problem: are.problem }
  // A base that does not fit was never deployed.
  const was = were === undefined ? are.resources : 'problem' in were ? {} : were.resources
  return compared(was, are.resources)
}

type Resources = { readonly [logicalId: string]: { readonly Type: string } }

type Compiled = { readonly resources: Resources } | { readonly problem: string }

function compiled(plan: Plan): Compiled {
  if (plan.policies.length === 0) return { resources: {} }
  try {
    return { resources: toResources(plan).Resources }
  } catch (error) {
    if (error instanceof PlanError) return { problem: error.message }
    throw error
  }
}

function compared(were: Resources, are: Resources): AwsReview {
  const changes: AwsChange[] = []
  const types = new Map<string, { -readonly [kind in keyof Count]: number }>()
  for (const logicalId of new Set([...Object.keys(were), ...Object.keys(are)])) {
    const [was, is] = [were[logicalId], are[logicalId]]
    const type = (is ?? was)?.Type ?? ''
    const count = types.get(type) ?? { added: 0, changed: 0, removed: 0, unchanged: 0 }
    types.set(type, count)
    const kind = kindOf(was, is)
    count[kind]++
    if (kind !== 'unchanged') changes.push({ kind, type, logicalId })
  }
  return {
    types: Object.fromEntries([...types].toSorted(([a], [b]) => compare(a, b))),
    resources: changes.toSorted((a, b) => compare(a.logicalId, b.logicalId)),
  }
}

function kindOf(was: unknown, is: unknown): keyof Count {
  if (was === undefined) return 'added'
  if (is === undefined) return 'removed'
  const isSame = was === is || JSON.stringify(was) === JSON.stringify(is)
  return isSame || canonicalJson(was) === canonicalJson(is) ? 'unchanged' : 'changed'
}
