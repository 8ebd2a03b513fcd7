// What the page shows, in a few words.
import { isCompared } from '../report/headline.ts'
import type { History } from '../report/history.ts'
import type { Review } from '../review/review.ts'

type Shown = { readonly review: Review; readonly history: History | null }

/** For a browser's tab, which shows little of it: `prod: simulation of outage`. */
export function subjectOf({ review, history }: Shown): string {
  const { environment, base } = review
  const isChange = base !== null && isCompared(review)
  if (history === null) return `${environment}: ${isChange ? 'change' : 'plan'}`
  if (history.scenario !== null) return `${environment}: simulation of ${history.scenario.name}`
  return `${environment}: ${isChange ? 'change, and ' : ''}${asksOf(history)}`
}

/** Where nothing is compared: what was asked. */
export function asksOf(history: History | null): string {
  if (history === null) return 'backups as planned'
  return history.kind === 'observed' ? 'what happened' : 'what would happen'
}
