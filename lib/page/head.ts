// What one must know first: which environment, what becomes of its protection, whether it may be merged and what to do.
import { isReadable, unreadText } from '../report/headline.ts'
import type { History } from '../report/history.ts'
import { GRADE_WORDS } from '../report/words.ts'
import type { Check, Review } from '../review/review.ts'
import { percentText } from '../review/share-text.ts'
import { type Html, html } from './html.ts'
import { arrowed, changeText, counted, gradeSign, momentText, numberText } from './words.ts'

type Shown = {
  readonly review: Review
  readonly history: History | null
  readonly title: string
}

export function head({ review, history, title }: Shown): Html {
  const { environment, base, now, timezone } = review
  const of = base === null || !isReadable(review) ? '' : html`compared with ${baseText(base)} · `
  return html`<header class="head">
<p class="eyebrow">${title}</p>
<h1><span>${environment}</span> ${headline(review, history)}</h1>
<p class="note">${of}as of ${momentText(now, timezone)} (${timezone})</p>
${base !== null && base.unreadable > 0 ? html`<p class="alert"><b>The base has ${counted(base.unreadable, 'mistake')}</b> by which policies are missing from it: what they covered looks new here.</p>` : null}
${isReadable(review) ? null : html`<p class="alert">${unreadText(review)}.</p>`}
${verdict(review)}${isReadable(review) ? tiles(review) : null}
</header>`
}

function asksOf(history: History | null): string {
  if (history === null) return 'backups as planned'
  return history.kind === 'observed' ? 'what happened' : 'what would happen'
}

function headline(review: Review, history: History | null): Html {
  const { base, grade, changes, terms } = review
  if (!isReadable(review)) return html`cannot be read`
  if (base === null) return html`${asksOf(history)}`
  if (changes.length + terms.length === 0) return html`nothing changes`
  return html`<span class="${grade}">${gradeSign(grade)} ${GRADE_WORDS[grade]}</span>`
}

function baseText({ name, commit }: NonNullable<Review['base']>): Html {
  if (commit === undefined || commit === name) return html`<code>${name}</code>`
  return html`<code>${name}</code> at <code title="${commit}">${commit.slice(0, 12)}</code>`
}

function verdict({ verdict: { passes, checks } }: Review): Html {
  const [sign, word] = passes ? ['✓', 'Passes'] : ['✕', 'Does not pass']
  return html`<section class="verdict ${passes ? 'good' : 'bad'}" aria-labelledby="verdict-title">
<h2 id="verdict-title"><span aria-hidden="true">${sign}</span> ${word}</h2><ul>${checks.map(checkItem)}</ul></section>`
}

function checkItem({ check, passes, message, fix, standing }: Check): Html {
  const todo = fix === undefined ? null : html`<span class="todo"><b>What to do:</b> ${fix}</span>`
  const where = standing === undefined ? null : html` <code>${standing}</code>`
  return html`<li class="${passes ? 'good' : 'bad'}"><span class="sign">${passes ? '✓' : '✕'}<span class="hidden">${passes ? ' passes' : ' fails'}</span></span>
<span><code>${check}</code> ${arrowed(message)}${where}${todo}</span></li>`
}

function tiles(review: Review): Html {
  const { totals, targets, sources, base } = review
  const broken = targets.filter(({ after }) => after?.kept === false).length
  const covered = targets.filter(({ after }) => after !== null).length
  const { before, after } = totals.backupsPerWeek
  const all = [
    base === null
      ? tile('Schedules and triggers', numberText(sources.length), 'of this environment')
      : tile(
          'Schedules and triggers',
          sourcesText(totals.sources),
          `${numberText(totals.sources.unchanged)} unchanged`,
        ),
    tile(
      'Backups a week',
      base === null
        ? numberText(after)
        : changeText({ before: numberText(before), after: numberText(after) }),
      base === null || totals.removedShare === 0
        ? 'starts × targets'
        : `${percentText(totals.removedShare)} of those before are gone`,
    ),
    tile(
      'Targets with a backup',
      `${numberText(covered)} of ${numberText(targets.length)}`,
      coverText(totals.targets),
    ),
    tile('Promises broken', numberText(broken), gapsText(review), broken > 0),
  ]
  return html`<dl class="tiles">${all}</dl>`
}

function tile(name: string, value: string, note: string, isBad = false): Html {
  return html`<div${isBad ? html` class="bad"` : null}><dt>${name}</dt><dd><b>${isBad ? '✕ ' : ''}${value}</b><span>${note}</span></dd></div>`
}

function sourcesText({ added, changed, removed }: Review['totals']['sources']): string {
  return `+${numberText(added)} ~${numberText(changed)} −${numberText(removed)}`
}

function coverText({ gained, lost, unprotected }: Review['totals']['targets']): string {
  const parts = [
    gained > 0 ? `${numberText(gained)} gained` : '',
    lost > 0 ? `${numberText(lost)} lost` : '',
    unprotected > 0 ? `${numberText(unprotected)} in no policy` : '',
  ].filter(Boolean)
  return parts.length === 0 ? 'none without' : parts.join(', ')
}

function gapsText({ base, totals, targets }: Review): string {
  if (base === null) {
    const promised = targets.filter(({ after }) => (after?.promisedSeconds ?? null) !== null).length
    return `of ${numberText(promised)}, by the schedules`
  }
  const { longer, shorter } = totals.targets
  const parts = [
    longer > 0 ? `${counted(longer, 'recovery gap')} longer` : '',
    shorter > 0 ? `${counted(shorter, 'recovery gap')} shorter` : '',
  ].filter(Boolean)
  return parts.length === 0 ? 'recovery gaps as before' : parts.join(', ')
}
