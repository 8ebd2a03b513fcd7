// How often a schedule is started in a week, on average: what its window and weekly blackouts leave of it.
import { DAY, type Instant, type Span } from '../schedule/calendar.ts'
import { type LimitedTimetable, madeStarts } from '../schedule/made-starts.ts'
import { isWeekly, PERIOD, REFERENCE } from '../schedule/period.ts'
import { startsPerWeek } from '../schedule/starts-per-week.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { changesBetween, offsetAt } from '../schedule/zone-offsets.ts'
import { spanText } from './span-text.ts'

/**
 * Dates do not count, whether they bound the schedule, end a pause or are blacked out; nor do clock changes, other
 * schedules, and what happens once. What a blackout defers together is started once.
 */
export function averageStarts({ expression, timezone, terms }: Recurring): number {
  const nominal = startsPerWeek(expressionOf({ expression, timezone }))
  const { window, onBlackout } = terms
  const blackouts = terms.blackouts.filter(({ span }) => span.kind === 'weekly')
  if (nominal === 0 || (window === undefined && blackouts.length === 0)) return nominal
  const limited = [JSON.stringify(window), onBlackout, ...blackouts.map(spanText)]
  const key = [expression, timezone, ...limited].join(' ')
  const known = averages.get(key)
  if (known !== undefined) return known
  const limits = { blackouts, onBlackout, ...(window === undefined ? {} : { window }) }
  const average = averageOf({ expression, timezone, terms: limits })
  averages.set(key, average)
  return average
}

type Recurring = Pick<LimitedTimetable, 'expression' | 'timezone' | 'terms'>

const averages = new Map<string, number>()

function averageOf(schedule: Recurring): number {
  const stretches = isWeekly(expressionOf(schedule)) ? weeksOf(clocksOf(schedule)) : [CYCLE]
  let starts = 0
  let weeks = 0
  for (const { span, weight } of stretches) {
    const { at } = madeStarts(schedule, span)
    starts += new Set(at).size * weight
    weeks += ((span.to - span.from) / PERIOD.week) * weight
  }
  return starts / weeks
}

type Stretch = { readonly span: Span; readonly weight: number }

/** What has dates repeats itself on the same weekdays after 28 years. */
const CYCLE: Stretch = { span: { from: REFERENCE, to: REFERENCE + PERIOD.cycle }, weight: 1 }

/** All that decide on its starts. */
function clocksOf({ timezone, terms: { window, blackouts } }: Recurring): readonly string[] {
  const zones = blackouts.flatMap(({ span }) => (span.kind === 'weekly' ? [span.timezone] : []))
  return [...new Set([timezone, ...(window === undefined ? [] : [window.timezone]), ...zones])]
}

/** A week for each way in which the clocks stand to each other in the course of a year, by how long they do. */
function weeksOf(zones: readonly string[]): readonly Stretch[] {
  const year = { from: REFERENCE, to: REFERENCE + PERIOD.year }
  const changes = zones.flatMap(zone => changesBetween(zone, year).map(({ at }) => at))
  const edges = [year.from, ...changes.toSorted((a, b) => a - b), year.to]
  const longest = new Map<string, { total: number; span: Span }>()
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1] ?? from
    const key = standing(zones, from)
    const known = longest.get(key) ?? { total: 0, span: { from, to: from } }
    known.total += to - from
    if (to - from > known.span.to - known.span.from) known.span = { from, to }
    longest.set(key, known)
  }
  return [...longest.values()]
    .filter(({ total }) => total > 0)
    .map(({ total, span }) => ({ span: weekIn(span), weight: total / DAY }))
}

function standing(zones: readonly string[], at: Instant): string {
  const [first = 0, ...others] = zones.map(zone => offsetAt(zone, at))
  return others.map(offset => offset - first).join()
}

/** In its middle, away from the clock changes at its ends. */
function weekIn({ from, to }: Span): Span {
  const middle = Math.floor((from + to) / (2 * DAY)) * DAY
  return { from: middle - PERIOD.week / 2, to: middle + PERIOD.week / 2 }
}
