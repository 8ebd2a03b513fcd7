// What happened, in the head of the page: before anything is said of the plan.

import type { History } from '../report/history.ts'
import { clockText, counted, lengthText, numberText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import { type Html, html } from './html.ts'
import { type Seen, seenIn, worstSeen } from './observed.ts'
import { tile } from './tile.ts'
import { listedNames, sum } from './words.ts'

type Shown = { readonly review: Review; readonly history: History }

/** Where the figures come from: `in fact`, or of what never was `in the simulation`. */
export const WHERE = {
  observed: 'in fact',
  simulated: 'in the simulation',
} as const satisfies Record<History['kind'], string>

export function facts({ review, history }: Shown): Html {
  const seen = [...seenIn(review, history).values()]
  const broken = seen.filter(({ promise }) => promise === 'broken')
  const unjudged = seen.filter(({ promise }) => promise === 'not judged')
  const { failed, missed, partial, skipped, completed, all } = countsOf(history)
  const isBad = failed + missed + broken.length > 0
  const less = [
    failed > 0 ? `${numberText(failed)} failed` : '',
    missed > 0 ? `${numberText(missed)} missed` : '',
  ].filter(Boolean)
  const rest = [
    `${numberText(completed)} completed`,
    partial > 0 ? `${numberText(partial)} in part` : '',
    skipped > 0 ? `${numberText(skipped)} skipped` : '',
  ].filter(Boolean)
  return html`<section class="verdict ${isBad ? 'bad' : 'good'}" aria-labelledby="facts-title">
<h2 id="facts-title"><span aria-hidden="true">${isBad ? '✕' : '✓'}</span> ${titleText({ failed, missed, broken: broken.length, kind: history.kind })}</h2>
${scenarioText(history, review.timezone)}</section>
<dl class="tiles">${[
    tile({
      name: 'Runs failed or missed',
      value: `${numberText(failed + missed)} of ${numberText(all)}`,
      note: [...less, ...rest].join(', '),
      isBad: failed + missed > 0,
    }),
    tile({
      name: `Promises broken ${WHERE[history.kind]}`,
      value: `${numberText(broken.length)} of ${numberText(seen.filter(({ promised }) => promised !== null).length)}`,
      note: [
        broken.length === 0 ? 'observed' : `observed: ${listedNames(broken)}`,
        unjudged.length === 0 ? '' : `not judged: ${listedNames(unjudged)}`,
      ]
        .filter(Boolean)
        .join('; '),
      isBad: broken.length > 0,
    }),
    worstTile(seen, review.timezone),
  ]}</dl>
`
}

function countsOf({ slots: { endings } }: History) {
  const completed = sum(endings.completed)
  const partial = sum(endings.partial)
  const failed = sum(endings.failed)
  const skipped = sum(endings.skipped)
  const missed = sum(endings.missed)
  const all = completed + partial + failed + skipped + missed
  return { completed, partial, failed, skipped, missed, all }
}

function titleText(of: {
  readonly failed: number
  readonly missed: number
  readonly broken: number
  readonly kind: History['kind']
}): string {
  const were = (count: number) =>
    of.kind === 'simulated' ? 'would be' : count === 1 ? 'was' : 'were'
  const parts = [
    of.failed > 0
      ? `${counted(of.failed, 'run')} ${of.kind === 'simulated' ? 'would fail' : 'failed'}`
      : '',
    of.missed > 0 ? `${counted(of.missed, 'run')} ${were(of.missed)} missed` : '',
    of.broken > 0 ? `${counted(of.broken, 'promise')} ${were(of.broken)} broken` : '',
  ].filter(Boolean)
  if (parts.length > 0) return parts.join(', ')
  return of.kind === 'simulated'
    ? 'No run would fail or be missed, and no promise would be broken'
    : 'No run failed or was missed, and no promise was broken'
}

function worstTile(seen: readonly Seen[], timezone: string): Html | null {
  const worst = worstSeen(seen)
  if (worst === undefined) return null
  const { target, promised, promise, gap } = worst
  return tile({
    name: promised === null ? 'Longest without a recovery point' : 'Worst against its promise',
    value: `${gap.isOpen ? 'at least ' : ''}${lengthText(gap.seconds)}`,
    note: `observed: ${target} without a recovery point${promised === null ? '' : `, ${lengthText(promised)} promised`}, from ${clockText(gap.from, timezone)}`,
    isBad: promise === 'broken',
  })
}

function scenarioText({ scenario, kind, from, to }: History, timezone: string): Html {
  const span = `from ${clockText(from, timezone)} to ${clockText(to, timezone)}`
  const whence =
    kind === 'observed' ? `Observed ${span}.` : `Simulated ${span}: nothing really ran.`
  if (scenario === null) return html`<p>${whence}</p>`
  const { name, description, file, troubles, terms } = scenario
  const times = troubles.map(
    each =>
      html`<li><span class="sign" aria-hidden="true">▪</span><span>${each.label}, ${clockText(each.from, timezone)} to ${clockText(each.to, timezone)}</span></li>`,
  )
  const rest = terms.map(
    term => html`<li><span class="sign" aria-hidden="true">▪</span><span>${term}</span></li>`,
  )
  return html`<p>${whence}</p><p>Scenario <b>${name}</b> (<code>${file}</code>)${description === null ? '' : `: ${description}`}</p>
<ul>${times}${rest}</ul>`
}
