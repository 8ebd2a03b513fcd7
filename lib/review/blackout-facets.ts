// Blackouts that a source is under: which are new or gone, and how many of its starts are in them.
import { MINUTES_OF_DAY } from '../schedule/clock-span.ts'
import { madeStarts } from '../schedule/made-starts.ts'
import type { Blackout, Instant } from '../start.ts'
import { countText, dateText } from './change-words.ts'
import type { Pair, TermFacet } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { isSchedule, type SeenSchedule, type SeenSource } from './seen.ts'

export const blackouts: TermFacet = function* (pair) {
  const [was, is] = [pair.before, pair.after].map(({ planned }) => planned.terms.blackouts)
  if (was === undefined || is === undefined || was === is) return
  const [before, after] = [byKey(was), byKey(is)]
  for (const [key, blackout] of after) {
    if (!before.has(key)) yield appeared(blackout, { ...pair, isOther: isNamed(blackout, was) })
  }
  for (const [key, blackout] of before) {
    if (!after.has(key)) yield gone(blackout, { ...pair, isOther: isNamed(blackout, is) })
  }
  const told = [...after].filter(([key, { reason }]) => {
    return before.has(key) && before.get(key)?.reason !== reason
  })
  for (const [, { calendar, name }] of told) yield neutral(`${calendar}.${name} has another reason`)
}

/** Without a blackout it decides nothing. */
export const onBlackout: TermFacet = function* ({ before, after }) {
  const [was, is] = [before.planned.terms, after.planned.terms]
  if (was.onBlackout === is.onBlackout) return
  const text = `onBlackout ${was.onBlackout} -> ${is.onBlackout}`
  if (is.blackouts.length === 0) yield neutral(`${text}, and it is under no blackout`)
  else yield is.onBlackout === 'skip' ? weakens(text) : strengthens(text)
}

/** `isOther`: the other side has one of its name, at another time. */
type Told = Pick<Pair, 'before' | 'after' | 'now'> & { readonly isOther: boolean }

function isNamed({ calendar, name }: Blackout, others: readonly Blackout[]): boolean {
  return others.some(other => other.calendar === calendar && other.name === name)
}

function appeared(blackout: Blackout, { before, after, now, isOther }: Told) {
  const text = `blackout ${nameOf(blackout, after)} is ${isOther ? 'another' : 'new'}`
  if (isCounted(blackout, after)) return neutral(`${text}${WEEKLY}`)
  const count = startsIn(blackout, { of: after, under: before, now })
  if (count === 0) return neutral(`${text}, and takes no start`)
  if (count === undefined) {
    if (isOver(blackout, now)) return neutral(`${text}, which is over`)
    if (isInside(blackout, before)) return neutral(`${text}, within what was one before`)
    return unknown(text)
  }
  const fate = after.planned.terms.onBlackout === 'skip' ? 'takes' : 'defers'
  return weakens(`${text}, and ${fate} ${startsText(count)}`)
}

function gone(blackout: Blackout, { before, after, now, isOther }: Told) {
  const text = `blackout ${nameOf(blackout, before)} is ${isOther ? 'no longer at that time' : 'gone'}`
  if (isCounted(blackout, before)) return neutral(`${text}${WEEKLY}`)
  const count = startsIn(blackout, { of: before, under: after, now })
  if (count === 0) return neutral(text)
  if (count === undefined && (isOver(blackout, now) || isInside(blackout, after))) {
    return neutral(text)
  }
  return strengthens(count === undefined ? text : `${text}, with ${startsText(count)} in it`)
}

/** Weekly ones change how often a schedule starts, and that is graded. */
const isCounted = ({ span }: Blackout, source: SeenSource) =>
  span.kind === 'weekly' && isSchedule(source)

const WEEKLY = ', every week'

const unknown = (text: string) => weakens(`${text}: events in it start nothing`)

const startsText = (count: number) => (count === 1 ? '1 start' : `${countText(count)} starts`)

/** By what it is called and when it is. */
function byKey(blackouts: readonly Blackout[]): ReadonlyMap<string, Blackout> {
  return new Map(
    blackouts.map(each => [JSON.stringify([each.calendar, each.name, each.span]), each] as const),
  )
}

function nameOf({ calendar, name, span }: Blackout, { clock }: SeenSource): string {
  if (span.kind === 'weekly') return `${calendar}.${name}`
  const [from, to] = [span.from, span.to].map(date => dateText(date, clock))
  return `${calendar}.${name} (${from} to ${to})`
}

type Counted = {
  readonly of: SeenSource
  /** The side that has not this blackout: what it has forbids those starts anyway. */
  readonly under: SeenSource
  readonly now: Instant
}

/** How many starts to come are in a dated one. Of triggers nobody knows. */
function startsIn({ span }: Blackout, { of, under, now }: Counted): number | undefined {
  if (!isSchedule(of) || span.kind === 'weekly') return undefined
  const from = Math.max(now, Date.parse(span.from))
  const to = Date.parse(span.to)
  if (from >= to) return 0
  return madeStarts(timetableOf(of, under), { from, to }).due.filter(at => at >= from).length
}

function timetableOf({ planned }: SeenSchedule, under: SeenSource) {
  const { expression, timezone, startDate, endDate, terms } = planned
  return {
    expression,
    timezone,
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    terms: { ...terms, blackouts: under.planned.terms.blackouts },
  }
}

/** Whether one blackout of a source covers all of another: then that takes nothing more. */
function isInside({ span: inner }: Blackout, { planned }: SeenSource): boolean {
  return planned.terms.blackouts.some(({ span: outer }) => {
    if (inner.kind === 'dated') {
      return (
        outer.kind === 'dated' &&
        Date.parse(outer.from) <= Date.parse(inner.from) &&
        Date.parse(inner.to) <= Date.parse(outer.to)
      )
    }
    return (
      outer.kind === 'weekly' &&
      outer.timezone === inner.timezone &&
      inner.weekdays.every(day => outer.weekdays.includes(day)) &&
      outer.from <= inner.from &&
      endOf(inner) <= endOf(outer)
    )
  })
}

/** Minutes after the midnight before which it begins. */
function endOf({ from, to }: { readonly from: number; readonly to: number }): number {
  return to > from ? to : to + MINUTES_OF_DAY
}

function isOver({ span }: Blackout, now: Instant): boolean {
  return span.kind === 'dated' && Date.parse(span.to) <= now
}
