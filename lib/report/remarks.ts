// What there is to say of a review, as short remarks in sections: text and Markdown only differ in how they set them.
import type { Finding, Verdict } from '../review/check.ts'
import type { Grade, Reason } from '../review/grade.ts'
import type { Collision } from '../review/outlook.ts'
import type { Review } from '../review/review.ts'
import { placeText } from './words.ts'

export type Remark = {
  /** x stops the change, ! asks for a look, i is worth knowing; + ~ - is for the better, neither, gone. */
  readonly sign: 'x' | '!' | '+' | '~' | '-' | 'i'
  /** Whom it is about: sources, targets, or a place that is to be looked at. */
  readonly about: readonly string[]
  readonly text: string
  /** Code of a finding. */
  readonly code?: string
  readonly place?: string
  readonly fix?: string
}

/** Everything that has this grade: changes of sources, then of what surrounds them, then targets. */
export function remarksOfGrade(review: Review, grade: Grade): readonly Remark[] {
  const sign = ({ weakens: '!', neutral: '~', strengthens: '+' } as const)[grade]
  const is = (graded: { readonly grade: Grade }) => graded.grade === grade
  return [
    ...review.changes.filter(is).map(({ source, reasons, place }) => ({
      sign,
      about: [source],
      text: reasonsText(reasons),
      place: placeText(place),
    })),
    ...review.terms.filter(is).map(({ subject, text, place }) => ({
      sign,
      about: [subject],
      text,
      ...(place !== undefined && { place: placeText(place) }),
    })),
    ...groupedTargets(review.targets.filter(one => is(one) && one.reasons.length > 0)).map(
      group => ({
        sign,
        ...group,
      }),
    ),
  ]
}

export function findingRemarks(findings: readonly Finding[]): readonly Remark[] {
  return findings.map(({ severity, code, message, fix, place }) => ({
    sign: ({ error: 'x', warning: '!', note: 'i' } as const)[severity],
    about: [placeText(place)],
    text: message,
    code,
    ...(fix !== undefined && { fix }),
  }))
}

/** Mistakes that the change corrects. */
export function goneRemarks({ findings }: Review): readonly Remark[] {
  return findingRemarks(findings.gone).map(({ fix: _, ...remark }) => ({ ...remark, sign: '+' }))
}

/** Targets that no policy covers, and that no change has lost: those are among what weakens. */
export function unprotectedRemarks({ targets }: Review): readonly Remark[] {
  const names = targets.filter(({ change }) => change === 'never').map(({ target }) => target)
  return names.map(name => ({ sign: 'i', about: [name], text: '' }))
}

export function collisionRemarks({ collisions }: Review): readonly Remark[] {
  const text = ({ sources, local }: Collision) => `${sources.join(' and ')}, first on ${local}`
  return [
    ...collisions.appeared.map(one => ({
      sign: '!' as const,
      about: [one.target],
      text: text(one),
    })),
    ...collisions.gone.map(one => ({
      sign: '+' as const,
      about: [one.target],
      text: `no longer ${text(one)}`,
    })),
  ]
}

/** What was asked of the change, and of what failed exactly what to do. */
export function checkRemarks({ checks }: Verdict): readonly Remark[] {
  return checks.map(({ check, passes, message, fix, standing }) => ({
    sign: passes ? 'i' : 'x',
    about: [check],
    text: message,
    ...(standing !== undefined && { place: standing }),
    ...(fix !== undefined && !passes && { fix }),
  }))
}

export function reasonsText(reasons: readonly Reason[]): string {
  return reasons.map(({ text }) => text).join('; ')
}

/** Targets of which the same is said are named together. */
export function groupedTargets(
  targets: readonly { readonly target: string; readonly reasons: readonly Reason[] }[],
): readonly Pick<Remark, 'about' | 'text'>[] {
  const groups = new Map<string, string[]>()
  for (const { target, reasons } of targets) {
    const text = reasonsText(reasons)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [target])
    else group.push(target)
  }
  return [...groups].map(([text, about]) => ({ about, text }))
}
