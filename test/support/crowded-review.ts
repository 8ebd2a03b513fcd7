// A review whose charts have the most to say in one place: caps that are passed, clocks that change in the night after
// now and on the last day, blackouts of long names, one of them of the day after, and a target with one.
import type { Review } from '../../lib/review/review.ts'
import { reviewWithoutBase } from './sample-review.ts'

export function crowdedReview(): Review {
  const review = reviewWithoutBase()
  const { ahead, load, targets } = review
  return {
    ...review,
    ahead: {
      ...ahead,
      clockChanges: ['2026-11-22T01:00:00Z', '2026-12-04T01:00:00Z'].flatMap(at =>
        ahead.clockChanges.slice(0, 1).map(change => ({ ...change, at })),
      ),
      blackouts: ahead.blackouts.flatMap(blackout => [
        blackout,
        {
          ...blackout,
          name: `the-${'long-'.repeat(10)}night`,
          from: '2026-11-22T01:00:00Z',
          to: '2026-11-22T09:00:00Z',
        },
        { ...blackout, name: 'after', from: '2026-12-05T01:00:00Z', to: '2026-12-05T09:00:00Z' },
      ]),
    },
    targets: targets.map(each =>
      each.target === 'erp-core'
        ? { ...each, target: 'erp-production-warehouse-management-eu-central-1-primary' }
        : each,
    ),
    load: load.map(cell => ({
      ...cell,
      caps: { maxInFlight: 1000, maxInFlightPerClient: 2, writesPerHour: 9 },
      minutes: cell.minutes.map(minutes => minutes * 6000),
    })),
  }
}
