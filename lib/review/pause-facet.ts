// A pause: how long nothing starts.
import { type Instant, isPausedAt, type Pause } from '../start.ts'
import { type Clock, dateText, oneLine } from './change-words.ts'
import type { Facet } from './facet.ts'
import { lessIsBetter, neutral } from './grade.ts'

export const pause: Facet = function* ({ before, after, now }) {
  const [was, is] = [before.planned.pause, after.planned.pause]
  const [from, to] = [endOf(was, now), endOf(is, now)]
  const text = (pause: Pause | undefined) => pauseText(pause, { now, clock: after.clock })
  if (from !== to) {
    const why = to > from && is !== undefined ? ` by ${oneLine(is.by)}: ${oneLine(is.reason)}` : ''
    yield { grade: lessIsBetter(from, to), text: `${text(was)} -> ${text(is)}${why}` }
    return
  }
  if (JSON.stringify(was) === JSON.stringify(is)) return
  if (was?.until !== is?.until) yield neutral('a pause that is over')
  else yield neutral(`${text(is)} by ${oneLine(is?.by ?? '')}: ${oneLine(is?.reason ?? '')}`)
}

function endOf(pause: Pause | undefined, now: Instant): number {
  if (!isPausedAt(pause, now)) return now
  return pause.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(pause.until)
}

function pauseText(
  pause: Pause | undefined,
  { now, clock }: { readonly now: Instant; readonly clock: Clock },
): string {
  if (!isPausedAt(pause, now)) return 'not paused'
  return pause.until === undefined
    ? 'paused for good'
    : `paused until ${dateText(pause.until, clock)}`
}
