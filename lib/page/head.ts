// What one must know first: which environment, what becomes of its protection, whether it may be merged and what to do.

import {
  basePitfalls,
  countsText,
  isCompared,
  isReadable,
  isUnchanged,
  lessProtected,
  pausedText,
  unreadText,
  weekTexts,
} from '../report/headline.ts'
import type { History } from '../report/history.ts'
import { clockText, counted, GRADE_WORDS, numberText } from '../report/words.ts'
import type { Check } from '../review/check.ts'
import type { Review } from '../review/review.ts'
import { percentText } from '../review/share-text.ts'
import { facts } from './facts.ts'
import { type Html, html } from './html.ts'
import { asksOf } from './subject.ts'
import { type Tile, tile } from './tile.ts'
import { arrowed, capital, changeText, gradeSign } from './words.ts'

type Shown = {
  readonly review: Review
  readonly history: History | null
  readonly title: string
}

export function head({ review, history, title }: Shown): Html {
  const { environment, base, now, timezone } = review
  const of = base === null || !isCompared(review) ? '' : html`compared with ${baseText(base)} · `
  return html`<header class="head">
<p class="eyebrow">${title}</p>
<h1><span>${environment}</span> ${goneText(review)}${headline(review, history)}</h1>
<p class="note">${of}${history === null ? '' : 'the plan '}as of ${clockText(now, timezone)} (${timezone})</p>
${base === null ? null : basePitfalls(base).map(text => html`<p class="alert"><b>Mind:</b> ${text}.</p>`)}
${isReadable(review) ? null : html`<p class="alert">${unreadText(review)}.</p>`}
${history && isReadable(review) ? facts({ review, history }) : null}${verdict(review, history)}${isReadable(review) ? tiles(review, history) : null}
</header>`
}

function goneText({ environmentGone: place }: Review): Html | null {
  return place === undefined
    ? null
    : html`is gone (<code>${`${place.file}:${place.line}`}</code>): `
}

function headline(review: Review, history: History | null): Html {
  const { base, grade } = review
  if (!isReadable(review)) return html`cannot be read`
  if (base === null || !isCompared(review)) return html`${asksOf(history)}`
  if (isUnchanged(review)) return html`nothing changes`
  return html`<span class="${grade}">${gradeSign(grade)} ${GRADE_WORDS[grade]}</span>`
}

function baseText({ name, commit }: NonNullable<Review['base']>): Html {
  if (commit === undefined || commit === name) return html`<code>${name}</code>`
  return html`<code>${name}</code> at <code title="${commit}">${commit.slice(0, 12)}</code>`
}

/** Beside what happened it says of what it speaks. */
function verdict({ verdict: { passes, checks }, base }: Review, history: History | null): Html {
  const subject = base === null ? 'The plan' : 'The change'
  const [sign, does] = passes ? ['✓', 'passes'] : ['✕', 'does not pass']
  const word = history === null ? capital(does) : `${subject} ${does}`
  return html`<section class="verdict ${passes ? 'good' : 'bad'}" aria-labelledby="verdict-title">
<h2 id="verdict-title"><span aria-hidden="true">${sign}</span> ${word}</h2><ul>${checks.map(checkItem)}</ul></section>`
}

function checkItem({ check, passes, message, fix, standing }: Check): Html {
  const todo = fix === undefined ? null : html`<span class="todo"><b>What to do:</b> ${fix}</span>`
  const where = standing === undefined ? null : html` <code>${standing}</code>`
  return html`<li class="${passes ? 'good' : 'bad'}"><span class="sign">${passes ? '✓' : '✕'}<span class="hidden">${passes ? ' passes' : ' fails'}</span></span>
<span><code>${check}</code> ${arrowed(message)}${where}${todo}</span></li>`
}

function tiles(review: Review, history: History | null): Html {
  const { totals, targets, sources, base } = review
  const broken = targets.filter(({ after }) => after?.kept === false).length
  const covered = targets.filter(({ after }) => after !== null).length
  const week = weekTexts(totals)
  const changed = totals.sources.added + totals.sources.changed + totals.sources.removed
  const all: readonly Tile[] = [
    base === null
      ? {
          name: 'Schedules and triggers',
          value: numberText(sources.length),
          note: 'of this environment',
        }
      : {
          name: 'Schedules and triggers that change',
          value: `${numberText(changed)} of ${numberText(changed + totals.sources.unchanged)}`,
          note: countsText(review),
        },
    {
      name: 'Backups a week',
      value: base === null ? week.after : changeText(week),
      note:
        base === null || totals.removedShare === 0
          ? 'planned: starts × targets'
          : `${percentText(totals.removedShare)} of those before are gone`,
    },
    {
      name: 'Targets with a backup',
      value: `${numberText(covered)} of ${numberText(targets.length)}`,
      note: coverText(review),
      isBad: totals.targets.lost > 0,
    },
    {
      name: history === null ? 'Promises broken' : 'Promises broken by the plan',
      value: numberText(broken),
      note: gapsText(review),
      isBad: broken + promisesGone(review) > 0,
    },
  ]
  const paused = pausedText(review)
  const remark = paused === undefined ? null : html`<p class="note">${paused}.</p>`
  return html`<dl class="tiles">${all.map(tile)}</dl>${remark}`
}

function coverText(review: Review): string {
  const { gained, lost, replaced, unprotected } = review.totals.targets
  const less = lessProtected(review)
  const parts = [
    gained > 0 ? `${numberText(gained)} gained` : '',
    lost > 0 ? `${numberText(lost)} lost` : '',
    replaced > 0 ? `${counted(replaced, 'name')} of another subclient now` : '',
    less > 0 ? `${numberText(less)} less protected` : '',
    unprotected > 0 ? `${numberText(unprotected)} in no policy` : '',
  ].filter(Boolean)
  return parts.length === 0 ? 'every one is covered' : parts.join(', ')
}

/** Of targets that nothing backs up any more. */
function promisesGone({ targets }: Pick<Review, 'targets'>): number {
  return targets.filter(({ before, after }) => after === null && before?.promisedSeconds != null)
    .length
}

function gapsText({ base, totals, targets }: Review): string {
  if (base === null) {
    const promised = targets.filter(({ after }) => (after?.promisedSeconds ?? null) !== null).length
    return `of ${numberText(promised)}, proved by the schedules`
  }
  const { longer, shorter } = totals.targets
  const gone = promisesGone({ targets })
  const parts = [
    gone > 0 ? `${counted(gone, 'promise')} gone with the backups` : '',
    longer > 0 ? `${counted(longer, 'recovery gap')} longer` : '',
    shorter > 0 ? `${counted(shorter, 'recovery gap')} shorter` : '',
  ].filter(Boolean)
  return parts.length === 0 ? 'recovery gaps as before' : parts.join(', ')
}
