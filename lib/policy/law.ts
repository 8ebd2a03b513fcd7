// Laws of a value, told in our own words through the schema library: it carries our flaws in its issues.
import * as z from 'zod/mini'
import type { Flaw } from './codes.ts'

export type Law = (value: string) => Flaw | undefined

/** A text under laws; the first that it breaks is told. A thousand policies share a few texts: each is judged once. */
export function lawful(...laws: readonly Law[]): z.ZodMiniString {
  const passed = new Set<string>()
  return z.string().check(payload => {
    if (passed.has(payload.value)) return
    const flaw = firstFlaw(laws, payload.value)
    if (flaw === undefined) passed.add(payload.value)
    else payload.issues.push(issueOf(flaw, payload.value))
  })
}

/** A map under a law. What it holds nobody knows where a part of it has been refused. */
export function lawfulMap(law: (map: object) => Flaw | undefined): z.core.CheckFn<object> {
  return payload => {
    if (payload.issues.length > 0) return
    const flaw = law(payload.value)
    if (flaw !== undefined) payload.issues.push(issueOf(flaw, payload.value))
  }
}

/** A map with nothing in it would say nothing, or everything. */
export const notEmpty = lawfulMap(map =>
  Object.keys(map).length > 0
    ? undefined
    : { code: 'wrong-value', message: 'This map is empty', fix: 'add an entry' },
)

/** The flaw that a law put into an issue of the schema library. */
export function flawOf(issue: z.core.$ZodIssueCustom): Flaw {
  return issue.params?.flaw
}

function firstFlaw(laws: readonly Law[], value: string): Flaw | undefined {
  for (const law of laws) {
    const flaw = law(value)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

/** `continue` lets the schema library go on, so that one mistake does not hide another. */
function issueOf(flaw: Flaw, input: unknown) {
  return { code: 'custom', input, continue: true, params: { flaw } } as const
}
