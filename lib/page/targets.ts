// Every target: its promise, and what all policies together do for it.

import type { TargetHistory } from '../report/history.ts'
import type { Cover, Review } from '../review/review.ts'
import type { Html } from './html.ts'
import { tableList } from './list.ts'
import type { PageNode } from './node.ts'
import {
  arrowed,
  changeText,
  gradeBadge,
  lengthText,
  momentText,
  NOTHING,
  numberText,
} from './words.ts'

export function targetTable(
  { targets, base, timezone }: Review,
  observed: ReadonlyMap<string, TargetHistory>,
): Html {
  const seen = (target: string, cover: Cover | null) => {
    const seconds = observed.get(target)?.observed?.seconds ?? null
    const isLate =
      seconds !== null && seconds > (cover?.promisedSeconds ?? Number.POSITIVE_INFINITY)
    return isLate
      ? (['span.promise.broken', `✕ ${lengthText(seconds)}`] as const)
      : lengthText(seconds)
  }
  const entries = targets.map(({ target, grade, commcell, client, before, after, reasons }) => ({
    facets: [promiseWord(after), commcell, ...(base === null ? [] : [grade])],
    ...(after?.kept === false ? { tone: 'bad' as const } : {}),
    parts: [
      target,
      promiseBadge(after),
      lengthText(after?.promisedSeconds),
      base === null
        ? provedText(after)
        : changeText({ before: provedText(before), after: provedText(after) }),
      ...(observed.size === 0 ? [] : [seen(target, after)]),
      whenText(after, timezone),
      weekText(after),
      `${client} (${commcell})`,
      ...(base === null
        ? []
        : [
            [
              'div',
              gradeBadge(grade),
              ` ${arrowed(reasons.map(({ text }) => text).join('; '))}`,
            ] as const,
          ]),
    ],
  }))
  return tableList(
    {
      id: 'target-list',
      caption: 'Every target, and what all policies together do for it',
      noun: 'targets',
      filters: ['Promise', 'CommCell', ...(base === null ? [] : ['Grade'])],
      entries,
    },
    [
      { label: 'Target' },
      { label: 'Promise' },
      { label: 'Promised', kind: 'number' },
      { label: 'Proved', kind: 'number' },
      ...(observed.size === 0 ? [] : [{ label: 'Observed', kind: 'number' as const }]),
      { label: 'Worst gap lies', kind: 'wide' },
      { label: 'Starts a week', kind: 'wide' },
      { label: 'Client' },
      ...(base === null ? [] : [{ label: 'Change', kind: 'wide' as const }]),
    ],
  )
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

function provedText(cover: Cover | null): string {
  if (cover === null || cover.proved.kind === 'none') return NOTHING
  return cover.proved.kind === 'endless' ? 'endless' : lengthText(cover.proved.seconds)
}

function whenText(cover: Cover | null, timezone: string): string {
  if (cover === null || cover.proved.kind === 'none') return NOTHING
  const { proved } = cover
  const at = momentText(proved.from, timezone)
  if (proved.kind === 'endless') return `after ${at}, ${proved.earlier}: nothing comes any more`
  return proved.earlier === proved.later
    ? `from ${at}, between two of ${proved.earlier}`
    : `from ${at}, ${proved.earlier}, to ${proved.later}`
}

function weekText(cover: Cover | null): string {
  const levels = Object.entries(cover?.startsPerWeek ?? {})
  return levels.map(([level, starts]) => `${numberText(starts)} ${level}`).join(', ') || NOTHING
}
