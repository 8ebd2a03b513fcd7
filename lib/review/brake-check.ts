// Whether more backups are removed at once than the brake lets through without consent.
import type { Guardrails } from '../policy/guardrails.ts'
import type { Check } from './check.ts'
import { consented, type Given } from './consented.ts'
import type { Review } from './review.ts'
import { percentText } from './share-text.ts'

type Brake = {
  readonly guards: readonly NonNullable<Guardrails['maxRemovedStarts']>[]
  /** Whether its loosening is stopped as what weakens: else one change takes the brake off, and the next everything. */
  readonly isGuarded: boolean
}

export function brakeCheck(
  { totals: { removedShare }, terms }: Pick<Review, 'totals' | 'terms'>,
  { guards, isGuarded }: Brake,
  given: Given,
): Check {
  const check = 'maxRemovedStarts'
  const least = Math.min(...guards.map(({ share }) => share))
  const over = guards.filter(({ share }) => removedShare > share + ROUNDING)
  const removed = `${percentText(removedShare)} of the backups a week are removed`
  const loosened = terms.find(({ key, grade }) => key === check && grade === 'weakens')
  if (over.length === 0 && loosened !== undefined && !isGuarded) {
    const otherwise = 'leave the guardrail as it is'
    return consented({ check, found: loosened.text, guards, given, otherwise })
  }
  if (over.length === 0) {
    return { check, passes: true, message: `${removed}, and ${percentText(least)} may be` }
  }
  const found = `${removed}, and without consent ${percentText(least)} may be`
  const otherwise = `remove less: ${percentText(least)} of the backups a week at most`
  return consented({ check, found, guards: over, given, otherwise })
}

/** A sum of shares is not exact. */
const ROUNDING = 1e-9
