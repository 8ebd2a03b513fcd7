// What a change is compared with.
import type { Diagnostic } from '../policy/diagnostic.ts'

export type Base = {
  /** As it was asked for: `origin/main`, `old/policies`. */
  readonly name: string
  /** Full id of the commit, where it is one. */
  readonly commit?: string
  /** Mistakes of the base by which policies are missing from it: what they covered looks new. */
  readonly unreadable: number
  /** The first of them. */
  readonly mistake?: Pick<Diagnostic, 'place' | 'message'>
  /** The folder that is compared with a single file: what that does not hold looks new. */
  readonly standsFor?: string
  /** Where there is no policy in it, so that everything looks new. */
  readonly withoutPolicies?: WithoutPolicies
}

/** Where its policies are in another folder: what was found in their place is nothing to compare with. */
export function isElsewhere({ withoutPolicies }: Base): boolean {
  return withoutPolicies !== undefined && withoutPolicies.elsewhere.length > 0
}

export type WithoutPolicies = {
  /** Where it was looked for them: `policies`. */
  readonly folder: string
  /** Folders of the commit, from the top of its repository, in which it has policies nevertheless. */
  readonly elsewhere: readonly string[]
}
