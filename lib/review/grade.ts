// Grades and reasons: how the parts of a change make the grade of the whole.
/** Of protection. What makes it worse in one place and better in another weakens it. */
export type Grade = 'weakens' | 'neutral' | 'strengthens'

/** One sentence without a full stop, which says before and after: `672 -> 336 starts a week`. */
export type Reason = { readonly grade: Grade; readonly text: string }

export const weakens = (text: string): Reason => ({ grade: 'weakens', text })

export const neutral = (text: string): Reason => ({ grade: 'neutral', text })

export const strengthens = (text: string): Reason => ({ grade: 'strengthens', text })

/** What became more is better, less is worse, and the same is neither. */
export function moreIsBetter(before: number, after: number): Grade {
  if (after === before) return 'neutral'
  return after > before ? 'strengthens' : 'weakens'
}

export const lessIsBetter = (before: number, after: number): Grade => moreIsBetter(after, before)

/** One part that weakens makes the whole weaken, whatever the others do. What is neutral says nothing about the rest. */
export function gradeOf(parts: Iterable<{ readonly grade: Grade }>): Grade {
  let whole: Grade = 'neutral'
  for (const { grade } of parts) {
    if (grade === 'weakens') return grade
    if (grade === 'strengthens') whole = grade
  }
  return whole
}

const WEIGHT = { weakens: 0, strengthens: 1, neutral: 2 } as const satisfies Record<Grade, number>

/** The order is kept among those of one grade. */
export function weightiestFirst(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.toSorted((a, b) => WEIGHT[a.grade] - WEIGHT[b.grade])
}
