// Patterns of sources that we know: a detail-type that is misspelled or another's, a value that these events never have.
import type { Condition } from './condition.ts'
import { valueFlaw } from './event-values.ts'
import type { TriggerFlaw } from './flaw.ts'
import { CLOUDTRAIL_TYPES, KNOWN_EVENTS, type KnownEvent } from './known-events.ts'
import { meant } from './meant.ts'
import type { Alternative, PatternField } from './read-pattern.ts'
import { oneOf, quote } from './wording.ts'

/** Nothing is said of patterns whose source is open, or one that we do not know. */
export function sourceFlaws(fields: Alternative): readonly TriggerFlaw[] {
  const sources = (fields.get('source')?.conditions ?? []).map(({ exact }) => String(exact))
  if (sources.length === 0 || !sources.every(source => Object.hasOwn(KNOWN_EVENTS, source)))
    return []
  const types = Object.assign({}, ...sources.map(source => KNOWN_EVENTS[source]))
  return [...typeFlaws(fields, types, sources), ...valueFlaws(fields, types)]
}

type Types = { readonly [detailType: string]: KnownEvent }

function typeFlaws(fields: Alternative, types: Types, sources: readonly string[]) {
  // What GitHub calls its events is an open list; a webhook passes on whatever it is sent.
  if (sources.includes('github.com')) return []
  const known = [...Object.keys(types), ...CLOUDTRAIL_TYPES]
  const whose = sources.join(' and ')
  return eachEntry(fields.get('detail-type'), (condition, path) => {
    if (known.some(type => condition.holds(type))) return undefined
    const written = String(condition.exact ?? '')
    const sender = Object.keys(KNOWN_EVENTS).find(source => KNOWN_EVENTS[source]?.[written])
    const near = meant(written, known)
    const code = (sender ?? near) ? 'event-never-matches' : 'event-value-unknown'
    const message = `${whose} is not known to send ${condition.words}`
    if (sender !== undefined) return { code, message, fix: `${sender} sends it`, path }
    const fix = near ? `did you mean ${quote(near)}?` : `it sends ${oneOf(Object.keys(types))}`
    return { code, message, fix, path }
  })
}

function valueFlaws(fields: Alternative, types: Types): readonly TriggerFlaw[] {
  const wanted = fields.get('detail-type')?.conditions
  const events = Object.entries(types)
    .filter(([type]) => wanted === undefined || wanted.some(({ holds }) => holds(type)))
    .map(([, event]) => event)
  const [first] = events
  if (first?.path === undefined || events.some(({ values }) => values !== first.values)) return []
  const { path: name, values } = first
  return eachEntry(fields.get(name), (condition, path) => {
    if (values === undefined || condition.absent) return undefined
    if (typeof condition.exact === 'string') return valueFlaw(condition.exact, values, path)
    if (values.known.some(value => condition.holds(value))) return undefined
    const message = `No value that ${values.service}'s event is known to have is ${condition.words}`
    const fix = `known are ${oneOf(values.known)}`
    return { code: 'event-value-unknown', message, fix, path }
  })
}

function eachEntry(
  field: PatternField | undefined,
  check: (condition: Condition, path: TriggerFlaw['path']) => TriggerFlaw | undefined,
): readonly TriggerFlaw[] {
  const { conditions, at } = field ?? { conditions: [], at: [] }
  return conditions.flatMap((condition, n) => check(condition, ['pattern', ...at, n]) ?? [])
}
