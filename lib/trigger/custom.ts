// event: custom, whose pattern the author writes.
import type { TriggerFlaw } from './flaw.ts'
import { type EventPattern, isMap } from './pattern.ts'
import { checkPattern } from './pattern-check.ts'
import { EVENT_ID } from './preset-table.ts'
import { readPattern } from './read-pattern.ts'
import type { TriggerReading } from './trigger.ts'
import { oneOf, phrase } from './wording.ts'

/** Nobody but the author knows a business id in these events, so they are told apart by the event's own id. */
export function readCustom(written: {
  readonly match?: unknown
  readonly pattern?: unknown
}): TriggerReading {
  const { match, pattern } = written
  const flaws: TriggerFlaw[] = []
  if (match !== undefined) {
    const message = 'custom has no match: its pattern says it all'
    flaws.push({ code: 'unknown-key', message, fix: 'move it into pattern', path: ['match'] })
  }
  if (pattern === undefined) {
    const fix = 'write the fields of the event: pattern: {source: [release.erp]}'
    flaws.push({ code: 'missing-key', message: 'custom needs a pattern', fix, path: [] })
  } else flaws.push(...checkPattern(pattern))
  const read: EventPattern = isMap(pattern) ? pattern : {}
  return { pattern: read, identity: EVENT_ID, phrase: phraseOf(read), flaws }
}

/** `custom source release.erp, detail-type Release Finished, environment prod` */
function phraseOf(pattern: EventPattern): string {
  const [fields] = readPattern(pattern).alternatives
  const words = [...(fields ?? [])].map(([path, { conditions }]) => {
    const wanted = conditions.map(({ exact, words }) => (exact == null ? words : String(exact)))
    return `${path.replace(/^detail\./, '')} ${oneOf(wanted)}`
  })
  return phrase('custom', words)
}
