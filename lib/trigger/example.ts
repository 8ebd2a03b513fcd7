// A realistic whole event for a trigger: one that starts it, or the same deployment when it failed. For the local world,
// the docs and tests.
import { isoTime, numbersFrom } from './example-numbers.ts'
import { ACCOUNT, REGION, TEMPLATES } from './example-templates.ts'
import { fieldsOf } from './fit.ts'
import { matches } from './match.ts'
import { type EventBridgeEvent, type EventPattern, isMap } from './pattern.ts'
import { type MatchKey, PRESETS, type Preset, STAGE_PRESET } from './preset-table.ts'
import { type Alternative, type PatternField, readPattern } from './read-pattern.ts'

/**
 * `at` is when it happened, milliseconds since 1970; the same `seed` gives the same ids. `matching` matches the pattern
 * whenever one event can be made that does. `failed` has the word of the preset for a failure; of a custom pattern, and of
 * a request, the last field (of its detail, if it has any) says `failed` instead of what is wanted.
 */
export function exampleEvent(
  { event: name, pattern }: { readonly event: string; readonly pattern: EventPattern },
  order: Order,
): EventBridgeEvent {
  const { alternatives } = readPattern(pattern)
  const candidates = (alternatives.length > 0 ? alternatives : [new Map()]).slice(0, 20)
  const events = candidates.map(fields => eventFor(name, fields, order))
  const wanted = order.which === 'matching'
  return events.find(event => matches(pattern, event) === wanted) ?? events[0] ?? {}
}

type Order = {
  readonly which: 'matching' | 'failed'
  readonly at: number
  readonly seed: number
}

function eventFor(name: string, fields: Alternative, { which, at, seed }: Order): EventBridgeEvent {
  const isStage = name === 'codepipeline' && fields.has('detail.stage')
  const outcome = outcomeOf(isStage ? STAGE_PRESET : PRESETS[name as keyof typeof PRESETS])
  const failed = which === 'failed'
  const numbers = numbersFrom(seed)
  const make = TEMPLATES[isStage ? 'codepipeline stage' : name] ?? TEMPLATES.custom
  const template = make?.({
    name: (path, fallback) => nameIn(fields.get(path)) ?? fallback,
    state: (failed ? outcome?.values?.means.failure : outcome?.defaults?.[0]) ?? '',
    failed,
    at,
    numbers,
  })
  const event: Draft = { ...envelopeOf(numbers.uuid(), at), ...structuredClone(template) }
  const kept = failed ? outcome?.at.join('.') : undefined
  for (const [path, field] of fields) if (path !== kept) satisfy(event, path, field)
  if (failed && outcome === undefined) spoil(event, fields)
  return event
}

/** The key that says how it went. */
function outcomeOf(preset: Preset | undefined): MatchKey | undefined {
  return Object.values(preset?.keys ?? {}).find(({ values }) => values !== undefined)
}

/** In EventBridge's order; what a template says takes its place. */
function envelopeOf(id: string, at: number): Draft {
  return {
    ...{ version: '0', id, 'detail-type': undefined, source: undefined, account: ACCOUNT },
    ...{ time: isoTime(at), region: REGION },
  }
}

/** An exact value, or the name in a suffix or a stack's id. */
function nameIn(field: PatternField | undefined): string | undefined {
  const sample = field?.conditions.find(condition => condition.sample !== undefined)?.sample
  if (typeof sample !== 'string') return undefined
  const stack = /:stack\/([^/]+)\//.exec(sample)?.[1]
  return stack ?? sample.replace(/^\//, '')
}

type Draft = { [field: string]: unknown }

/** What is there already stays, if it will do. */
function satisfy(event: Draft, path: string, { conditions }: PatternField): void {
  const found = fieldsOf(event, path).flat()
  const absent = conditions.some(condition => condition.absent)
  if (found.length === 0 && absent) return
  if (found.some(value => conditions.some(({ holds }) => holds(value as string)))) return
  const sample = conditions.find(condition => condition.sample !== undefined)?.sample
  setAt(event, path.split('.'), sample)
}

/** Undefined removes the field. */
function setAt(draft: Draft, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    const inner: Draft = isMap(draft[name]) ? { ...draft[name] } : {}
    draft[name] = inner
    setAt(inner, rest, value)
  } else if (value === undefined) delete draft[name]
  else draft[name] = Array.isArray(draft[name]) ? [value] : value
}

function spoil(event: Draft, fields: Alternative): void {
  const inDetail = [...fields].filter(([path]) => path.startsWith('detail.'))
  const [path = 'source', field] = inDetail.at(-1) ?? [...fields].at(-1) ?? []
  const value = field?.conditions.some(({ holds }) => holds('failed')) ? undefined : 'failed'
  setAt(event, path.split('.'), value)
}
