// A base of which nobody can tell what it asks: its guardrails cannot be read, or its policies are in another folder.
import { listed } from '../policy/wording.ts'
import type { Base } from './base.ts'
import type { Check } from './check.ts'
import type { Side } from './side.ts'

/** Why nobody can tell what the base asks of a change, and how to go on where nobody may consent. */
export type Unknown = { readonly found: string; readonly otherwise: string }

/** It may have asked for consent to anything, so this does. */
export function unknownOf({ guardrailsHiddenAt }: Side, name = 'the base'): Unknown | undefined {
  const [hidden] = guardrailsHiddenAt
  if (hidden === undefined) return undefined
  const { file, line, column } = hidden
  return {
    found: `The guardrails of ${name} are not known, because ${file}:${line}:${column} cannot be read`,
    otherwise: `correct ${file} first, in a pull request that changes nothing else and has a weakens guardrail with a label, which then allows it; or compare with the last commit that can be read`,
  }
}

/** Whoever could consent stands in the policies that were not found: nobody may. */
export function notCompared({ name, withoutPolicies }: Base): Check {
  const { folder = '', elsewhere = [] } = withoutPolicies ?? {}
  return {
    check: 'weakens',
    passes: false,
    message: `${name} has policies in ${listed(elsewhere)} and none in ${folder}, so nothing is compared`,
    fix: 'compare with those as the head of the plan says; if they have moved, an administrator has to let that pass',
  }
}
