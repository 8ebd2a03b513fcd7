// The tables of a review as rows of plain text: sources that change, and sources as they are.
import { ENDLESS } from '../review/change-words.ts'
import type { SourceChange, SourceState } from '../review/graded.ts'
import type { Review } from '../review/review.ts'
import { isInterval } from '../review/zones.ts'
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
        whatText(change) || termText(change),
        startsText(change),
        gapsText(change),
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
        gapText(state),
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

/** Of a change of its terms alone: the weightiest reason that no other column tells. */
function termText(change: SourceChange): string {
  const told = [startsText(change), `worst gap ${gapsText(change)}`]
  const rest = change.reasons.filter(({ text }) => !told.some(begin => text.startsWith(begin)))
  return rest[0]?.text ?? 'other terms'
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

/** `15m -> 30m`; of what is gone `15m -> endless`, for no start of it ends the time without one. A new name is no end. */
export function gapsText({ before, after, movedTo }: SourceChange): string {
  if (before === null) return after === null ? NOTHING : gapText(after)
  if (after !== null) return fromTo(gapText(before), gapText(after))
  return movedTo !== undefined || before.worstGapSeconds === null
    ? NOTHING
    : fromTo(gapText(before), ENDLESS)
}

/** The longest time between two of its own starts; events come when they come. */
export function gapText({ kind, worstGapSeconds }: SourceState): string {
  if (worstGapSeconds !== null) return lengthText(worstGapSeconds)
  return kind === 'trigger' ? NOTHING : ENDLESS
}

/** The next start by the clocks of a zone, or of the source's own, which is then named. */
export function nextText(state: SourceState | null, timezone: string): string {
  const [next] = nextTexts(state, timezone)
  return next ?? (state?.pause === undefined ? NOTHING : 'paused')
}

export function nextTexts(state: SourceState | null, timezone: string): readonly string[] {
  if (state === null) return []
  const { nextStarts, timezone: own } = state
  if (isInterval(state)) return nextStarts.map(({ at }) => clockText(at, timezone))
  return nextStarts.map(({ local }) => (own === timezone ? local : `${local} ${own}`))
}
