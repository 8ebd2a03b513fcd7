// What asks for consent: who has given it, and what to do where nobody has.
import type { Consent } from '../policy/guardrails.ts'
import { oneOf } from '../policy/wording.ts'
import { isSameName } from '../target.ts'
import type { Check } from './check.ts'
import type { ReviewContext } from './side.ts'

/** Labels and approvals that the change has: the consents. */
export type Given = Pick<ReviewContext, 'labels' | 'approvers'>

type Asked = Pick<Check, 'check'> & {
  readonly found: string
  readonly guards: readonly Consent[]
  readonly given: Given
  /** What to do where nobody may consent. */
  readonly otherwise?: string
}

/** Every guard asks for a consent of its own; one label may be enough for all. Where there is none, nobody may consent. */
export function consented({ check, found, guards, given, otherwise }: Asked): Check {
  const open = guards.filter(guard => consentTo(guard, given) === undefined)
  if (open.length === 0 && guards.length > 0) {
    const allowed = [...new Set(guards.flatMap(guard => consentTo(guard, given) ?? []))]
    return { check, passes: true, message: `${found}; ${allowed.join(', and ')}` }
  }
  const nobody = guards.length === 0 || open.some(guard => whatToDo(guard) === '')
  const fix = nobody
    ? (otherwise ?? 'take back what weakens')
    : [...new Set(open.map(whatToDo))].join('; and ')
  return { check, passes: false, message: found, fix }
}

function consentTo(
  { label, approvers = [] }: Consent,
  { labels, approvers: approvedBy }: Given,
): string | undefined {
  if (label !== undefined && labels.some(each => isSameName(each, label))) {
    return `the label ${label} allows it`
  }
  const who = approvers.find(name => approvedBy.some(each => isSameName(each, name)))
  return who === undefined ? undefined : `${who} has approved it`
}

/** Nothing where nobody may consent. */
function whatToDo({ label, approvers = [] }: Consent): string {
  const byLabel = label === undefined ? [] : [`add the label ${label} to the pull request`]
  const byPerson = approvers.length === 0 ? [] : [`have ${oneOf(approvers)} approve it`]
  return [...byLabel, ...byPerson].join(', or ')
}
