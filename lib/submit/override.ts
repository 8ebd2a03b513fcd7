// What somebody who starts by hand may go past: a check that stops them says its own name.
import type { Decision } from '../run/decision.ts'
import type { RunOrigin } from '../run/run.ts'
import type { Override } from '../start.ts'

/** The decision of a check; of a start by hand that may not start now, with the word that goes past it. */
export function overridable<D extends Decision>(
  { manual }: RunOrigin,
  check: Override,
  decision: D | undefined,
): D | undefined {
  const isStopped = decision && decision.kind !== 'start' && decision.kind !== 'wait'
  if (!isStopped || manual === undefined) return decision
  // A pause ends with somebody's own words.
  const said = decision.text.replace(/[.\s]*$/, '')
  return { ...decision, text: `${said}. A start by hand may override this: ${check}.` }
}
