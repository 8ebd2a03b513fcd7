// The merge rules, all of them. Order, later wins: Defaults, the environment's defaults, the policy, the schedule, the
// policy's overrides for the environment. Maps merge by key; scalars and lists replace. `schedules` in an override is a
// map by name: a value merges into the schedule, null removes it, a new name adds one.
import type { Origin } from './origin.ts'
import type { DocumentText, Path } from './places.ts'
import { isPlainMap, type PlainMap } from './plain.ts'
import type { Written, WrittenPolicy } from './repository.ts'
import type {
  Defaulted,
  DefaultsDocument,
  EnvironmentDocument,
  PolicyDocument,
  PolicyOverride,
  ScheduleOverride,
} from './schema.ts'

/** Values of several layers as one, each with its origin; of a key that no layer has, where it should have been. */
export type Merged<T> = { readonly values: T; readonly originOf: (key: string) => Origin }

export type MergedPolicy = Merged<PolicyValues> & { readonly schedules: readonly MergedSchedule[] }

export type PolicyValues = Omit<PolicyDocument, 'schedules' | 'overrides'>

export type MergedSchedule = Merged<ScheduleOverride> & {
  readonly name: string
  /** Its place in the policy's list; undefined when an override added it. */
  readonly index?: number
}

export type Ingredients = {
  readonly policy: WrittenPolicy
  readonly environment: Written<EnvironmentDocument>
  readonly defaults: Written<DefaultsDocument> | undefined
}

export function mergePolicy({ policy, environment, defaults }: Ingredients): MergedPolicy {
  const { schedules, overrides, ...own } = policy.value
  const path = ['overrides', environment.value.name]
  const { schedules: changes, ...override } = overrides?.[environment.value.name] ?? {}
  const home = { text: policy.text, path: [] }
  const under = [
    layerOf(defaults?.text, [], pickKeys(defaults?.value, DEFAULT_KEYS)),
    layerOf(environment.text, ['defaults'], environment.value.defaults),
    { ...home, values: own },
  ]
  const over = { text: policy.text, path, values: override }
  const terms = { under: under.map(termsOf), over: termsOf(over) }
  return {
    ...merge<PolicyValues>([...under, over], home),
    schedules: [
      ...schedules.flatMap((schedule, index): readonly MergedSchedule[] => {
        const change = changes?.[schedule.name]
        if (change === null) return []
        const base = { text: policy.text, path: ['schedules', index], values: schedule }
        const above = layerOf(policy.text, [...path, 'schedules', schedule.name], change)
        const layers = [...terms.under, withoutOldTime(base, above), terms.over, above]
        return [{ ...merge<ScheduleOverride>(layers, base), name: schedule.name, index }]
      }),
      ...addedBy(changes, schedules).map(([name, added]): MergedSchedule => {
        const entry = { text: policy.text, path: [...path, 'schedules', name], values: added }
        const layers = [...terms.under, terms.over, entry]
        return { ...merge<ScheduleOverride>(layers, entry), name }
      }),
    ],
  }
}

type Changes = PolicyOverride['schedules']

/** The schedules that an override adds: whole ones, which the policy does not have by name. */
export function addedBy(
  changes: Changes,
  schedules: PolicyDocument['schedules'],
): readonly (readonly [name: string, added: ScheduleOverride])[] {
  const known = new Set(schedules.map(({ name }) => name))
  return Object.entries(changes ?? {}).flatMap(([name, added]) =>
    added === null || known.has(name) || !isWhole(added) ? [] : [[name, added] as const],
  )
}

/** A change that could stand alone. */
function isWhole(added: ScheduleOverride): boolean {
  return added.level !== undefined && WAYS.some(way => added[way] !== undefined)
}

type Layer = Origin & { readonly values: PlainMap }

function layerOf(text: DocumentText | undefined, path: Path, values: object | undefined): Layer {
  return { text: text ?? NOWHERE, path, values: { ...values } }
}

/** Of a layer without values, which is therefore nobody's origin. */
const NOWHERE: DocumentText = { file: '', line: 1, text: '' }

function merge<T>(layers: readonly Layer[], home: Origin): Merged<T> {
  const values: Record<string, unknown> = {}
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer.values)) {
      const below = values[key]
      values[key] = isPlainMap(below) && isPlainMap(value) ? { ...below, ...value } : value
    }
  }
  return {
    // Each layer has the shape of a part of T, and together they have what T requires: the schema said so.
    values: values as T,
    originOf: key => {
      const { text, path } = layers.findLast(layer => Object.hasOwn(layer.values, key)) ?? home
      return { text, path: [...path, key] }
    },
  }
}

const TERM_KEYS = ['startWithin', 'overlap', 'maxRun', 'spread', 'jitter', 'retry'] as const
const DEFAULT_KEYS = ['owner', 'timezone', ...TERM_KEYS] as const satisfies (keyof Defaulted)[]

/** What a schedule takes over from what stands around it. */
function termsOf(layer: Layer): Layer {
  return { ...layer, values: pickKeys(layer.values, TERM_KEYS) }
}

function pickKeys(values: object | undefined, keys: readonly string[]): PlainMap {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => keys.includes(key)))
}

/** The ways of saying when, of which a schedule has one. */
export const WAYS = ['at', 'every', 'cron', 'once'] as const

/** An override that says when in a way of its own replaces all that the schedule said about when. */
function withoutOldTime(base: Layer, above: Layer): Layer {
  if (!WAYS.some(way => Object.hasOwn(above.values, way))) return base
  const old: readonly string[] = [...WAYS, 'offset', 'between']
  return {
    ...base,
    values: Object.fromEntries(Object.entries(base.values).filter(([key]) => !old.includes(key))),
  }
}
