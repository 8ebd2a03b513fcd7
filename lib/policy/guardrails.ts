// What Defaults.guardrails forbid in every policy, with what holds where nothing is written.
import { shareOf } from './consent-laws.ts'
import type { DefaultsDocument } from './schema.ts'
import { secondsOf } from './terms.ts'
import type { Written } from './written.ts'

export type Guardrails = {
  /** No schedule may start more often. Without a word: 2 minutes, so that `every: 1m` needs one. */
  readonly minIntervalSeconds: number
  readonly maxTargetsPerPolicy?: number
  /** Environments in which every policy promises an rpo. */
  readonly requireRpo: readonly string[]
  readonly pauseNeedsUntil: boolean
  /** Whether a schedule may kill a running job to start its own (`overlap: replace`). */
  readonly allowReplace: boolean
  /** Whether a change that weakens protection needs somebody's consent. */
  readonly weakens?: Consent
  /** Of the backups a week, by target and level: how many a change may remove without consent. 0 to 1. */
  readonly maxRemovedStarts?: Consent & { readonly share: number }
}

/** By a label of the pull request, or by the approval of one of these people: either suffices. Without both by nothing. */
export type Consent = { readonly label?: string; readonly approvers?: readonly string[] }

export const NO_GUARDRAILS: Guardrails = {
  minIntervalSeconds: 120,
  requireRpo: [],
  pauseNeedsUntil: false,
  allowReplace: false,
}

/** What a Defaults document says, over what holds without a word. What nobody can read forbids nothing. */
export function guardrailsOf(defaults: Written<DefaultsDocument> | undefined): Guardrails {
  if (defaults === undefined) return NO_GUARDRAILS
  const { minInterval, maxTargetsPerPolicy, requireRpo, pauseNeedsUntil, allowReplace } =
    defaults.value.guardrails ?? {}
  const { weakens, maxRemovedStarts } = defaults.value.guardrails ?? {}
  const isTold = (key: string) => defaults.mistakes.isAt(['guardrails', key])
  const { minIntervalSeconds } = NO_GUARDRAILS
  return {
    minIntervalSeconds: isTold('minInterval') ? 0 : (secondsOf(minInterval) ?? minIntervalSeconds),
    ...(maxTargetsPerPolicy === undefined ? {} : { maxTargetsPerPolicy }),
    requireRpo: requireRpo ?? NO_GUARDRAILS.requireRpo,
    pauseNeedsUntil: pauseNeedsUntil ?? NO_GUARDRAILS.pauseNeedsUntil,
    allowReplace: isTold('allowReplace') || (allowReplace ?? NO_GUARDRAILS.allowReplace),
    ...(weakens === undefined ? {} : { weakens: consentOf(weakens) }),
    ...removedStartsOf(maxRemovedStarts),
  }
}

type WrittenGuardrails = NonNullable<DefaultsDocument['guardrails']>

function removedStartsOf(
  written: WrittenGuardrails['maxRemovedStarts'],
): Pick<Guardrails, 'maxRemovedStarts'> {
  if (written === undefined) return {}
  const { share: text, ...consent } = typeof written === 'string' ? { share: written } : written
  const share = shareOf(text)
  return share === undefined ? {} : { maxRemovedStarts: { share, ...consentOf(consent) } }
}

function consentOf({ label, approvers }: NonNullable<WrittenGuardrails['weakens']>): Consent {
  return {
    ...(label === undefined ? {} : { label }),
    ...(approvers === undefined ? {} : { approvers }),
  }
}
