// Guardrails that were loosened or tightened: what no longer holds people back weakens, whether or not anybody went there.
import type { Consent, Guardrails } from '../policy/guardrails.ts'
import { isSameName } from '../target.ts'
import { durationText } from './change-words.ts'
import { type Grade, lessIsBetter, moreIsBetter } from './grade.ts'
import type { TermChange } from './graded.ts'
import { percentText } from './share-text.ts'
import type { Side } from './side.ts'

/** Of what is gone, where it stood. */
export function* guardrailTerms(before: Side, after: Side): Generator<TermChange> {
  const at = (key: string) => after.guardrailAt(key) ?? before.guardrailAt(key)
  for (const change of compared(before.guardrails, after.guardrails)) {
    const place = at(change.key)
    yield place === undefined ? change : { ...change, place }
  }
}

function* compared(was: Guardrails, is: Guardrails): Generator<TermChange> {
  for (const { key, textOf, grade } of GUARDRAILS) {
    const [before, after] = [textOf(was), textOf(is)]
    if (before === after) continue
    const graded = grade(was, is)
    const verb = { weakens: 'is loosened', neutral: 'is another', strengthens: 'is tightened' }[
      graded
    ]
    const text = `${key} ${verb}: ${before ?? 'none'} -> ${after ?? 'none'}`
    yield { grade: graded, subject: 'guardrails', key, before, after, text }
  }
}

type Guardrail = {
  readonly key: string
  readonly textOf: (guardrails: Guardrails) => string | null
  readonly grade: (was: Guardrails, is: Guardrails) => Grade
}

const NONE = Number.POSITIVE_INFINITY

const GUARDRAILS: readonly Guardrail[] = [
  {
    key: 'minInterval',
    textOf: ({ minIntervalSeconds }) => durationText(minIntervalSeconds),
    grade: (was, is) => moreIsBetter(was.minIntervalSeconds, is.minIntervalSeconds),
  },
  {
    key: 'maxTargetsPerPolicy',
    textOf: ({ maxTargetsPerPolicy: most }) => (most === undefined ? null : String(most)),
    grade: (was, is) =>
      lessIsBetter(was.maxTargetsPerPolicy ?? NONE, is.maxTargetsPerPolicy ?? NONE),
  },
  {
    key: 'requireRpo',
    textOf: ({ requireRpo }) => requireRpo.toSorted().join(', ') || null,
    grade: ({ requireRpo: was }, { requireRpo: is }) =>
      was.every(name => is.includes(name)) ? 'strengthens' : 'weakens',
  },
  {
    key: 'pauseNeedsUntil',
    textOf: ({ pauseNeedsUntil }) => String(pauseNeedsUntil),
    grade: (_, is) => (is.pauseNeedsUntil ? 'strengthens' : 'weakens'),
  },
  {
    key: 'allowReplace',
    textOf: ({ allowReplace }) => String(allowReplace),
    grade: (_, is) => (is.allowReplace ? 'weakens' : 'strengthens'),
  },
  {
    key: 'weakens',
    textOf: ({ weakens }) => (weakens === undefined ? null : consentText(weakens)),
    grade: (was, is) => consentGrade(was.weakens, is.weakens),
  },
  {
    key: 'maxRemovedStarts',
    textOf: ({ maxRemovedStarts: most }) =>
      most === undefined ? null : `${percentText(most.share)}, ${consentText(most)}`,
    grade: ({ maxRemovedStarts: was }, { maxRemovedStarts: is }) => {
      const share = lessIsBetter(was?.share ?? NONE, is?.share ?? NONE)
      const consent = consentGrade(was, is)
      return [share, consent].includes('weakens')
        ? 'weakens'
        : share === 'neutral'
          ? consent
          : share
    },
  },
]

function consentText({ label, approvers = [] }: Consent): string {
  const words = [...(label === undefined ? [] : [`label ${label}`]), ...approvers]
  return words.length === 0 ? 'nothing allows more' : `allowed by ${words.join(' or ')}`
}

/** Whoever may consent now and might not before makes it looser. */
function consentGrade(was: Consent | undefined, is: Consent | undefined): Grade {
  if (was === undefined || is === undefined) {
    return was === is ? 'neutral' : is === undefined ? 'weakens' : 'strengthens'
  }
  if (!isWithin(is, was)) return 'weakens'
  return isWithin(was, is) ? 'neutral' : 'strengthens'
}

function isWithin(inner: Consent, outer: Consent): boolean {
  const { label, approvers = [] } = inner
  const known = outer.approvers ?? []
  const isLabelKnown =
    label === undefined || (outer.label !== undefined && isSameName(outer.label, label))
  return isLabelKnown && approvers.every(name => known.some(each => isSameName(each, name)))
}
