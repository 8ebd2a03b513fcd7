// Whether a target keeps the backups that a schedule makes: what another schedule makes is not lost.
import type { Wanted } from './backups-made.ts'
import type { Made } from './made.ts'
import { type SeenSchedule, waits } from './seen.ts'
import { worseTerms } from './worse-terms.ts'

/** Whether another one goes on in time where a schedule that runs now comes to its end, on terms that are no worse. */
export function isSucceeded(made: Made, target: string, source: SeenSchedule): boolean {
  const { before, planned, now } = made
  const by = (other: SeenSchedule) => worseTerms(source, { instead: other, now }).length === 0
  const wanted = { backup: source.planned.backup, by }
  const gap = planned.worstGap(target, wanted)
  const lasts = (other: SeenSchedule) => other.planned.endDate === undefined && by(other)
  return (
    Number.isFinite(gap) &&
    gap <= before.worstGap(target, wanted) &&
    planned.provedGap(target) <= before.provedGap(target) &&
    planned.perWeek(target, { ...wanted, by: lasts }) >= before.perWeek(target, wanted) - ROUNDING
  )
}

/** Whether a target gets no fewer backups such as a schedule makes, no further apart, and on terms that are no worse. */
export function isKept(made: Made, target: string, source: SeenSchedule): boolean {
  const { now } = made
  const by = (other: SeenSchedule) => worseTerms(source, { instead: other, now }).length === 0
  const wanted = { backup: source.planned.backup, by }
  return isAsOften(made, target, wanted) && isAsClose(made, target, wanted)
}

/** Until the pauses are over as well as then. */
export function isAsOften(made: Made, target: string, wanted: Wanted): boolean {
  return [wanted, running(wanted, made)].every(each => {
    const [was, is] = [made.before, made.after].map(side => side.perWeek(target, each))
    return (is ?? 0) >= (was ?? 0) - ROUNDING
  })
}

export function isAsClose(made: Made, target: string, wanted: Wanted): boolean {
  return gapsOf(made, target, wanted).every(({ was, is }) => is <= was)
}

/** Of these backups, of those of them that are started already, and of all recovery points: seconds, at worst. */
export function gapsOf(
  made: Made,
  target: string,
  wanted: Wanted,
): readonly { readonly was: number; readonly is: number }[] {
  const { before, after } = made
  const gaps = [wanted, running(wanted, made)].map(each => {
    return { was: before.worstGap(target, each), is: after.worstGap(target, each) }
  })
  return [...gaps, { was: before.provedGap(target), is: after.provedGap(target) }]
}

/** What is paused is as good as what runs only once it starts. */
function running({ backup, by }: Wanted, { now }: Made): Wanted {
  return { backup, by: source => !waits(source, now) && by?.(source) !== false }
}

/** Sums of fractions of a start. */
const ROUNDING = 1e-6
