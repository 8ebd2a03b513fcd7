// A review for machines: the value itself. docs/review.schema.json describes it; what is added keeps `version`.
import type { Review } from '../review/review.ts'
import { isCompared } from './headline.ts'

/** Ends with a newline. What was not compared has no grade: whoever reads `neutral` would take it for harmless. */
export function renderReviewJson(review: Review): string {
  const value = { ...review, grade: isCompared(review) ? review.grade : null }
  return `${JSON.stringify(value, undefined, 2)}\n`
}
