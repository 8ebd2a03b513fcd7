// Every target: its promise, and what all policies together do for it. Those whose promise is broken come first.

import { clockText, lengthText, NOTHING, numberText, provedText } from '../report/words.ts'
import type { Review } from '../review/review.ts'
import type { Cover, TargetReview } from '../review/target-review.ts'
import type { Html } from './html.ts'
import { tableList } from './list.ts'
import type { PageNode } from './node.ts'
import type { Seen } from './observed.ts'
import { arrowed, capital, changeText, gradeBadge } from './words.ts'

type Shown = {
  readonly review: Review
  /** Of no history, empty. */
  readonly seen: ReadonlyMap<string, Seen>
  readonly where: string
}

export function targetTable({ review, seen, where }: Shown): Html {
  const { base, timezone } = review
  const isSeen = seen.size > 0
  const isBroken = ({ target, after }: TargetReview) =>
    after?.kept === false || seen.get(target)?.promise === 'broken'
  const isLost = ({ before, after }: TargetReview) => before !== null && after === null
  const rank = (each: TargetReview) =>
    isLost(each) ? 0 : isBroken(each) ? 1 : each.grade === 'weakens' ? 2 : 3
  const targets = review.targets.toSorted((a, b) => rank(a) - rank(b))
  const entries = targets.map(each => {
    const { target, grade, commcell, client, before, after, reasons } = each
    const observed = seen.get(target)
    return {
      facets: [
        promiseWord(after),
        ...(isSeen ? [seenWord(observed)] : []),
        commcell,
        ...(base === null ? [] : [grade]),
      ],
      ...(isLost(each) || isBroken(each) ? { tone: 'bad' as const } : {}),
      parts: [
        target,
        lengthText(after?.promisedSeconds),
        ...(isSeen ? [seenBadge(observed), seenText(observed)] : []),
        promiseBadge(after),
        base === null
          ? provedText(after)
          : changeText({ before: provedText(before), after: provedText(after) }),
        whenText(after, timezone),
        weekText(after),
        `${client} (${commcell})`,
        ...(base === null ? [] : [changeCell({ grade, reasons })]),
      ],
    }
  })
  const plan = isSeen ? 'By the plan' : 'Promise'
  return tableList(
    {
      id: 'target-list',
      caption: 'Every target, and what all policies together do for it',
      noun: 'targets',
      filters: [
        plan,
        ...(isSeen ? [capital(where)] : []),
        'CommCell',
        ...(base === null ? [] : ['Grade']),
      ],
      entries,
    },
    [
      { label: 'Target' },
      { label: 'Promised', kind: 'number' },
      ...(isSeen
        ? [{ label: capital(where) }, { label: 'Observed', kind: 'number' as const }]
        : []),
      { label: plan },
      { label: 'Proved', kind: 'number' },
      { label: 'Worst gap by the plan', kind: 'wide' },
      { label: 'Starts a week', kind: 'wide' },
      { label: 'Client' },
      ...(base === null ? [] : [{ label: 'Change', kind: 'wide' as const }]),
    ],
  )
}

/** What its grade comes from; of several reasons the first, and opened the others. */
function changeCell({ grade, reasons }: Pick<TargetReview, 'grade' | 'reasons'>): PageNode {
  const [first = '', ...more] = reasons.map(({ text }) => arrowed(text))
  if (more.length === 0) return ['div', gradeBadge(grade), first && ` ${first}`]
  const others = more.map((text): PageNode => ['li', text])
  return ['details.more-reasons', ['summary', gradeBadge(grade), ` ${first}`], ['ul', ...others]]
}

function seenWord(seen: Seen | undefined): string {
  return seen?.promise ?? 'none'
}

function seenBadge(seen: Seen | undefined): PageNode {
  const word = seenWord(seen)
  return [
    `span.promise.${word.replace(' ', '-')}`,
    `${{ kept: '✓', broken: '✕' }[word] ?? ''} ${word}`.trim(),
  ]
}

function seenText(seen: Seen | undefined): string {
  if (!seen?.gap) return NOTHING
  return `${seen.gap.isOpen ? 'at least ' : ''}${lengthText(seen.gap.seconds)}`
}

function promiseWord(cover: Cover | null): string {
  if (cover === null) return 'no cover'
  return cover.kept === null ? 'none' : cover.kept ? 'kept' : 'broken'
}

function promiseBadge(cover: Cover | null): PageNode {
  const word = promiseWord(cover)
  const sign = { kept: '✓', broken: '✕', none: '', 'no cover': '○' }[word] ?? ''
  return [`span.promise.${word.replace(' ', '-')}`, `${sign} ${word}`.trim()]
}

function whenText(cover: Cover | null, timezone: string): string {
  if (cover === null || cover.proved.kind === 'none') return NOTHING
  const { proved } = cover
  const at = clockText(proved.from, timezone)
  if (proved.kind === 'endless') return `after ${at}, ${proved.earlier}: nothing comes any more`
  return proved.earlier === proved.later
    ? `from ${at}, between two of ${proved.earlier}`
    : `from ${at}, ${proved.earlier}, to ${proved.later}`
}

function weekText(cover: Cover | null): string {
  const levels = Object.entries(cover?.startsPerWeek ?? {})
  return levels.map(([level, starts]) => `${numberText(starts)} ${level}`).join(', ') || NOTHING
}
