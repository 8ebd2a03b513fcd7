// Whether protection gets worse anywhere, and who has consented to that.
import type { Consent } from '../policy/guardrails.ts'
import { listed } from '../policy/wording.ts'
import type { Base } from './base.ts'
import type { Unknown } from './base-unknown.ts'
import type { Check } from './check.ts'
import { consented, type Given } from './consented.ts'
import type { Review } from './review.ts'

type Graded = Pick<Review, 'changes' | 'terms' | 'targets'>

type Guard = {
  readonly guards: readonly Consent[]
  readonly base: Base | null
  readonly unknown: Unknown | undefined
}

export function weakensCheck(
  graded: Graded,
  { guards, base, unknown }: Guard,
  given: Given,
): Check {
  const check = 'weakens'
  const worse = worseOf(graded)
  const weaker = `this change weakens protection: ${listed(worse)}`
  if (unknown !== undefined) {
    const found = worse.length === 0 ? unknown.found : `${unknown.found}, and ${weaker}`
    return consented({ check, guards, given, ...unknown, found })
  }
  // What nobody can read may have protected anything.
  if (base !== null && base.unreadable > 0 && worse.length === 0) {
    const found = `What the base protects is not known: ${base.name} has mistakes that hide policies`
    return consented({ check, found, guards, given })
  }
  if (worse.length === 0) return { check, passes: true, message: 'Nothing weakens protection' }
  return consented({ check, found: capital(weaker), guards, given })
}

/** Each with its weightiest reason. */
function worseOf({ changes, terms, targets }: Graded): readonly string[] {
  const parts = [
    ...changes.map(({ source, grade, reasons }) => {
      return { grade, text: `${source} (${reasons[0]?.text})` }
    }),
    ...terms.map(({ subject, grade, text }) => ({ grade, text: `${subject} (${text})` })),
    ...targets.map(({ target, grade, reasons }) => {
      return { grade, text: `target ${target} (${reasons[0]?.text})` }
    }),
  ]
  return parts.flatMap(({ grade, text }) => (grade === 'weakens' ? text : []))
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
