// Recovery points: for each target what is promised, what the schedules prove, and what was observed.

import type { History } from '../report/history.ts'
import { counted, numberText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import type { Cover, TargetReview } from '../review/target-review.ts'
import { chartFigure } from './chart-draw.ts'
import type { Promised } from './chart-promise-row.ts'
import { promisesChart } from './chart-promises.ts'
import { WHERE } from './facts.ts'
import { type Html, html } from './html.ts'
import { type Seen, seenIn } from './observed.ts'
import { section } from './section.ts'
import { targetTable } from './targets.ts'
import { listedNames } from './words.ts'

/** A chart of more is not looked at; the table has them all. */
const DRAWN = 24

type Shown = { readonly review: Review; readonly history: History | null }

export function promises({ review, history }: Shown): Html {
  const seen = seenIn(review, history)
  const where = history === null ? '' : WHERE[history.kind]
  // Without a base there is no before.
  const targets = review.targets.map(each =>
    review.base === null ? { ...each, before: null } : each,
  )
  const rows = targets.flatMap(target => promisedOf(target, seen.get(target.target)))
  const worst = rows.toSorted((a, b) => compared(weight(b), weight(a))).slice(0, DRAWN)
  const alerts = [
    alert(
      review.targets.filter(({ after }) => after?.kept === false),
      `of ${counted(rows.length, 'promise')} not kept by the schedules`,
    ),
    alert(
      [...seen.values()].filter(({ promise }) => promise === 'broken'),
      `of ${counted(rows.length, 'promise')} broken ${where}`,
    ),
  ]
  const chart =
    worst.length === 0
      ? null
      : chartFigure(
          promisesChart(worst, where),
          html`<p class="note">${worst.length < rows.length ? `The ${DRAWN} targets that come closest to their promise or break it; all` : 'All'} figures stand in the table below.</p>`,
        )
  const observed =
    history === null
      ? ''
      : ' Observed is the longest time from one recovery point to the next, by when their backups were due; that a promise is broken is noticed, and told, a little later.'
  return section(
    {
      id: 'promises',
      title: 'Recovery points',
      note: `Promised is the shortest rpo of all policies of a target; proved is the longest time that all schedules together leave it without a recovery point.${observed}`,
    },
    html`${alerts}${unjudgedNote([...seen.values()])}${chart}${targetTable({ review, seen, where })}`,
  )
}

function alert(targets: readonly { readonly target: string }[], what: string): Html | null {
  if (targets.length === 0) return null
  return html`<p class="alert"><b>✕ ${numberText(targets.length)}</b> ${what}: ${listedNames(targets)}.</p>`
}

function unjudgedNote(seen: readonly Seen[]): Html | null {
  const unjudged = seen.filter(({ promise }) => promise === 'not judged')
  if (unjudged.length === 0) return null
  return html`<p class="note">Not judged: ${listedNames(unjudged)}. A promise is judged between two recovery points, and the span has no two of ${unjudged.length === 1 ? 'this target' : 'these targets'}.</p>`
}

function promisedOf(
  { target, before, after }: TargetReview,
  seen: Seen | undefined,
): readonly Promised[] {
  const promised = after?.promisedSeconds ?? null
  if (promised === null || promised === 0) return []
  return [
    {
      target,
      promised,
      isKept: after?.kept !== false,
      before: provedSeconds(before),
      after: provedSeconds(after),
      observed: seen?.gap?.seconds ?? null,
      isOpen: seen?.gap?.isOpen ?? false,
      seen: seen?.promise ?? 'none',
    },
  ]
}

/** Broken promises first, then those that were not kept in fact, then whatever is closest. */
function weight({ promised, isKept, seen, after, observed }: Promised): number {
  const share = Math.max(after ?? 0, observed ?? 0) / promised
  return share + (isKept ? 0 : 2e9) + (seen === 'broken' ? 1e9 : 0)
}

/** Of two that are endless, none is first. */
function compared(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function provedSeconds(cover: Cover | null): number | null {
  if (cover === null || cover.proved.kind === 'none') return null
  return cover.proved.kind === 'endless' ? Number.POSITIVE_INFINITY : cover.proved.seconds
}
