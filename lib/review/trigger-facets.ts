// Which events start a backup, and of what.
import { durationText, oneLine } from './change-words.ts'
import type { Facet } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { reaches } from './pattern-reach.ts'
import type { SeenTrigger } from './seen.ts'

type TriggerFacet = Facet<SeenTrigger>

/** What stopped starting anything weakens, whatever else starts something now. */
export const events: TriggerFacet = function* ({ before, after }) {
  const [was, is] = [before.planned, after.planned]
  const text = was.phrase === is.phrase ? '' : `: ${oneLine(was.phrase)} -> ${oneLine(is.phrase)}`
  const isSame = JSON.stringify(was.pattern) === JSON.stringify(is.pattern)
  if (!isSame) {
    const keepsAll = reaches(is.pattern, was.pattern)
    const addsNone = reaches(was.pattern, is.pattern)
    if (!keepsAll) yield weakens(`some events that started it no longer do${text}`)
    else if (addsNone) yield neutral(`the same events, written in another way${text}`)
    else yield strengthens(`more events start it${text}`)
  } else if (text !== '') {
    yield neutral(`the same events, written in another way${text}`)
  }
  if (was.event !== is.event) yield neutral(`event ${was.event} -> ${is.event}`)
}

/** An event that names no target, or one that it may not name, starts nothing then. */
export const targetFrom: TriggerFacet = function* ({ before, after }) {
  const [was, is] = [before, after].map(({ planned }) => planned.targetFrom?.join('.'))
  if (was === is) return
  if (was === undefined) yield weakens(`an event backs up only the target that it names at ${is}`)
  else if (is === undefined) yield strengthens('an event backs up all of its targets')
  else yield weakens(`an event has to name the target at ${is}, no longer at ${was}`)
}

/** Whoever waits for the backup before they go on, or changes something after the event, is protected later. */
export const delay: TriggerFacet = function* ({ before, after }) {
  const [was, is] = [before.planned.delaySeconds, after.planned.delaySeconds]
  if (was === is) return
  const text = `delay ${durationText(was)} -> ${durationText(is)}: the backup comes`
  yield is > was ? weakens(`${text} later`) : strengthens(`${text} sooner`)
}

/** By what two events are known to be about the same. */
export const identity: TriggerFacet = function* ({ before, after }) {
  const [was, is] = [before, after].map(({ planned }) => planned.identity.join('.'))
  if (was !== is) yield neutral(`an event is known by ${was || 'its id'} -> ${is || 'its id'}`)
}
