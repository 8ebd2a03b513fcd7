// What targets can rely on, before and after, as rows of plain text.
import type { Review } from '../review/review.ts'
import type { Cover, TargetReview } from '../review/target-review.ts'
import { isCompared } from './headline.ts'
import type { Table } from './rows.ts'
import { fromTo, lengthText, NOTHING, provedText } from './words.ts'

/** By target: what is promised and what is proved, where either has changed; all of them where nothing is compared. */
export function recoveryTable(review: Review): Table {
  const wanted = isCompared(review) ? isMoved : ({ after }: TargetReview) => after !== null
  return {
    head: ['Target', 'rpo', 'Worst gap of all policies', 'rpo is kept'],
    rows: review.targets.filter(wanted).map(({ target, grade, change, before, after }) => {
      // Without a base there is no before, not even one of nothing.
      const was = isCompared(review) ? before : after
      const pair = (text: (cover: Cover | null) => string) => fromTo(text(was), text(after))
      return {
        weakens: grade === 'weakens',
        name: target,
        sign: SIGNS[change],
        cells: [pair(promiseText), pair(provedText), keptPair(was, after)],
      }
    }),
  }
}

const SIGNS = { gained: '+', lost: '-', kept: ' ', never: ' ' } as const

function isMoved({ before, after }: TargetReview): boolean {
  return [promiseText, provedText, keptText].some(text => text(before) !== text(after))
}

function promiseText(cover: Cover | null): string {
  const seconds = cover?.promisedSeconds ?? null
  return seconds === null ? 'none' : lengthText(seconds)
}

/** What was never promised was neither kept nor broken. */
function keptPair(before: Cover | null, after: Cover | null): string {
  const was = keptText(before)
  return was === NOTHING ? keptText(after) : fromTo(was, keptText(after))
}

function keptText(cover: Cover | null): string {
  if (cover === null || cover.kept === null) return NOTHING
  return cover.kept ? 'yes' : 'no'
}
