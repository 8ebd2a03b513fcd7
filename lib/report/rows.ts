// The tables of a review as rows of plain text: sources that change, and sources as they are.
import type { Review, SourceChange, SourceState } from '../review/review.ts'
import { clockText, fromTo, lengthText, NOTHING, rateText } from './words.ts'

/** Times are those of the review's zone; where a source lives elsewhere, its cell says so. */
export type Table = {
  readonly head: readonly string[]
  readonly rows: readonly Row[]
}

export type Row = {
  readonly weakens: boolean
  /** What it is about; the other cells, one a column, come after it. */
  readonly name: string
  readonly sign: '+' | '~' | '-' | ' '
  readonly cells: readonly string[]
}

export function changeTable({ changes, timezone }: Review): Table {
  return {
    head: ['Source', 'Change', 'Starts/week', 'Worst gap', 'Next start'],
    rows: changes.map(change => ({
      weakens: change.grade === 'weakens',
      name: change.source,
      sign: ({ added: '+', changed: '~', removed: '-' } as const)[change.kind],
      cells: [
        whatText(change) || 'other terms',
        startsText(change),
        gapText(change),
        nextText(change.after, timezone),
      ],
    })),
  }
}

/** Without a base: what is. */
export function sourceTable({ sources, timezone }: Review): Table {
  return {
    head: ['Source', 'Level', 'When', 'Starts/week', 'Worst gap', 'Next start'],
    rows: sources.map(state => ({
      weakens: false,
      name: state.source,
      sign: ' ',
      cells: [
        state.level,
        state.phrase,
        rateText(state.startsPerWeek),
        lengthText(state.worstGapSeconds),
        nextText(state, timezone),
      ],
    })),
  }
}

/** What it was and is, in words: `every 15m -> every 30m`. Empty where only its terms differ. */
export function whatText({ kind, before, after, ...moved }: SourceChange): string {
  if (kind === 'added') {
    const from = moved.movedFrom === undefined ? '' : `, was ${moved.movedFrom}`
    return `added, ${after?.phrase ?? ''}${from}`
  }
  if (kind === 'removed') return moved.movedTo === undefined ? 'removed' : `now ${moved.movedTo}`
  const was = moved.movedFrom === undefined ? '' : `was ${moved.movedFrom}`
  const all = [...differences(before, after), pauseText(before, after), was]
  return all.filter(text => text !== '').join('; ')
}

function pauseText(before: SourceState | null, after: SourceState | null): string {
  const [was, is] = [before?.pause !== undefined, after?.pause !== undefined]
  return was === is ? '' : is ? 'paused' : 'no longer paused'
}

function differences(before: SourceState | null, after: SourceState | null): readonly string[] {
  if (before === null || after === null) return []
  const zones = before.phrase === after.phrase ? [before.timezone ?? '', after.timezone ?? ''] : []
  const parts = [
    [before.level, after.level],
    [before.phrase, after.phrase],
    zones,
    [targetsText(before), targetsText(after)],
  ]
  return parts.flatMap(([was = '', is = '']) => (was === is ? [] : [fromTo(was, is)]))
}

function targetsText({ targets }: SourceState): string {
  return targets.length === 1 ? '1 target' : `${targets.length} targets`
}

/** A trigger has no number of starts, and one that is gone not even 0. */
function startsText({ before, after }: SourceChange): string {
  const [was, is] = [before, after].map(state =>
    state === null && (before ?? after)?.kind === 'trigger'
      ? 'none'
      : rateText(state?.startsPerWeek),
  )
  return fromTo(was ?? NOTHING, is ?? NOTHING)
}

/** Of what is gone, or new, the other side has no gap at all; which is not a gap of nothing. */
function gapText({ before, after }: SourceChange): string {
  if (before === null) return lengthText(after?.worstGapSeconds)
  if (after === null)
    return before.worstGapSeconds === null
      ? NOTHING
      : `${lengthText(before.worstGapSeconds)} -> none`
  return fromTo(lengthText(before.worstGapSeconds), lengthText(after.worstGapSeconds))
}

function nextText(state: SourceState | null, timezone: string): string {
  const next = state?.nextStarts[0]
  if (next === undefined) return state?.pause === undefined ? NOTHING : 'paused'
  // Intervals are counted in UTC, by which nobody reads their clock.
  if (state?.timezone === 'UTC') return clockText(next.at, timezone)
  return state?.timezone === timezone ? next.local : `${next.local} ${state?.timezone}`
}
