// What takes starts away in the time to come, as remarks.
import type { Review } from '../review/review.ts'
import type { Remark } from './remarks.ts'
import { clockText, counted } from './words.ts'

/** Clocks that change, blackouts and pauses; what takes starts away, or is new, asks for a look. */
export function aheadRemarks({ ahead, timezone }: Review): readonly Remark[] {
  return [
    ...ahead.clockChanges.map(({ direction, from, to, timezone: zone, skipped }) => ({
      sign: skipped.length > 0 ? ('!' as const) : ('i' as const),
      about: unique(skipped.map(({ source }) => source)),
      text: `the clocks go ${direction}, ${from} -> ${to.slice(11)} (${zone})${lostText(skipped)}`,
    })),
    ...ahead.blackouts.map(({ calendar, name, reason, from, to, sources, isNew, ...lost }) => ({
      sign: isNew ? ('!' as const) : ('i' as const),
      about: sources,
      text:
        `${isNew ? 'new blackout' : 'blackout'} ${name} of ${calendar}${why(reason)}, ` +
        `${clockText(from, timezone)} to ${clockText(to, timezone)}: ` +
        `${counted(lost.skipped, 'start')} skipped, ${lost.deferred} deferred`,
    })),
    ...ahead.pauses.map(({ source, reason, by, until, skipped, isNew }) => ({
      sign: isNew ? ('!' as const) : ('i' as const),
      about: [source],
      text:
        `${isNew ? 'newly paused' : 'paused'} by ${by} ` +
        `${until === undefined ? 'without an end' : `until ${clockText(until, timezone)}`}` +
        `${why(reason)}: ${counted(skipped, 'start')} skipped in the next 14 days`,
    })),
  ]
}

function lostText(skipped: readonly { readonly local: string }[]): string {
  const [first] = skipped
  if (first === undefined) return ''
  const verb = skipped.length === 1 ? 'is' : 'are'
  return `: ${counted(skipped.length, 'start')} ${verb} not made, ${first.local} does not exist`
}

function why(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
