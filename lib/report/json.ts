// A review for machines: the value itself. docs/review.schema.json describes it; what is added keeps `version`.
import type { Review } from '../review/review.ts'

/** Ends with a newline. */
export function renderReviewJson(review: Review): string {
  return `${JSON.stringify(review, undefined, 2)}\n`
}
