// Blackout calendars: from the windows that people write to the spans in which nothing starts.
import type { Blackout } from '../start.ts'
import type { Level } from '../target.ts'
import { spanOf } from './blackout-span.ts'
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import type { ReportAt } from './from-to.ts'
import { intended } from './intended.ts'
import type { Origin, Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { Repository } from './repository.ts'
import type { CalendarDocument } from './schema.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

/** By name. */
export type Calendars = ReadonlyMap<string, CalendarWindows>

/** A calendar as it will be asked, and the document that it stands in. */
export type CalendarWindows = {
  readonly windows: readonly {
    readonly blackout: Blackout
    /** Undefined: all. */
    readonly levels?: readonly Level[] | undefined
  }[]
  readonly text: DocumentText
}

export function readCalendars({ calendars }: Repository, report: Report): Calendars {
  return new Map(calendars.map(written => [written.value.name, readCalendar(written, report)]))
}

/** The calendars that a list names, each once; those that nobody knows are reported at their place in it. */
export function calendarsOf(
  names: readonly string[],
  {
    calendars,
    originOf,
    report,
  }: {
    readonly calendars: Calendars
    readonly originOf: (index: number) => Origin
    readonly report: Report
  },
): readonly CalendarWindows[] {
  const found = new Set<CalendarWindows>()
  for (const [index, name] of names.entries()) {
    const calendar = calendars.get(name)
    if (calendar !== undefined) found.add(calendar)
    else if (nameFlaw(name) === undefined) report(unknownCalendar(name, calendars), originOf(index))
  }
  return [...found]
}

/** The blackouts that are meant for a level. */
export function blackoutsFor(
  level: Level,
  calendars: readonly CalendarWindows[],
): readonly Blackout[] {
  return calendars.flatMap(({ windows }) =>
    windows.flatMap(({ levels, blackout }) =>
      levels === undefined || levels.includes(level) ? [blackout] : [],
    ),
  )
}

function readCalendar(written: Written<CalendarDocument>, report: Report): CalendarWindows {
  const seen = new Set<string>()
  const windows = written.value.windows.flatMap((window, index) => {
    const path = ['windows', index]
    const reportAt: ReportAt = (flaw, key) => report(flaw, originIn(written, [...path, key]))
    if (seen.has(window.name)) reportAt(twice(window.name), 'name')
    seen.add(window.name)
    if (written.mistakes.isAt(path)) return []
    const span = spanOf(window, written.value.timezone, reportAt)
    if (span === undefined) return []
    const { name, reason, levels } = window
    const blackout = {
      calendar: written.value.name,
      name,
      ...(reason === undefined ? {} : { reason }),
      span,
    }
    return [{ blackout, levels }]
  })
  return { windows, text: written.text }
}

function twice(name: string): Flaw {
  const message = `This calendar already has a window ${quote(name)}`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}

function unknownCalendar(name: string, calendars: Calendars): Flaw {
  const near = intended(name, [...calendars.keys()])
  const fix = near === undefined ? 'add a BlackoutCalendar of this name' : `did you mean ${near}?`
  return { code: 'unknown-calendar', message: `There is no calendar ${quote(name)}`, fix }
}
