// Why a gap between recovery points is longer than usual, where the calendar tells.
import { clockText, dateText, wallTime } from '../schedule/calendar.ts'
import { fateOf } from '../schedule/fate.ts'
import { occurrences } from '../schedule/occurrences.ts'
import type { RecoveryGap } from '../schedule/recovery.ts'
import { skippedBetween } from '../schedule/skipped.ts'
import { localText, toLocal } from '../schedule/zone.ts'
import { type RecoverySource, worstGapOf } from './recovery-streams.ts'
import { zoneOf } from './rule.ts'

type Between = Extract<RecoveryGap, { kind: 'between' }>

/** `words` continue a sentence, after a comma. */
export type Cause = {
  readonly kind: 'blackout' | 'dates' | 'skipped' | 'clocks-back'
  readonly words: string
  /** The schedule that has it, as `policy.schedule`. */
  readonly source?: string
  /** Its name, of a blackout. */
  readonly blackout?: string
}

export function causeOf(gap: Between, sources: readonly RecoverySource[]): Cause | undefined {
  for (const find of [datesIn, blackoutIn, skippedIn, clocksBackIn]) {
    for (const source of sources) {
      const cause = find(gap, source, sources)
      if (cause !== undefined) return cause
    }
  }
  return undefined
}

/** The worst gap of weeks in which no clock is set; undefined where calendars or several zones would make it a guess. */
export function ordinaryGap(sources: readonly RecoverySource[]): Between | undefined {
  const schedules = sources.map(({ scheduled }) => scheduled.schedule)
  const isPlain = schedules.every(
    ({ timezone, startDate, endDate, terms }) =>
      timezone === schedules[0]?.timezone &&
      startDate === undefined &&
      endDate === undefined &&
      terms.blackouts.length === 0,
  )
  if (!isPlain) return undefined
  const gap = worstGapOf(sources.map(withoutClockChanges))
  return gap?.kind === 'between' ? gap : undefined
}

function withoutClockChanges(source: RecoverySource): RecoverySource {
  const { scheduled } = source
  const { window, ...terms } = scheduled.schedule.terms
  const schedule = { ...scheduled.schedule, timezone: 'UTC', terms }
  return { ...source, scheduled: { ...scheduled, schedule } }
}

function blackoutIn({ from, to }: Between, { scheduled }: RecoverySource): Cause | undefined {
  const { expression, schedule } = scheduled
  const { blackouts, onBlackout } = schedule.terms
  if (blackouts.length === 0) return undefined
  for (const start of occurrences(expression, schedule.timezone, { from: from + 1, to })) {
    const fate = fateOf(start, { blackouts, onBlackout })
    if (fate.kind !== 'blackout' && fate.kind !== 'deferred') continue
    const { calendar, name } = fate.blackout
    return {
      kind: 'blackout',
      blackout: name,
      words: `because of the blackout ${name} of ${calendar}`,
    }
  }
  return undefined
}

/** A schedule that has ended, or not begun, and that would have made the gap shorter. */
function datesIn(
  gap: Between,
  source: RecoverySource,
  sources: readonly RecoverySource[],
): Cause | undefined {
  const { startDate, endDate, ...schedule } = source.scheduled.schedule
  if (startDate === undefined && endDate === undefined) return undefined
  const timeless = { ...source, scheduled: { ...source.scheduled, schedule } }
  const without = worstGapOf(sources.map(one => (one === source ? timeless : one)))
  if (without?.kind !== 'between' || without.seconds >= gap.seconds) return undefined
  const [at, words] =
    endDate !== undefined && Date.parse(endDate) <= gap.to
      ? [endDate, 'ends on']
      : [startDate ?? endDate ?? '', startDate === undefined ? 'ends on' : 'begins on']
  const when = localText(Date.parse(at), zoneOf(source.policy))
  return { kind: 'dates', words: `because ${source.name} ${words} ${when}` }
}

function skippedIn({ from, to }: Between, { name, scheduled }: RecoverySource): Cause | undefined {
  const { expression, schedule } = scheduled
  const [skipped] = skippedBetween(expression, schedule.timezone, { from, to })
  if (skipped === undefined) return undefined
  const { local } = skipped
  const words = `because ${clockText(local)} does not exist on ${dateText(local)}, when the clocks go forward`
  return { kind: 'skipped', source: name, words }
}

function clocksBackIn({ from, to }: Between, { scheduled }: RecoverySource): Cause | undefined {
  const { timezone } = scheduled.schedule
  const walls = wallTime(toLocal(to, timezone)) - wallTime(toLocal(from, timezone))
  // A local minute is compared: jitter and seconds are far below an hour.
  return walls < to - from - 60_000
    ? { kind: 'clocks-back', words: 'where the clocks go back' }
    : undefined
}
