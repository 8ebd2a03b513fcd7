// Recovery points: for each target what is promised, what the schedules prove, and what was observed.

import type { History, TargetHistory } from '../report/history.ts'
import type { Cover, Review, TargetReview } from '../review/review.ts'
import { chartFigure } from './chart-draw.ts'
import type { Promised } from './chart-promise-row.ts'
import { promisesChart } from './chart-promises.ts'
import { type Html, html } from './html.ts'
import { section } from './section.ts'
import { targetTable } from './targets.ts'
import { numberText } from './words.ts'

/** A chart of more is not looked at; the table has them all. */
const DRAWN = 24

type Shown = { readonly review: Review; readonly history: History | null }

export function promises({ review, history }: Shown): Html {
  const observed = new Map(history?.targets.map(target => [target.target, target]))
  // Without a base there is no before.
  const targets = review.targets.map(each =>
    review.base === null ? { ...each, before: null } : each,
  )
  const rows = targets.flatMap(target => promisedOf(target, observed.get(target.target)))
  const worst = rows.toSorted((a, b) => compared(weight(b), weight(a))).slice(0, DRAWN)
  const broken = review.targets.filter(({ after }) => after?.kept === false)
  const late = rows.filter(({ promised, observed: seen }) => seen !== null && seen > promised)
  const alerts = [
    alert(broken, `of ${numberText(rows.length)} promises are not kept by the schedules`),
    alert(late, late.length === 1 ? 'promise was broken in fact' : 'promises were broken in fact'),
  ]
  const chart =
    worst.length === 0
      ? null
      : chartFigure(
          promisesChart(worst),
          html`<p class="note">${worst.length < rows.length ? `The ${DRAWN} targets that come closest to their promise or break it; ` : ''}All figures stand in the table below.</p>`,
        )
  return section(
    {
      id: 'promises',
      title: 'Recovery points',
      note: 'Promised is the shortest rpo of all policies of a target; proved is the longest time that all schedules together leave it without a recovery point.',
    },
    html`${alerts}${chart}${targetTable(review, observed)}`,
  )
}

function alert(targets: readonly { readonly target: string }[], what: string): Html | null {
  if (targets.length === 0) return null
  const names = targets
    .slice(0, 8)
    .map(({ target }) => target)
    .join(', ')
  const more = targets.length > 8 ? ` and ${numberText(targets.length - 8)} more` : ''
  return html`<p class="alert"><b>✕ ${numberText(targets.length)} ${what}:</b> ${names}${more}</p>`
}

function promisedOf(
  { target, before, after }: TargetReview,
  seen: TargetHistory | undefined,
): readonly Promised[] {
  if (after === null || after.promisedSeconds === null || after.promisedSeconds === 0) return []
  const observed = seen?.observed?.seconds ?? null
  return [
    {
      target,
      promised: after.promisedSeconds,
      isKept: after.kept !== false,
      before: provedSeconds(before),
      after: provedSeconds(after),
      observed,
    },
  ]
}

/** Broken promises first, then those that were not kept in fact, then whatever is closest. */
function weight({ promised, isKept, after, observed }: Promised): number {
  const share = Math.max(after ?? 0, observed ?? 0) / promised
  return isKept ? share : share + 1e9
}

/** Of two that are endless, none is first. */
function compared(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function provedSeconds(cover: Cover | null): number | null {
  if (cover === null || cover.proved.kind === 'none') return null
  return cover.proved.kind === 'endless' ? Number.POSITIVE_INFINITY : cover.proved.seconds
}
