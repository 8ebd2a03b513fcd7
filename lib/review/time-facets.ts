// When a schedule starts, by its name: what moves weakens nothing by itself, and where a gap grows that is told as one.

import { MINUTES_OF_DAY } from '../schedule/clock-span.ts'
import { type DailyWindow, renderDailyWindow } from '../schedule/daily-window.ts'
import { defaultStartWithin } from '../schedule/gap.ts'
import { expressionOf } from '../schedule/timetable.ts'
import { durationText } from './change-words.ts'
import type { Facet, TermFacet } from './facet.ts'
import { lessIsBetter, neutral, type Reason, strengthens, weakens } from './grade.ts'
import type { SeenSchedule } from './seen.ts'

type ScheduleFacet = Facet<SeenSchedule>

export const phrase: ScheduleFacet = function* ({ before, after }) {
  const [was, is] = [before.planned, after.planned]
  if (was.phrase !== is.phrase) yield neutral(`${was.phrase} -> ${is.phrase}`)
  if (was.timezone !== is.timezone) yield neutral(`time zone ${was.timezone} -> ${is.timezone}`)
  if (was.spreadSeconds !== is.spreadSeconds) {
    const [from, to] = [durationText(was.spreadSeconds), durationText(is.spreadSeconds)]
    yield neutral(`moved by spread, ${from} -> ${to}`)
  } else if (was.phrase === is.phrase && was.expression !== is.expression) {
    yield neutral(`${was.expression} -> ${is.expression}`)
  }
  if (was.jitterSeconds !== is.jitterSeconds) {
    yield neutral(`jitter ${durationText(was.jitterSeconds)} -> ${durationText(is.jitterSeconds)}`)
  }
}

/** Half the time between two starts where nothing is written: what comes of more starts is no loss. */
export const scheduleStartWithin: TermFacet<SeenSchedule> = function* ({ before, after }) {
  const [was, is] = [before, after].map(({ planned }) => planned.terms.startWithinSeconds)
  if (was === undefined || is === undefined || was === is) return
  const text = `startWithin ${durationText(was)} -> ${durationText(is)}`
  const isByDefault = [before, after].every(
    ({ planned }) =>
      defaultStartWithin(expressionOf(planned), planned.timezone) ===
      planned.terms.startWithinSeconds,
  )
  yield isByDefault
    ? neutral(`${text}, which follows from the time between two starts`)
    : { grade: lessIsBetter(is, was), text }
}

/** Starts that it takes away are counted elsewhere; a narrower one leaves late starts less time as well. */
export const window: TermFacet = function* ({ before, after }) {
  const [was, is] = [before.planned.terms.window, after.planned.terms.window]
  if (JSON.stringify(was) === JSON.stringify(is)) return
  const text = `window ${windowText(was)} -> ${windowText(is)}`
  yield windowReason(text, was, is)
}

function windowReason(
  text: string,
  was: DailyWindow | undefined,
  is: DailyWindow | undefined,
): Reason {
  if (was === undefined) return weakens(`${text}: a start that would come outside is missed`)
  if (is === undefined) return strengthens(text)
  const [before, now] = [lengthOf(was), lengthOf(is)]
  if (now < before) return weakens(text)
  return now > before && isInside(was, is) ? strengthens(text) : neutral(text)
}

const windowText = (window: DailyWindow | undefined) =>
  window === undefined ? 'none' : `${renderDailyWindow(window)} ${window.timezone}`

/** Minutes. */
function lengthOf({ from, to }: DailyWindow): number {
  return to > from ? to - from : to - from + MINUTES_OF_DAY
}

function isInside(inner: DailyWindow, outer: DailyWindow): boolean {
  const shift = (inner.from - outer.from + MINUTES_OF_DAY) % MINUTES_OF_DAY
  return inner.timezone === outer.timezone && shift + lengthOf(inner) <= lengthOf(outer)
}

export const precedence: ScheduleFacet = function* ({ before, after }) {
  const [was, is] = [before, after].map(({ planned }) => planned.yieldsTo.toSorted().join(', '))
  if (was === is) return
  yield neutral(`in the same minute it gives way to ${was || 'none'} -> ${is || 'none'}`)
}
