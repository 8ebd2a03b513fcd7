// Who may consent to a change, and how much may go without: the small values of two guardrails.
import type { Flaw } from './codes.ts'
import { quote, UNPRINTABLE } from './wording.ts'

/** GitLab's limit; GitHub's is 50. */
const LONGEST_LABEL = 255

/** A name as GitHub and GitLab have them for labels. Lists of labels are written with commas, so no label has one. */
export function labelFlaw(value: string): Flaw | undefined {
  const proper = value
    .replace(/[,\s]+/g, ' ')
    .replace(UNPRINTABLE, '')
    .trim()
  if (value === proper && value !== '' && value.length <= LONGEST_LABEL) return undefined
  const message = `${quote(value)} is not the name of a label: one line, without commas and without spaces around it`
  const isGood = proper !== '' && proper.length <= LONGEST_LABEL
  return { code: 'wrong-value', message, fix: `write ${isGood ? proper : 'weakens-protection'}` }
}

/** One person by their name on GitHub or GitLab; who is in a team, nobody here knows. */
export function approverFlaw(value: string): Flaw | undefined {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(value)) return undefined
  const message = `${quote(value)} is not the user name of one person, as GitHub or GitLab knows them`
  const [, name = 'anna'] = /^@?([\w.-]{1,255})$/.exec(value.trim()) ?? []
  return { code: 'wrong-value', message, fix: `write ${/^\w/.test(name) ? name : 'anna'}` }
}

/** Of `20%`: 0.2. Undefined for what is none. */
export function shareOf(text: string): number | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(text) ?? []
  const share = Number(percent) / 100
  return share <= 1 ? share : undefined
}
