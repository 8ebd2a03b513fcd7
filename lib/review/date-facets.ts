// From when and until when a schedule starts anything.
import { dateText } from './change-words.ts'
import type { Facet } from './facet.ts'
import { lessIsBetter, neutral } from './grade.ts'
import type { SeenSchedule } from './seen.ts'
import { goesOn } from './starts-facets.ts'

type ScheduleFacet = Facet<SeenSchedule>

/** A date that has passed bounds nothing any more. */
export const startDate: ScheduleFacet = function* ({ before, after, now }) {
  const [was, is] = [before.planned.startDate, after.planned.startDate]
  if (was === is) return
  const [from, to] = [was, is].map(date => Math.max(now, date ? Date.parse(date) : now))
  const text = `startDate ${dateOrNone(was, before)} -> ${dateOrNone(is, after)}`
  yield { grade: lessIsBetter(from ?? now, to ?? now), text }
}

export const endDate: ScheduleFacet = function* (pair) {
  const { before, after, now } = pair
  const [was, is] = [before.planned.endDate, after.planned.endDate]
  if (was === is) return
  const ends = [was, is].map(date => Math.max(now, date ? Date.parse(date) : FOREVER))
  const [from = FOREVER, to = FOREVER] = ends
  const text = `endDate ${dateOrNone(was, before)} -> ${dateOrNone(is, after)}`
  if (to < from && goesOn(pair)) yield neutral(`${text}, and others go on from there`)
  else yield { grade: lessIsBetter(to, from), text }
}

const FOREVER = Number.POSITIVE_INFINITY

function dateOrNone(date: string | undefined, { clock }: SeenSchedule): string {
  return date === undefined ? 'none' : dateText(date, clock)
}
