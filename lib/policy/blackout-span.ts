// When one window of a calendar is: dated, or every week.
import { isProblem } from '../schedule/problem.ts'
import { parseWeekly } from '../schedule/weekly.ts'
import { isZone } from '../schedule/zone.ts'
import { type Blackout, isoText } from '../start.ts'
import { instantIn } from './bounds.ts'
import type { Flaw } from './codes.ts'
import { fromTo, type ReportAt } from './from-to.ts'
import type { CalendarWindow } from './schema.ts'

/** Undefined when something is wrong with it, which is reported or was told where it is written. */
export function spanOf(
  { from, to, weekly }: CalendarWindow,
  timezone: string,
  report: ReportAt,
): Blackout['span'] | undefined {
  if (weekly !== undefined) {
    const stray = from === undefined ? (to === undefined ? undefined : 'to') : 'from'
    if (stray !== undefined) return void report(BOTH, stray)
    const parsed = parseWeekly(weekly)
    if (isProblem(parsed) || !isZone(timezone)) return undefined
    return { kind: 'weekly', timezone, ...parsed }
  }
  if (from === undefined && to === undefined) return void report(NEITHER, 'name')
  if (from === undefined) return void report(halfDated('from', 'to'), 'to')
  if (to === undefined) return void report(halfDated('to', 'from'), 'from')
  const ends = { from, to }
  const dated = fromTo(key => instantIn(ends[key], timezone), report, BACKWARDS)
  return dated && { kind: 'dated', from: isoText(dated.from), to: isoText(dated.to) }
}

const BOTH: Flaw = {
  code: 'blackout-invalid',
  message: 'A window is dated ("from" and "to") or "weekly", and this one is both',
  fix: 'write two windows',
}

const NEITHER: Flaw = {
  code: 'blackout-invalid',
  message: 'A window says when by "from" and "to" or by "weekly", and this one does not',
  fix: 'add from: and to:, or weekly: Mon-Fri 08:00-10:00',
}

const BACKWARDS: Flaw = {
  code: 'blackout-invalid',
  message: '"to" is not after "from": this window would never be',
  fix: 'correct one of them',
}

function halfDated(missing: 'from' | 'to', there: 'from' | 'to'): Flaw {
  const message = `This window has "${there}" and no "${missing}"`
  const example = missing === 'from' ? '2026-12-30T18:00' : '2027-01-02T08:00'
  return { code: 'blackout-invalid', message, fix: `add ${missing}: ${example}` }
}
