// A review in which every name and every sentence that somebody else has written is one and the same text.
import type { Review } from '../../lib/review/review.ts'
import { mixedReview } from './sample-review.ts'

const WRITTEN_BY_OTHERS = new Set([
  ...['environment', 'name', 'source', 'policy', 'owner', 'level', 'phrase', 'text', 'movedFrom'],
  ...['movedTo', 'subject', 'before', 'after', 'target', 'commcell', 'client', 'reason', 'by'],
  ...['calendar', 'message', 'fix', 'code', 'file', 'standing', 'logicalId', 'type', 'problem'],
  ...['targets', 'sources', 'policies'],
])

export function hostileReview(text: string, review: Review = mixedReview()): Review {
  const written = (key: string, value: unknown): unknown => {
    if (typeof value === 'string') return WRITTEN_BY_OTHERS.has(key) ? text : value
    if (Array.isArray(value)) return value.map(item => written(key, item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, written(name, item)]),
    )
  }
  return written('', review) as Review
}
