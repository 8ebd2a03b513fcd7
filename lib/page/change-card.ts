// A change of a schedule or trigger as a card: what it comes to, and opened why, from what to what, and where.

import { gapsText, gapText, nextText, nextTexts, whatText } from '../report/rows.ts'
import { NOTHING, placeText, rateText } from '../report/words.ts'
import type { SourceChange, SourceState } from '../review/graded.ts'
import type { Entry } from './list.ts'
import type { PageNode } from './node.ts'
import { arrowed, changeText, gradeBadge, pauseText, phraseText, targetsText } from './words.ts'

export function changeCard(change: SourceChange, timezone: string): Entry {
  const { kind, source, grade, before, after } = change
  const policy = (after ?? before)?.policy ?? ''
  const summary: PageNode = [
    'span.change',
    gradeBadge(grade),
    ['span.name', ['b', source]],
    ['span.what', arrowed(whatText(change) || (change.reasons[0]?.text ?? ''))],
    [
      'span.figure',
      ['small', 'starts/week '],
      statesText(change, ({ startsPerWeek }) => rateText(startsPerWeek)),
    ],
    ['span.figure', ['small', 'worst gap '], arrowed(gapsText(change))],
    ['span.figure', ['small', 'next start '], nextText(after, timezone)],
  ]
  return { facets: [grade, kind, policy], parts: [summary, body(change, timezone)] }
}

function body(change: SourceChange, timezone: string): PageNode {
  const { reasons, before, after, movedFrom, movedTo, place } = change
  const renamed = [movedFrom, movedTo].map((name, index) =>
    name === undefined ? '' : `renamed ${index === 0 ? 'from' : 'to'} ${name}`,
  )
  const facts = FACTS.map(([label, read]) => ({
    label,
    before: before && read(before, timezone),
    after: after && read(after, timezone),
  }))
  const differ =
    before === null || after === null ? [] : facts.filter(fact => fact.before !== fact.after)
  const same = facts.filter(fact => !differ.includes(fact))
  return [
    'div.body',
    [
      'ul.reasons',
      ...reasons.map(
        (reason): PageNode => ['li', gradeBadge(reason.grade), ` ${arrowed(reason.text)}`],
      ),
    ],
    ...(differ.length === 0 ? [] : [differences(differ)]),
    ['dl', ...same.flatMap(({ label, before: was, after: is }) => pair(label, is ?? was ?? ''))],
    ['p.note', [...renamed, 'written at '].filter(Boolean).join(', '), ['code', placeText(place)]],
  ]
}

type Fact = {
  readonly label: string
  readonly before: string | null
  readonly after: string | null
}

function differences(facts: readonly Fact[]): PageNode {
  const rows = facts.map(
    ({ label, before, after }): PageNode => [
      'tr',
      ['th', label],
      ['td', before || NOTHING],
      ['td', after || NOTHING],
    ],
  )
  return [
    'table',
    ['thead', ['tr', ['th', ''], ['th', 'Before'], ['th', 'After']]],
    ['tbody', ...rows],
  ]
}

function pair(label: string, value: string): readonly PageNode[] {
  return value === '' ? [] : [['div', ['dt', label], ['dd', value]]]
}

/** Empty where there is nothing to say. */
const FACTS: readonly (readonly [
  label: string,
  read: (state: SourceState, timezone: string) => string,
])[] = [
  ['When', phraseText],
  ['Level', ({ level }) => level],
  ['Targets', ({ targets }) => targetsText(targets)],
  ['Starts a week', ({ startsPerWeek }) => rateText(startsPerWeek)],
  ['Worst gap', state => (state.kind === 'trigger' ? '' : gapText(state))],
  ['Next starts', (state, timezone) => nextTexts(state, timezone).join(', ')],
  ['Owner', ({ owner }) => owner],
  ['Paused', ({ pause }, timezone) => (pause === undefined ? '' : pauseText(pause, timezone))],
]

function statesText({ before, after }: SourceChange, read: (state: SourceState) => string): string {
  if (before === null || after === null)
    return `${before === null ? 'none' : read(before)} → ${after === null ? 'none' : read(after)}`
  return changeText({ before: read(before), after: read(after) })
}
